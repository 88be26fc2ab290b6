import { OutOfMemoryError } from '../../lib/errors.js';
import { LaneMemory } from './lanes/lane-memory.js';
import type { LaneSlot } from './lanes/lane-slot.js';
import type { LaneProcess } from './lanes/lane-process.js';
import type { Manifest } from './manifest.js';
import type { ServedModel } from './served-model.js';

const MEBIBYTE = 1024 * 1024;
/** Measured: a session over embedded weights settles at their size and 1 to 2 MiB, and its warm-up runs at a little more. */
const ALLOWANCE_BYTES = 4 * MEBIBYTE;

/** Memory that a model is expected to take in one lane: its files' bytes, and what every session needs. */
export function predictBytes(manifest: Manifest): number {
  let bytes = ALLOWANCE_BYTES;
  for (const { role, sizeBytes } of manifest) if (role !== 'EVIDENCE' && role !== 'LICENCE') bytes += sizeBytes;
  return bytes;
}

/** What the processes of one worker may hold, hold, and will hold when all that is being loaded is loaded. */
export class MemoryLedger {
  /** Held by the front process before it served anything. */
  private readonly frontBytes = process.memoryUsage.rss();

  constructor(
    readonly budgetBytes: number,
    private readonly models: ReadonlyMap<string, ServedModel>,
    private readonly slots: () => readonly LaneSlot[],
  ) {}

  /** Memory that is spoken for: the processes, their models (measured, or predicted until then), and what models left behind. */
  get reservedBytes(): number {
    const wanted = [...this.models.values()].filter(({ state }) => state !== 'UNAVAILABLE');
    let bytes = this.frontBytes;
    for (const { process } of this.slots()) {
      const memory = process?.memory ?? new LaneMemory();
      bytes += memory.emptyLaneBytes + (memory.mustBeReclaimed ? 0 : memory.leftBehindBytes);
      for (const model of wanted) bytes += process?.refused.has(model) ? 0 : bytesIn(process, model);
    }
    return bytes;
  }

  /** What a model takes in the lane where it takes most; null before one has loaded it. */
  measuredBytes(model: ServedModel): number | null {
    const measured = this.slots().flatMap(({ process }) => process?.memory.of(model.name) ?? []);
    return measured.length > 0 ? Math.max(...measured) : null;
  }

  hasRoomForCopy({ memory, loaded }: LaneProcess): boolean {
    let bytes = memory.emptyLaneBytes + memory.leftBehindBytes;
    for (const name of loaded.keys()) bytes += memory.of(name) ?? 0;
    return this.reservedBytes + bytes <= this.budgetBytes;
  }

  /**
   * The models that must give way so that one more can be loaded: those that nobody keeps loaded and that have nothing to do,
   * the one that was not asked for longest first.
   * @throws {OutOfMemoryError} with the figures when that is not enough; then nothing gives way
   */
  makeRoomFor(name: string, predictedBytes: number): ServedModel[] {
    const laneCount = this.slots().length;
    const freeBytes = this.budgetBytes - this.reservedBytes;
    let missingBytes = predictedBytes * laneCount - freeBytes;
    const idle = [...this.models.values()].filter((model) => !model.pinned && model.state === 'READY' && !model.inUse);
    const evicted: ServedModel[] = [];
    let evictableBytes = 0;
    for (const model of idle.sort((a, b) => a.lastUsedAt - b.lastUsedAt)) {
      const bytes = this.slots().reduce((sum, { process }) => sum + bytesIn(process, model), 0);
      evictableBytes += bytes;
      if (missingBytes <= 0) continue;
      evicted.push(model);
      missingBytes -= bytes;
    }
    if (missingBytes <= 0) return evicted;
    throw new OutOfMemoryError(
      `"${name}" needs about ${mebibytes(predictedBytes)} MiB in each of ${laneCount} lanes. Of the worker's ${mebibytes(this.budgetBytes)} MiB ` +
        `${mebibytes(Math.max(0, freeBytes))} are free, and models that may be evicted hold ${mebibytes(evictableBytes)}. ` +
        'Unload a model, run fewer lanes, or raise INFERENCE_MEMORY_MB.',
      { neededBytes: predictedBytes * laneCount, freeBytes, evictableBytes, budgetBytes: this.budgetBytes },
    );
  }
}

/** What a model holds in a lane, and may come to hold while it generates. */
function bytesIn(process: LaneProcess | null, model: ServedModel): number {
  return (process?.memory.of(model.name) ?? model.predictedBytes) + (model.loaded?.generation?.cacheBytes ?? 0);
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / MEBIBYTE);
}
