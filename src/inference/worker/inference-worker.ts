import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import type { Logger } from '../../lib/logger.js';
import { residentBytes } from '../../onnx/runtime/resident-bytes.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import { DEFAULT_SETTINGS, sameSettings, type ServingSettings } from '../protocol/serving-settings.js';
import type { WorkerReport } from '../protocol/worker-report.js';
import { Dispatcher } from './dispatcher.js';
import { type GenerationListener, QueuedGeneration } from './generation/queued-generation.js';
import type { RunRequest } from './lanes/lane-process.js';
import { Lanes } from './lanes/lanes.js';
import type { LoadOptions } from './server/load-options.js';
import { type Manifest, sameManifest } from './manifest.js';
import { ModelCache } from './model-cache.js';
import { cacheBudgetBytes, memoryBudgetMb } from './memory-budget.js';
import { MemoryLedger, predictBytes } from './memory-ledger.js';
import type { QueuedRequest } from './request-queue.js';
import { noLanguageModel, ServedModel } from './served-model.js';

const DRAIN_POLL_MS = 10;
const MEBIBYTE = 1024 * 1024;

/** Serves models on lanes. Knows nothing of HTTP. */
export class InferenceWorker {
  readonly id = newId('worker');
  private readonly startedAt = new Date();
  private readonly models = new Map<string, ServedModel>();
  private readonly cache: ModelCache;
  private readonly lanes: Lanes;
  private readonly ledger: MemoryLedger;
  private readonly dispatcher: Dispatcher;
  private draining = false;

  constructor(
    private readonly config: Config,
    blobs: BlobStore,
    private readonly logger: Logger,
  ) {
    const budgetBytes = memoryBudgetMb(config) * MEBIBYTE;
    this.cache = new ModelCache(blobs, join(config.home, 'inference', this.id), {
      devices: config.inferenceDevices,
      cacheBudgetBytes: cacheBudgetBytes(budgetBytes),
    });
    this.dispatcher = new Dispatcher(this.models, () => this.lanes);
    const settings = { count: config.INFERENCE_LANES, runLimitMs: config.INFERENCE_RUN_LIMIT_MS };
    this.lanes = new Lanes(settings, this.models, this.cache, logger, {
      onIdle: (slot) => {
        this.dispatcher.feed(slot);
      },
      onEnded: (process) => {
        this.dispatcher.lost(process);
      },
      hasRoomForCopy: (process) => this.ledger.hasRoomForCopy(process),
    });
    this.ledger = new MemoryLedger(budgetBytes, this.models, () => this.lanes.slots);
  }

  start(): void {
    this.lanes.start();
  }

  /** Whether requests are answered now: a lane runs with every model that is to be served. */
  get ready(): boolean {
    return !this.draining && this.lanes.slots.some(({ complete }) => complete);
  }

