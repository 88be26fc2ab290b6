import { InvalidInputError } from '../../lib/errors.js';
import type { LoadedModel, RunFigure } from '../lane/lane-messages.js';
import type { ServingSettings } from '../protocol/serving-settings.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import { ModelGenerations } from './generation/model-generations.js';
import { ModelStatistics } from './model-statistics.js';
import type { Manifest } from './manifest.js';
import { RequestQueue } from './request-queue.js';

/** As in the protocol's model repository extension. */
export type ModelState = 'LOADING' | 'READY' | 'UNAVAILABLE';

const SHORT_RUN_MS = 20;

/** A model that this worker was asked to serve. */
export class ServedModel {
  state: ModelState = 'LOADING';
  /** Why it is unavailable. */
  reason = '';
  /** What a lane told of it; null before the first has loaded it. */
  loaded: LoadedModel | null = null;
  /** Times one after another that a lane died while it loaded this model. */
  crashes = 0;
  /** Stays loaded until it is unloaded; one that is not gives way to others when memory is short. */
  pinned = false;
  /** When a request last asked for it, or when it was added: milliseconds of the performance clock. */
  lastUsedAt = performance.now();
  /** Runs under way. */
  running = 0;
  /** How long a lane was busy with its last batch. */
  private lastRunMs = Infinity;
  readonly queue: RequestQueue;
  readonly generations: ModelGenerations;
  readonly statistics = new ModelStatistics();
  /** Resolves when a lane has loaded it, or when it was refused. */
  readonly settled: Promise<void>;
  private settle!: () => void;

  constructor(
    readonly name: string,
    readonly manifest: Manifest,
    /** Memory that it is expected to take in each lane. */
    readonly predictedBytes: number,
    queueLimit: number,
    readonly settings: ServingSettings,
  ) {
    this.queue = new RequestQueue(queueLimit);
    this.generations = new ModelGenerations(queueLimit);
    this.settled = new Promise((resolve) => (this.settle = resolve));
  }

  /** Most rows that a lane takes at once. */
  get maxRows(): number {
    return this.loaded?.batching.maxRows ?? 1;
  }

  /** Whether its batches run in so little time that the way to a lane counts. */
  get runsShortly(): boolean {
    return this.maxRows > 1 && this.lastRunMs < SHORT_RUN_MS;
  }

  /** Whether a request or a generation waits for it or runs. */
  get inUse(): boolean {
    return this.running > 0 || this.queue.oldestAt !== null || this.generations.size > 0;
  }

  /** Whether its requests may run now, or go on waiting for others to run with. */
  isDue(now: number): boolean {
    const { maxBatchWaitMs } = this.settings;
    return maxBatchWaitMs === 0 || this.queue.isDue(now - maxBatchWaitMs, this.maxRows);
  }

  /** Gives what waits to a model that takes this one's place. Texts that are being generated end. */
  handOver(successor: ServedModel): void {
    successor.pinned = this.pinned;
    successor.queue.putBack(this.queue.takeAll());
    this.generations.failAll(new WorkerUnavailableError('NO_LANE', 'The model is loaded anew with other settings.'));
    void successor.settled.then(() => {
      this.state = successor.state;
      this.reason = successor.reason;
      this.settle();
    });
  }

  /** A lane ran a batch. @returns milliseconds that its runs took */
  ran(runs: readonly RunFigure[]): number {
    this.lastRunMs = runs.reduce((sum, { ms }) => sum + ms, 0);
    this.statistics.ran(runs);
    return this.lastRunMs;
  }

  ready(loaded: LoadedModel): void {
    this.loaded = loaded;
    this.state = 'READY';
    this.crashes = 0;
    if (!loaded.generation) this.generations.failAll(noLanguageModel(this.name));
    this.settle();
  }

  refuse(reason: string): void {
    this.state = 'UNAVAILABLE';
    this.reason = reason;
    const gone = new WorkerUnavailableError('NO_LANE', reason);
    this.queue.failAll(gone);
    this.generations.failAll(gone);
    this.settle();
  }
}

export function noLanguageModel(name: string): InvalidInputError {
  return new InvalidInputError(`"${name}" is no language model: ask infer for its answers.`);
}
