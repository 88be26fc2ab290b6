import { isDomainError, OutOfMemoryError, TimeoutError, UnavailableError } from '../../lib/errors.js';
import type { Logger } from '../../lib/logger.js';
import type { Tensors } from '../../onnx/tensor.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import { Backend } from './backend.js';
import { type Inferred, type InferredWire, type InferOptions, readWires, writeWires } from './oip-client.js';
import type { GeneratedToken, GenerateOptions } from './read-tokens.js';
import type { ServableModel } from './servable-model.js';

const POLL_MS = 1000;
/** Most times that one worker is asked for one prediction: its lane may have died under the first. */
const TRIES_PER_WORKER = 2;

export interface PoolSettings {
  readonly urls: readonly string[];
  readonly token?: string;
  readonly logger: Logger;
  readonly pollMs?: number;
}

/** The inference workers of an installation, as one: any of them answers. */
export class BackendPool {
  private readonly backends: readonly Backend[];
  /** Models that every worker is to have. */
  private wanted: readonly ServableModel[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly settings: PoolSettings) {
    this.backends = settings.urls.map((url) => new Backend(url, settings.token));
  }

  /** Gets to know the workers, and keeps asking how they are. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.poll(), this.settings.pollMs ?? POLL_MS);
    await this.poll();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await Promise.all(this.backends.map((backend) => backend.close()));
  }

  /** The workers, with what was last heard of each. */
  get workers(): readonly Backend[] {
    return this.backends;
  }

  /** Sets what every worker is to have loaded from now on: one that is restarted gets it again. Unloads nothing. */
  keepLoaded(models: readonly ServableModel[]): void {
    this.wanted = models;
    this.loadWanted();
  }

  /**
   * Loads a model on every worker that can be reached.
   * @throws {UnavailableError} when none can be; {InvalidInputError} with the reason when one refuses the model;
   *   {OutOfMemoryError} with the figures when one has no room for it
   */
  async ensureLoaded(model: ServableModel): Promise<void> {
    await Promise.all(this.backends.filter(({ reachable }) => !reachable).map((backend) => backend.poll()));
    const reachable = this.backends.filter(({ reachable }) => reachable);
    if (reachable.length === 0) throw this.noneLeft(new Map());
    await Promise.all(reachable.map((backend) => backend.load(model, { pinned: true })));
  }

  /** Unloads a model wherever it is loaded; it is not kept loaded any more. */
  async unload(modelId: string): Promise<void> {
    this.wanted = this.wanted.filter(({ id }) => id !== modelId);
    await Promise.all(
      this.backends.filter((backend) => backend.has(modelId)).map((backend) => backend.unload(modelId)),
    );
  }

  /** Whether a worker that can be reached has the model. */
  isLoaded(modelId: string): boolean {
    return this.backends.some((backend) => backend.reachable && backend.has(modelId));
  }

  /** How many rows each worker that has the model runs together; 1 where none has, or they run one by one. */
  rowsTogether(modelId: string): number {
    const having = this.backends.filter((backend) => backend.reachable && backend.has(modelId));
    return having.length === 0 ? 1 : Math.min(...having.map((backend) => backend.rowsTogether(modelId)));
  }

  /** What each worker that has a model counted of it; those that do not answer are left out. */
  async statistics(modelId: string): Promise<ModelStatisticsReport[]> {
    const having = this.backends.filter((backend) => backend.reachable && backend.has(modelId));
    const reports = await Promise.allSettled(having.map((backend) => backend.statistics(modelId)));
    return reports.flatMap((report) => (report.status === 'fulfilled' ? report.value : []));
  }

  /**
   * One run, on the worker with the least under way; on another when that fails for a reason of its own. A model that no
   * worker has is loaded first.
   * @throws {UnavailableError} with the reasons when no worker can answer; {OutOfMemoryError} when none has room for the model; {TimeoutError} when none did in time; whatever
   *   the model says of the inputs
   */
  async infer(model: ServableModel, inputs: Tensors, options: InferOptions): Promise<Inferred> {
    return readWires(await this.inferWire(model, writeWires(inputs), options));
  }

  /** One run over tensors as they travel: nothing of them is looked at here. @throws {DomainError} as `infer` */
  async inferWire(model: ServableModel, inputs: readonly WireTensor[], options: InferOptions): Promise<InferredWire> {
    const { outputs, tellWords, signal } = options;
    return this.onBackend(model, options, (backend, timeoutMs) =>
      backend.infer(model.id, inputs, { outputs, tellWords, timeoutMs, signal }),
    );
  }

  /**
   * Tokens of one generation as they come; whoever stops reading ends it. When its worker is lost in the middle, another goes
   * on where it was, as far as the worker told the ids of its tokens.
   * @throws {DomainError} as `infer`
   */
  async *generate(
    model: ServableModel,
    request: GenerateRequest,
    options: GenerateOptions,
  ): AsyncGenerator<GeneratedToken> {
    const deadlineAt = performance.now() + options.timeoutMs;
    const answered = [...request.answered];
    for (;;) {
      const left = { ...options, timeoutMs: deadlineAt - performance.now() };
      const { first, rest, url } = await this.onBackend(model, left, async (backend, timeoutMs) => {
        const tokens = backend.generate(model.id, { ...request, answered }, { ...options, timeoutMs });
        return { first: await tokens.next(), rest: tokens, url: backend.url };
      });
      let last: GeneratedToken | null = first.done ? null : first.value;
      try {
        while (last) {
          if (last.token !== null) answered.push(last.token);
          yield last;
          if (last.finish) return;
          const next: IteratorResult<GeneratedToken, void> = await rest.next();
          last = next.done ? null : next.value;
        }
        return;
      } catch (error) {
        if (isLost(error)) options.onLost?.(url);
        // Each worker gave a token at least, so this comes to an end.
        if (!isLost(error) || last?.token == null) throw error;
      } finally {
        await rest.return(undefined);
      }
    }
  }

