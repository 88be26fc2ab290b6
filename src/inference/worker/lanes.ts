import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../lib/logger.js';
import { isLost, LaneProcess } from './lane-process.js';
import { LaneSlot } from './lane-slot.js';
import type { ModelCache } from './model-cache.js';
import type { ServedModel } from './served-model.js';

/** A model that kills its lane this often while it loads is refused. Being killed from outside is forgiven more often. */
const CRASHES_FORGIVEN = 1;
const KILLS_FORGIVEN = 4;

export interface LaneEvents {
  /** A lane may have something to run: it became idle, or has loaded a model. */
  onIdle(slot: LaneSlot): void;
  /** A lane died; what it ran has failed. */
  onLost(slot: LaneSlot): void;
}

/** Keeps lanes running, each with every model that is to be served. */
export class Lanes {
  readonly slots: readonly LaneSlot[];
  private readonly stopping = new AbortController();
  private supervision: Promise<unknown> = Promise.resolve();
  /** One lane loads at a time, so that the others go on answering. */
  private loadTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: { readonly count: number; readonly runLimitMs: number },
    private readonly models: ReadonlyMap<string, ServedModel>,
    private readonly cache: ModelCache,
    private readonly logger: Logger,
    private readonly events: LaneEvents,
  ) {
    this.slots = Array.from({ length: settings.count }, (_, index) => new LaneSlot(index));
  }

  start(): void {
    this.supervision = Promise.all(this.slots.map((slot) => this.supervise(slot)));
  }

  /** Ends every lane at once. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { process } of this.slots) process?.kill();
    await this.supervision;
  }

  /** Loads and unloads until each lane has what is to be served; a lane that dies meanwhile catches up after its restart. */
  async reconcile(): Promise<void> {
    await Promise.all(this.slots.map((slot) => this.reconcileSlot(slot)));
  }

  /** Whether a request for this model will be answered: a lane has it, or will have it in a moment. */
  serves(model: ServedModel): boolean {
    return this.slots.some((slot) => slot.loaded.has(model.name) || (!slot.failing && !slot.refused.has(model.name)));
  }

  /** Whether another lane could run this model now. */
  hasOther(model: ServedModel, than: LaneSlot): boolean {
    return this.slots.some((slot) => slot !== than && slot.loaded.has(model.name));
  }

  private async supervise(slot: LaneSlot): Promise<void> {
    while (!this.isStopping()) {
      const process = new LaneProcess(this.settings.runLimitMs);
      slot.started(process, Date.now());
      void this.reconcileSlot(slot);
      const reason = await process.ended;
      const pauseMs = slot.ended(Date.now());
      this.events.onLost(slot);
      if (this.isStopping()) return;
      this.logger.warn({ lane: slot.index, reason, pauseMs }, 'A lane ended; it is started again.');
      await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private reconcileSlot(slot: LaneSlot): Promise<void> {
    slot.turn = slot.turn
      .then(() => this.bringUp(slot))
      .catch((error: unknown) => {
        if (!isLost(error)) this.logger.error({ lane: slot.index, err: error }, 'A lane could not take up its models.');
      });
    return slot.turn;
  }

  private async bringUp(slot: LaneSlot): Promise<void> {
    const { process } = slot;
    if (!process) return;
    for (const name of slot.loaded.keys()) {
      if (this.models.has(name)) continue;
      slot.loaded.delete(name);
      await process.unload(name);
    }
    for (const model of [...this.models.values()]) {
      const load = this.loadTurn.then(() => this.load(slot, process, model));
      this.loadTurn = load;
      await load;
    }
    if (slot.process !== process) return;
    slot.complete = true;
    this.events.onIdle(slot);
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async load(slot: LaneSlot, process: LaneProcess, model: ServedModel): Promise<void> {
    const { name } = model;
    const wanted = this.models.get(name) === model && model.state !== 'UNAVAILABLE';
    if (!wanted || slot.process !== process || slot.loaded.has(name) || slot.refused.has(name)) return;
    try {
      const loaded = await process.load(await this.cache.fetch(name, model.manifest));
      slot.loaded.set(name, loaded);
      model.ready(loaded);
      this.events.onIdle(slot);
    } catch (error) {
      await this.loadFailed(slot, process, model, error);
    }
  }

  private async loadFailed(slot: LaneSlot, process: LaneProcess, model: ServedModel, error: unknown): Promise<void> {
    if (isLost(error)) {
      const reason = await process.ended;
      if (this.isStopping()) return;
      model.crashes += 1;
      if (model.crashes <= (reason === 'SIGKILL' ? KILLS_FORGIVEN : CRASHES_FORGIVEN)) return;
      model.refuse(`The model ended the process that loaded it (${reason}).`);
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn({ lane: slot.index, model: model.name, reason }, 'A model could not be loaded.');
    // What another lane serves goes on being served; this one may not have it.
    if (this.hasOther(model, slot)) slot.refused.set(model.name, reason);
    else model.refuse(reason);
  }
}
