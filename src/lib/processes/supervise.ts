import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { ReadyMessage } from './run-program.js';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;
/** A process that lived this long is started again as fast as the first time. */
const HEALTHY_AFTER_MS = 30_000;

export interface Program {
  /** Shown in log lines. */
  name: string;
  /** Path of its file. */
  path: string;
  env: NodeJS.ProcessEnv;
  /** Options of Node.js itself. */
  execArgv?: string[];
}

/** A child process that is started again when it ends by itself, ever more slowly while it keeps failing. */
export class Supervised {
  private child: ChildProcess | null = null;
  private readonly stopping = new AbortController();
  private readonly firstReady = Promise.withResolvers<ReadyMessage>();
  private isReady = false;
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly program: Program,
    private readonly logger: Logger,
  ) {}

  /**
   * Starts it.
   * @returns what it says once it is ready for the first time
   * @throws when it ends before that: starting it again would not help
   */
  start(): Promise<ReadyMessage> {
    this.done = this.keepRunning();
    return this.firstReady.promise;
  }

  /** Asks it to stop, and kills it after the grace. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    this.child?.kill('SIGTERM');
    const timeout = setTimeout(() => this.child?.kill('SIGKILL'), graceMs);
    await this.done;
    clearTimeout(timeout);
  }

  private async keepRunning(): Promise<void> {
    const { name } = this.program;
    const { signal } = this.stopping;
    let backoffMs = FIRST_BACKOFF_MS;
    let end: unknown = null;
    do {
      const startedAtMs = performance.now();
      if (end !== null) this.logger.warn({ end }, `The ${name} ended by itself and is started again`);
      end = await this.runOnce();
      if (!this.isReady) break;
      if (performance.now() - startedAtMs > HEALTHY_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
      await delay(backoffMs, undefined, { signal }).catch(() => undefined);
      backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2);
    } while (!signal.aborted);
    this.firstReady.reject(new UnavailableError(`The ${name} did not start. What it wrote above says why.`));
  }

  /** @returns how the process ended: its exit code, or the signal that killed it */
  private async runOnce(): Promise<unknown> {
    const { path, env, execArgv = [] } = this.program;
    const child = fork(path, { env, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.child = child;
    child.on('message', (message) => {
      if (!isReadyMessage(message)) return;
      this.isReady = true;
      this.firstReady.resolve(message);
    });
    try {
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      return signal ?? code;
    } catch (error) {
      return error;
    } finally {
      this.child = null;
    }
  }
}

function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}
