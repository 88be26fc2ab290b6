import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../../lib/logger.js';
import { isLost, LaneProcess } from './lane-process.js';
import { LaneSlot } from './lane-slot.js';
import type { ModelCache } from '../model-cache.js';
import type { ServedModel } from '../served-model.js';

/** A model that kills its lane this often while it loads is refused. Being killed from outside is forgiven more often. */
const CRASHES_FORGIVEN = 1;
const KILLS_FORGIVEN = 4;

export interface LaneEvents {
  /** A lane may have something to run: it became idle, or has loaded a model. */
  onIdle(slot: LaneSlot): void;
  /** A process ended, whether it died or was replaced. */
  onEnded(process: LaneProcess): void;
  /** Whether a second process with the models of this one may run beside it for a while. */
  hasRoomForCopy(process: LaneProcess): boolean;
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
    for (const { process, successor } of this.slots) for (const each of [process, successor]) each?.kill();
    await this.supervision;
  }

  /** Loads and unloads until each lane has what is to be served; a lane that dies meanwhile catches up after its restart. */
  async reconcile(): Promise<void> {
    await Promise.all(this.slots.map((slot) => this.reconcileSlot(slot)));
  }

  /** Whether a request for this model will be answered: a lane has it, or will have it in a moment. */
  serves(model: ServedModel): boolean {
    return this.slots.some((slot) => slot.has(model) || (!slot.failing && !slot.process?.refused.has(model)));
  }

  /** Whether another process could run this model now. */
  hasOther(model: ServedModel, than: LaneProcess): boolean {
    return this.slots.some((slot) => slot.process !== than && slot.has(model));
  }

  private async supervise(slot: LaneSlot): Promise<void> {
    while (!this.isStopping()) {
      const process = slot.process ?? this.startProcess(slot);
      const reason = await process.ended;
      this.events.onEnded(process);
      if (slot.process !== process) continue; // Replaced: its successor is to be watched.
      const pauseMs = slot.ended(Date.now());
      if (this.isStopping()) return;
      this.logger.warn({ lane: slot.index, reason, pauseMs }, 'A lane ended; it is started again.');
      await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private startProcess(slot: LaneSlot): LaneProcess {
    const process = new LaneProcess(this.settings.runLimitMs);
    slot.started(process, Date.now());
    void this.reconcileSlot(slot);
    return process;
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
    const unwanted = [...process.loaded.values()].filter((model) => this.models.get(model.name) !== model);
    for (const { name } of unwanted) await process.unload(name);
    await this.loadAll(slot, process);
    if (unwanted.length > 0 && process.memory.mustBeReclaimed) await this.recycle(slot, process);
  }

  private async loadAll(slot: LaneSlot, process: LaneProcess): Promise<void> {
    for (const model of [...this.models.values()]) {
      const load = this.loadTurn.then(() => this.load(slot, process, model));
      this.loadTurn = load;
      await load;
    }
    if (!process.alive) return;
    process.complete = true;
    if (slot.process === process) this.events.onIdle(slot);
  }

  /**
   * Gives back memory that a process did not: another takes its place. The old one goes on answering until the new one has
   * its models, or, where there is no room for both, requests wait for it; none fails.
   */
  private async recycle(slot: LaneSlot, old: LaneProcess): Promise<void> {
    const leftBehindBytes = old.memory.leftBehindBytes;
    this.logger.info({ lane: slot.index, leftBehindBytes }, 'A lane did not give memory back; it is replaced.');
    if (this.events.hasRoomForCopy(old)) {
      if (!(await this.replace(slot, old))) return;
    } else slot.retiring = true;
    slot.recycleCount += 1;
    await old.whenIdle();
    old.kill();
    await old.ended;
  }

  /** @returns whether another process with all its models has taken the place of `old` */
  private async replace(slot: LaneSlot, old: LaneProcess): Promise<boolean> {
    const successor = (slot.successor = new LaneProcess(this.settings.runLimitMs));
    await this.loadAll(slot, successor);
    slot.successor = null;
    const whole = successor.alive && slot.loaded.every((model) => successor.loaded.has(model.name));
    if (this.isStopping() || slot.process !== old || !whole) {
      successor.kill();
      return false;
    }
    slot.started(successor, Date.now());
    this.events.onIdle(slot);
    return true;
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async load(slot: LaneSlot, process: LaneProcess, model: ServedModel): Promise<void> {
    const { name } = model;
    const wanted = this.models.get(name) === model && model.state !== 'UNAVAILABLE';
    if (!wanted || !process.alive || process.loaded.has(name) || process.refused.has(model)) return;
    try {
      model.ready(await process.load(model, await this.cache.fetch(name, model.manifest, model.settings)));
      if (slot.process === process) this.events.onIdle(slot);
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
    if (this.hasOther(model, process)) process.refused.set(model, reason);
    else model.refuse(reason);
  }
}
