import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { type Config, configToEnv, inheritedEnv } from '../../config/config.js';
import { builtProgram } from '../../lib/package-root.js';
import { endWithParent } from '../../lib/processes/end-with-parent.js';
import type { BegunAttempt } from '../attempts/begin-attempt.js';
import { ChildExit, type FromChild, type StopReason, type ToChild } from '../child/protocol.js';
import { compiledModules, makeScratch } from './scratch.js';

/** A child that says nothing for so long hangs: its runs of native code should stay under a second. */
const SILENCE_LIMIT_MS = 60_000;
const SECOND_LIMIT_MS = 5_000;
/** How long a child may take to stop by itself: what is cancelled is gone within two seconds. */
const GRACE_MS: Record<StopReason, number> = { cancel: 1_500, timeout: 1_500, handBack: 6_000 };
const STDERR_KEPT = 4_000;
/** V8 would let what lives shortly take 100 MB, which halves what fits on a machine and makes no job faster. */
const YOUNG_GENERATION = '--max-semi-space-size=8';

/** How the process of an attempt ended. */
export type RunEnd =
  | { kind: 'ended' }
  | { kind: 'fenced' }
  | { kind: 'stopped'; reason: StopReason }
  | { kind: 'outOfMemory' }
  | { kind: 'lost'; cause: string };

export interface RunOptions {
  config: Config;
  /** Path of the module of handlers. */
  handlersModule: string;
}

/** The child process that runs an attempt, seen from its worker. */
export class RunningJob {
  /** Resolves when the process is gone and its folder removed. */
  readonly ended: Promise<RunEnd>;
  private child: ChildProcess | null = null;
  private stopReason: StopReason | null = null;
  private takenAway = false;
  private over = false;
  /** Whether the handler runs: before, there is nothing that a child could bring to an end. */
  private begun = false;
  private stderr = '';
  private readonly timers = new Set<NodeJS.Timeout>();
  private silence: NodeJS.Timeout | null = null;

  constructor(
    readonly attempt: BegunAttempt,
    private readonly options: RunOptions,
  ) {
    this.ended = this.run();
  }

  get processId(): number | null {
    return this.child?.pid ?? null;
  }

  /** Asks the child to stop, and kills it when it does not, or has nothing to end yet. The first reason stays. */
  stop(reason: StopReason): void {
    if (this.stopReason || this.over) return;
    this.stopReason = reason;
    if (!this.begun) {
      this.kill();
      return;
    }
    this.send({ type: 'stop', reason });
    this.after(GRACE_MS[reason], () => {
      this.kill();
    });
  }

  /** Another worker has the job: nothing that this child does counts any more. */
  abandon(): void {
    this.takenAway = true;
    this.kill();
  }

  private async run(): Promise<RunEnd> {
    const folder = await makeScratch(this.options.config.home);
    try {
      const { code, signal } = await this.runChild(folder);
      return this.meaningOf(code, signal);
    } catch (error) {
      return { kind: 'lost', cause: `Its process did not start: ${(error as Error).message}` };
    } finally {
      this.over = true;
      for (const timer of this.timers) clearTimeout(timer);
      if (this.silence) clearTimeout(this.silence);
      await rm(folder, { recursive: true, force: true });
    }
  }

  private runChild(folder: string): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const { config, handlersModule } = this.options;
    const { jobId, number, maxDurationMs } = this.attempt;
    const child = fork(builtProgram('jobs/child/child.js'), [handlersModule], {
      env: { NODE_COMPILE_CACHE: compiledModules(config), ...inheritedEnv(), ...configToEnv(config) },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      execArgv: [
        YOUNG_GENERATION,
        ...(config.JOB_MEMORY_MB > 0 ? [`--max-old-space-size=${config.JOB_MEMORY_MB}`] : []),
      ],
    });
    this.child = child;
    endWithParent(child);
    this.send({ type: 'run', jobId, attempt: number, folder });
    // Told to stop before the process was there.
    if (this.stopReason || this.takenAway) this.kill();
    if (maxDurationMs !== null) {
      this.after(maxDurationMs, () => {
        this.stop('timeout');
      });
    }
    this.watchSilence();
    child.on('message', ({ type }: FromChild) => {
      if (type === 'begun') this.begun = true;
      this.watchSilence();
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  private meaningOf(code: number | null, signal: NodeJS.Signals | null): RunEnd {
    if (this.takenAway || code === ChildExit.FENCED) return { kind: 'fenced' };
    if (code === ChildExit.ENDED) return { kind: 'ended' };
    if (this.stopReason) return { kind: 'stopped', reason: this.stopReason };
    if (/out of memory/i.test(this.stderr)) return { kind: 'outOfMemory' };
    const how = signal ? `was killed by ${signal}, perhaps for lack of memory` : `exited with ${code}`;
    return { kind: 'lost', cause: `Its process ${how}.` };
  }

  /** Asked a second time before it counts: when the whole machine slept, the child's messages are yet to be read. */
  private watchSilence(): void {
    if (this.silence) clearTimeout(this.silence);
    if (this.over) return;
    this.silence = setTimeout(() => {
      this.silence = setTimeout(() => {
        this.kill();
      }, SECOND_LIMIT_MS);
    }, SILENCE_LIMIT_MS);
  }

  /** A timer waits 24 days at most; no attempt is held to more. */
  private after(ms: number, run: () => void): void {
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    this.timers.add(timer);
  }

  private kill(): void {
    this.child?.kill('SIGKILL');
  }

  private send(message: ToChild): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }
}
