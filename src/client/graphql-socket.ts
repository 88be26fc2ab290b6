import { type Client, createClient } from 'graphql-ws';
import { Arrivals } from './arrivals.js';
import { errorOfResponse, type ResponseError, SluiceError, unreachableError } from './errors.js';
import type { GraphQLRequest } from './graphql-http.js';

/** A connection is tried again after 0.25, 0.5, 1 and then every 2 seconds: about a minute in all. */
const RETRY_ATTEMPTS = 32;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** A connection whose other end stays silent for this long after a ping is dead. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const TOKEN_REFUSED = 4403;
/** Code of what can be asked for again. */
const UNAVAILABLE = 'UNAVAILABLE';

interface Closed {
  code: number;
  reason: string;
}

export interface SocketEndpoint {
  url: string;
  token: string | undefined;
}

/** Subscriptions over one WebSocket that is opened when needed and comes back by itself. */
export class GraphQLSocket {
  private readonly client: Client;

  constructor(private readonly endpoint: SocketEndpoint) {
    const { url, token } = endpoint;
    this.client = createClient({
      url,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      keepAlive: PING_EVERY_MS,
      retryAttempts: RETRY_ATTEMPTS,
      retryWait: (retries) => waitBefore(retries),
      shouldRetry: (closed) => !(isClosed(closed) && closed.code === TOKEN_REFUSED),
    });
    terminateWhenSilent(this.client);
  }

  /**
   * The data of a subscription, until it completes or `signal` ends it. A variable `after` follows the cursors as they arrive, so that
   * a connection that came back goes on behind the last event. So does one whose event lacks what the gateway could not read just then.
   * @throws {SluiceError} when the gateway refuses it, or stays out of reach
   */
  async *subscribe<T extends object>(
    request: GraphQLRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<T, void, undefined> {
    // The library sends this same object again after a reconnect.
    const variables: Record<string, unknown> = { ...request.variables };
    for (let broken = 0; ; broken += 1) {
      try {
        for await (const data of this.subscribeOnce<T>(request, variables, signal)) {
          broken = 0;
          yield data;
        }
        return;
      } catch (error) {
        if (!(error instanceof BrokenEvent)) throw error;
        if (broken === RETRY_ATTEMPTS) throw error.reason;
      }
      await waitBefore(broken, signal);
    }
  }

  private async *subscribeOnce<T extends object>(
    request: GraphQLRequest,
    variables: Record<string, unknown>,
    signal?: AbortSignal,
  ): AsyncGenerator<T, void, undefined> {
    signal?.throwIfAborted();
    const arrivals = new Arrivals<T>();
    let isBroken = false;
    const unsubscribe = this.client.subscribe<T>(
      { ...request, variables },
      {
        next: ({ data, errors }) => {
          // What follows a broken event comes again behind the last whole one.
          if (isBroken) return;
          if (errors?.length) {
            isBroken = true;
            const error = errorOfResponse(errors);
            arrivals.fail(error.code === UNAVAILABLE ? new BrokenEvent(error) : error);
          } else if (data) {
            variables.after = cursorOf(data) ?? variables.after;
            arrivals.add(data);
          }
        },
        error: (error) => {
          if (!isBroken) arrivals.fail(this.asSluiceError(error));
        },
        complete: () => {
          if (!isBroken) arrivals.end();
        },
      },
    );
    const stop = (): void => {
      arrivals.end();
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* arrivals;
      signal?.throwIfAborted();
    } finally {
      signal?.removeEventListener('abort', stop);
      unsubscribe();
    }
  }

  async close(): Promise<void> {
    // It fails with the connection that was being opened: then there is nothing to close.
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  private asSluiceError(error: unknown): SluiceError {
    if (Array.isArray(error)) return errorOfResponse(error as ResponseError[]);
    if (!isClosed(error)) return unreachableError(this.endpoint.url, error, '');
    if (error.code === TOKEN_REFUSED) return new SluiceError('UNAUTHENTICATED', error.reason, { cause: error });
    return unreachableError(this.endpoint.url, error, error.reason || `closed with ${error.code}`);
  }
}

/** An event that lacks what the gateway could not read just then. */
class BrokenEvent extends Error {
  constructor(readonly reason: SluiceError) {
    super(reason.message, { cause: reason });
  }
}

/** Ends at once when `signal` is aborted. */
async function waitBefore(retries: number, signal?: AbortSignal): Promise<void> {
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    signal?.addEventListener('abort', end);
  });
}

function terminateWhenSilent(client: Client): void {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  client.on('ping', (received) => {
    if (received) return;
    deadline = setTimeout(() => {
      client.terminate();
    }, PONG_WITHIN_MS);
  });
  client.on('pong', (received) => {
    if (received) clearTimeout(deadline);
  });
  client.on('closed', () => {
    clearTimeout(deadline);
  });
}

/** Every event of a stored stream carries its cursor as a field of the one root field. */
function cursorOf(data: object): string | undefined {
  const event: unknown = Object.values(data)[0];
  if (typeof event !== 'object' || event === null || !('cursor' in event)) return undefined;
  return typeof event.cursor === 'string' ? event.cursor : undefined;
}

function isClosed(value: unknown): value is Closed {
  return typeof value === 'object' && value !== null && 'code' in value && 'reason' in value;
}