  /** Asks the worker with the least under way; others when that fails for a reason of its own. */
  private async onBackend<T>(
    model: ServableModel,
    { timeoutMs, onLost }: Pick<InferOptions, 'timeoutMs' | 'onLost'>,
    ask: (backend: Backend, timeoutMs: number) => Promise<T>,
  ): Promise<T> {
    const deadlineAt = performance.now() + timeoutMs;
    const tries = new Map<Backend, number>();
    const reasons = new Map<string, string>();
    let noRoom: OutOfMemoryError | null = null;
    for (;;) {
      const backend = await this.choose(model, tries);
      if (!backend) throw noRoom ?? this.noneLeft(reasons);
      const leftMs = deadlineAt - performance.now();
      if (leftMs <= 0) throw new TimeoutError(`No inference worker answered within ${timeoutMs} ms.`);
      try {
        if (!backend.has(model.id))
          await withinTime(backend.load(this.asWanted(model), { pinned: false }), leftMs, timeoutMs);
        return await ask(backend, deadlineAt - performance.now());
      } catch (error) {
        if (!isDomainError(error)) throw error;
        if (error instanceof OutOfMemoryError) {
          noRoom = error;
          tries.set(backend, TRIES_PER_WORKER);
          continue;
        }
        if (!(error instanceof WorkerUnavailableError)) throw error;
        if (isLost(error)) onLost?.(backend.url);
        reasons.set(backend.url, error.message);
        tries.set(backend, (tries.get(backend) ?? 0) + costOf(error));
      }
    }
  }

  private async poll(): Promise<void> {
    await Promise.all(this.backends.map((backend) => backend.poll()));
    this.loadWanted();
  }

  /** The best worker that was not tried too often; one that has the model goes first. */
  private async choose(model: ServableModel, tries: ReadonlyMap<Backend, number>): Promise<Backend | null> {
    const untried = (backend: Backend) => (tries.get(backend) ?? 0) < TRIES_PER_WORKER;
    // One that seemed gone when it was last asked may be back; one that just failed us should be asked.
    const doubtful = this.backends.filter((backend) => untried(backend) && (!backend.reachable || tries.has(backend)));
    const usable = () => this.backends.filter((backend) => untried(backend) && backend.reachable);
    if (usable().every((backend) => tries.has(backend))) await Promise.all(doubtful.map((backend) => backend.poll()));
    let best: Backend | null = null;
    for (const backend of usable()) if (!best || rank(backend, model, tries) < rank(best, model, tries)) best = backend;
    return best;
  }

  private loadWanted(): void {
    for (const backend of this.backends) {
      if (!backend.reachable) continue;
      for (const model of this.wanted) {
        if (backend.keeps(model) || backend.refusalOf(model.id)) continue;
        backend.load(model, { pinned: true }).catch((error: unknown) => {
          this.settings.logger.warn(
            { worker: backend.url, model: model.id, err: error },
            'a worker could not load a model',
          );
        });
      }
    }
  }

  /** A model that every worker is to have is served as that says, whoever asks for it first. */
  private asWanted(model: ServableModel): ServableModel {
    return this.wanted.find(({ id }) => id === model.id) ?? model;
  }

  /** @param reasons of the workers that were asked, by their URLs */
  private noneLeft(reasons: ReadonlyMap<string, string>): UnavailableError {
    if (this.backends.length === 0)
      return new UnavailableError('No inference worker is configured. Set INFERENCE_URLS to where they listen.');
    const problems = this.backends.map(({ url, problem }) => reasons.get(url) ?? problem ?? `${url} is not ready.`);
    return new UnavailableError(`No inference worker can answer. ${problems.join(' ')}`);
  }
}

/** Whether a worker, or a process of it, was lost with what it was asked. */
function isLost(error: unknown): boolean {
  return error instanceof WorkerUnavailableError && (error.reason === 'LANE_LOST' || error.reason === 'UNREACHABLE');
}

/** Fewer tries first, then one that has the model, then the one with the least under way. */
function rank(backend: Backend, model: ServableModel, tries: ReadonlyMap<Backend, number>): number {
  return (tries.get(backend) ?? 0) * 1e9 + (backend.has(model.id) ? 0 : 1e6) + backend.outstanding;
}

/** A worker that says that it cannot is not asked again; a lane that died, or a connection that was cut, may be a chance. */
function costOf({ reason }: WorkerUnavailableError): number {
  return reason === 'LANE_LOST' || reason === 'UNREACHABLE' || reason === 'NOT_LOADED' ? 1 : TRIES_PER_WORKER;
}

async function withinTime(work: Promise<void>, ms: number, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError(`The model was not loaded within ${timeoutMs} ms; it is still being loaded.`));
    }, ms);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