  /** Answers what is under way, for at most `graceMs`, and ends. */
  async stop(graceMs: number): Promise<void> {
    this.draining = true;
    const until = performance.now() + graceMs;
    while (this.dispatcher.size > 0 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    await this.lanes.stop();
    await this.cache.clear();
  }

  /**
   * Serves a model from now on. Loading what is loaded already does nothing; with other settings, it is loaded anew while its
   * requests wait.
   * @throws {ConflictError} when another model has the name; {OutOfMemoryError} at once when there is no room for it;
   *   {InvalidInputError} with the reason when it cannot be loaded
   */
  async load(name: string, manifest: Manifest, { pinned, settings }: LoadOptions): Promise<void> {
    if (this.draining) throw draining();
    const known = this.models.get(name);
    if (known && !sameManifest(known.manifest, manifest))
      throw new ConflictError(`A model "${name}" of other files is loaded. Unload it first.`);
    const served = known && known.state !== 'UNAVAILABLE' ? known : this.add(name, manifest, settings);
    const model = settings && !sameSettings(served.settings, settings) ? this.replace(served, settings) : served;
    if (pinned) model.pinned = true;
    await model.settled;
    if (model.state === 'UNAVAILABLE') throw new InvalidInputError(`"${name}" cannot be loaded. ${model.reason}`);
  }

  /** Stops serving a model; what waits for it fails. */
  async unload(name: string): Promise<void> {
    const model = this.model(name);
    this.models.delete(name);
    model.refuse('The model was unloaded.');
    await this.lanes.reconcile();
  }

  /** @throws {NotFoundError} when this worker was not asked to serve it */
  model(name: string): ServedModel {
    const model = this.models.get(name);
    if (!model)
      throw new NotFoundError('loaded model', name, 'Load it, or list what is loaded with POST /v2/repository/index.');
    return model;
  }

  all(): ServedModel[] {
    return [...this.models.values()];
  }

  /** @throws {DomainError} at once when the request cannot be taken; its answer may fail with one, too */
  infer(name: string, request: RunRequest, timeoutMs: number): QueuedRequest {
    if (this.draining) throw draining();
    const model = this.model(name);
    if (model.state === 'UNAVAILABLE') throw new WorkerUnavailableError('NO_LANE', model.reason);
    return this.dispatcher.submit(model, request, performance.now() + timeoutMs);
  }

  /** @throws {DomainError} at once when the generation cannot be taken; afterwards its listener hears all */
  generate(name: string, request: GenerateRequest, timeoutMs: number, listener: GenerationListener): QueuedGeneration {
    if (this.draining) throw draining();
    const model = this.model(name);
    if (model.state === 'UNAVAILABLE') throw new WorkerUnavailableError('NO_LANE', model.reason);
    if (model.loaded && !model.loaded.generation) throw noLanguageModel(name);
    const generation = new QueuedGeneration(request, timeoutMs, listener);
    try {
      this.dispatcher.generate(model, generation);
    } catch (error) {
      generation.drop();
      throw error;
    }
    return generation;
  }

  /** Gives up a request whose caller has left. */
  drop(request: QueuedRequest): void {
    this.dispatcher.drop(request);
  }

  report(): WorkerReport {
    const lanes = this.lanes.slots.map(({ index, process, loaded, restartCount, recycleCount }) => ({
      index,
      processId: process?.pid ?? null,
      models: loaded.map(({ name }) => name),
      memoryBytes: process?.pid ? (residentBytes(process.pid) ?? 0) : 0,
      restartCount,
      recycleCount,
    }));
    const models = this.all().map((model) => ({
      name: model.name,
      state: model.state,
      reason: model.reason,
      pinned: model.pinned,
      predictedBytes: model.predictedBytes,
      measuredBytes: this.ledger.measuredBytes(model),
      settings: model.settings,
      batching: model.loaded?.batching ?? null,
      device: model.loaded?.device ?? null,
      queueLength: model.queue.length + model.generations.waitingCount,
      generation: model.loaded?.generation ?? null,
      sequenceCount: model.generations.size - model.generations.waitingCount,
    }));
    return {
      id: this.id,
      host: hostname(),
      processId: process.pid,
      startedAt: this.startedAt.toISOString(),
      ready: this.ready,
      devicesRequested: this.config.inferenceDevices,
      devices: [...new Set(models.flatMap(({ device }) => device?.effective ?? []))],
      laneCount: this.config.INFERENCE_LANES,
      queueLength: this.dispatcher.size,
      memoryBytes: process.memoryUsage.rss() + lanes.reduce((sum, lane) => sum + lane.memoryBytes, 0),
      memoryReservedBytes: this.ledger.reservedBytes,
      memoryBudgetBytes: this.ledger.budgetBytes,
      lanes,
      models,
    };
  }

  private add(name: string, manifest: Manifest, settings: ServingSettings | null): ServedModel {
    const predictedBytes = predictBytes(manifest);
    for (const evicted of this.ledger.makeRoomFor(name, predictedBytes)) {
      this.logger.info({ model: evicted.name, for: name }, 'A model gives way to another.');
      this.models.delete(evicted.name);
    }
    return this.serve(name, manifest, settings ?? DEFAULT_SETTINGS);
  }

  private replace(present: ServedModel, settings: ServingSettings): ServedModel {
    const model = this.serve(present.name, present.manifest, settings);
    present.handOver(model);
    return model;
  }

  private serve(name: string, manifest: Manifest, settings: ServingSettings): ServedModel {
    const { INFERENCE_QUEUE_LIMIT } = this.config;
    const model = new ServedModel(name, manifest, predictBytes(manifest), INFERENCE_QUEUE_LIMIT, settings);
    this.models.set(name, model);
    void this.lanes.reconcile();
    return model;
  }
}

function draining(): WorkerUnavailableError {
  return new WorkerUnavailableError('DRAINING', 'The inference worker is stopping. Ask another.');
}
