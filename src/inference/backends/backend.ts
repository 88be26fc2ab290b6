import { isDomainError } from '../../lib/errors.js';
import type { GenerateRequest } from '../protocol/generation/generate-request.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import { DEFAULT_SETTINGS, sameSettings, type ServingSettings } from '../protocol/serving-settings.js';
import type { ModelStatisticsReport } from '../protocol/statistics.js';
import type { WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { WorkerReport } from '../protocol/worker-report.js';
import { type InferredWire, type InferOptions, OipClient } from './oip-client.js';
import type { GeneratedToken, GenerateOptions } from './read-tokens.js';
import type { ServableModel } from './servable-model.js';

/** How long a worker may take to tell of itself. */
const REPORT_TIMEOUT_MS = 2000;
/** A model that a worker refused is not tried again before. */
const REFUSAL_KEPT_MS = 15_000;

/** One inference worker as a pool sees it. */
export class Backend {
  /** What it last told of itself; null before it was first heard of. */
  report: WorkerReport | null = null;
  reachable = false;
  lastSeenAt: Date | null = null;
  /** Why it cannot be reached; null when it can. */
  problem: string | null;
  /** Requests under way. */
  outstanding = 0;
  private readonly client: OipClient;
  private readonly loaded = new Set<string>();
  /** Those of the loaded that stay loaded until they are unloaded. */
  private readonly pinned = new Set<string>();
  /** Most rows of one run of the loaded, as far as it told. */
  private readonly maxRows = new Map<string, number>();
  /** How the loaded are served, as far as the worker tells. */
  private readonly settings = new Map<string, ServingSettings>();
  private readonly loading = new Map<string, Promise<void>>();
  private readonly refusals = new Map<string, { readonly error: Error; readonly at: number }>();
  private polling: Promise<void> | null = null;

  constructor(
    readonly url: string,
    token: string | undefined,
  ) {
    this.client = new OipClient(url, token);
    this.problem = `The inference worker at ${url} was not heard of yet.`;
  }

  has(modelId: string): boolean {
    return this.loaded.has(modelId);
  }

  /** How many rows it runs together; 1 where they run one by one, or it has not told yet. */
  rowsTogether(modelId: string): number {
    return this.maxRows.get(modelId) ?? 1;
  }

  /** Whether the model is loaded as it is to be, and stays so: the worker does not drop it to make room for another. */
  keeps({ id, settings }: ServableModel): boolean {
    const present = this.settings.get(id);
    // One that does not tell how it serves cannot be asked to do it otherwise.
    const asWanted = !settings || !present || sameSettings(present, settings);
    return this.loaded.has(id) && this.pinned.has(id) && asWanted;
  }

  /** Why this worker refused the model lately; null when it did not. */
  refusalOf(modelId: string): Error | null {
    const refusal = this.refusals.get(modelId);
    return refusal && performance.now() - refusal.at < REFUSAL_KEPT_MS ? refusal.error : null;
  }

  async infer(modelId: string, inputs: readonly WireTensor[], options: InferOptions): Promise<InferredWire> {
    this.outstanding += 1;
    try {
      return await this.client.inferWire(modelId, inputs, options);
    } catch (error) {
      this.learnFrom(modelId, error);
      throw error;
    } finally {
      this.outstanding -= 1;
    }
  }

  /** Tokens of one generation as they come; it counts as under way until its reader leaves. */
  async *generate(modelId: string, request: GenerateRequest, options: GenerateOptions): AsyncGenerator<GeneratedToken> {
    this.outstanding += 1;
    try {
      yield* this.client.generate(modelId, request, options);
    } catch (error) {
      this.learnFrom(modelId, error);
      throw error;
    } finally {
      this.outstanding -= 1;
    }
  }

  /** Loads a model unless it is loaded, to stay when it is `pinned`; several callers share one load. */
  async load(model: ServableModel, { pinned }: { readonly pinned: boolean }): Promise<void> {
    if (pinned ? this.keeps(model) : this.has(model.id)) return;
    const key = JSON.stringify([model.id, pinned, model.settings]);
    await (this.loading.get(key) ?? this.startLoad(key, model, pinned));
  }

  async unload(modelId: string): Promise<void> {
    this.loaded.delete(modelId);
    this.pinned.delete(modelId);
    await this.client.unload(modelId);
  }

  /** What this worker counted of a model. */
  statistics(modelId: string): Promise<ModelStatisticsReport[]> {
    return this.client.statistics(modelId, REPORT_TIMEOUT_MS);
  }

  /** Asks the worker how it is; several callers share one question. Never fails: what went wrong is kept. */
  poll(): Promise<void> {
    this.polling ??= this.ask().finally(() => (this.polling = null));
    return this.polling;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async ask(): Promise<void> {
    try {
      this.report = await this.client.report(REPORT_TIMEOUT_MS);
      this.reachable = true;
      this.problem = null;
      this.lastSeenAt = new Date();
      this.loaded.clear();
      this.pinned.clear();
      this.settings.clear();
      this.maxRows.clear();
      for (const { name, state, pinned, settings, batching } of this.report.models) {
        if (state === 'READY') this.loaded.add(name);
        if (batching) this.maxRows.set(name, batching.maxRows);
        if (pinned) this.pinned.add(name);
        if (settings) this.settings.set(name, settings);
      }
    } catch (error) {
      this.reachable = false;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  private startLoad(key: string, model: ServableModel, pinned: boolean): Promise<void> {
    const loading = this.client
      .load(this.asSent(model), pinned)
      .then(
        () => {
          this.loaded.add(model.id);
          if (pinned) this.pinned.add(model.id);
          if (model.settings) this.settings.set(model.id, model.settings);
          this.refusals.delete(model.id);
        },
        (error: unknown) => {
          if (isDomainError(error) && !error.retryable) this.refusals.set(model.id, { error, at: performance.now() });
          this.learnFrom(model.id, error);
          throw error;
        },
      )
      .finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    return loading;
  }

  /** What goes without saying is not said: a worker of the release before may refuse settings that it does not know. */
  private asSent(model: ServableModel): ServableModel {
    const { id, files, settings } = model;
    const present = this.settings.get(id) ?? DEFAULT_SETTINGS;
    const isDefault = [settings, present].every((one) => one && sameSettings(one, DEFAULT_SETTINGS));
    return isDefault ? { id, files } : model;
  }

  private learnFrom(modelId: string, error: unknown): void {
    if (!(error instanceof WorkerUnavailableError)) return;
    if (error.reason === 'NOT_LOADED' || error.reason === 'NO_LANE') this.loaded.delete(modelId);
    if (error.reason === 'UNREACHABLE' || error.reason === 'DRAINING') void this.poll();
  }
}
