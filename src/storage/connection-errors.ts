import { setTimeout as delay } from 'node:timers/promises';

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Classes and codes of Postgres: no connection, none left to give (as right after a restart), and a server that stops or starts. */
const SERVER_CODES = /^(08|53300|57P0)/;
/** How TypeORM says that the connection of a transaction was cut between two of its statements. */
const CUT_TRANSACTION = new Set([
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
  'TransactionNotStartedError',
]);
/** How long work that must not be lost waits for Postgres to come back. */
export const DATABASE_PATIENCE_MS = 60_000;
const FIRST_WAIT_MS = 50;
const LAST_WAIT_MS = 1_000;

/** Whether Postgres could not be reached, or broke off: the same statement may succeed once it is back. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (CUT_TRANSACTION.has(error.name)) return true;
  const { code, syscall, driverError } = error as Error & { code?: string; syscall?: string; driverError?: unknown };
  if (code !== undefined && (SOCKET_CODES.has(code) || SERVER_CODES.test(code))) return true;
  // A Unix socket is a file, which a server that has stopped takes away.
  if (code === 'ENOENT' && syscall === 'connect') return true;
  if (/connection (terminated|ended)|not queryable|connect(ion)? timeout|timeout .*connect/i.test(error.message))
    return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  return driverError !== undefined && driverError !== error && isConnectionError(driverError);
}

/**
 * Runs `work` again while Postgres cannot be reached, for at most `timeoutMs` and until `signal` is aborted. A transaction that broke off while it
 * committed may have taken effect: `work` must be able to find that out.
 */
export async function whenConnected<T>(work: () => Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LAST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionError(error) || Date.now() + waitMs > deadline) throw error;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) throw error;
    }
  }
}
