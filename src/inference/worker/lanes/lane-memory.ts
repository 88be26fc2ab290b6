import type { ResidentMemory } from '../../lane/lane-messages.js';

const MEBIBYTE = 1024 * 1024;
/** What a lane holds before it has loaded a model, until that is measured. */
const EMPTY_LANE_BYTES = 110 * MEBIBYTE;
/** A lane that holds more than this beyond its models after an unload has not given the memory back. */
const LEFT_BEHIND_BYTES = 64 * MEBIBYTE;
/** And more than this share of all that it holds: a lane of large models is not replaced for a little. */
const LEFT_BEHIND_SHARE = 0.1;

/** What the models of one lane process take, in bytes, measured as the process grows and shrinks. */
export class LaneMemory {
  private emptyBytes = EMPTY_LANE_BYTES;
  private residentBytes: number | null = null;
  private readonly models = new Map<string, number>();

  /** A model was loaded. Memory that others had left behind and it took over counts as its own. */
  loaded(name: string, predictedBytes: number, { beforeBytes, afterBytes }: ResidentMemory): void {
    if (this.residentBytes === null) this.emptyBytes = beforeBytes;
    this.residentBytes = beforeBytes;
    const grownBytes = Math.max(0, afterBytes - beforeBytes);
    const takenOverBytes = Math.min(this.leftBehindBytes, Math.max(0, predictedBytes - grownBytes));
    this.models.set(name, grownBytes + takenOverBytes);
    this.residentBytes = afterBytes;
  }

  unloaded(name: string, { afterBytes }: ResidentMemory): void {
    this.models.delete(name);
    this.residentBytes = afterBytes;
  }

  /** What a model takes; null when it is not loaded. */
  of(name: string): number | null {
    return this.models.get(name) ?? null;
  }

  /** What a process without models holds. */
  get emptyLaneBytes(): number {
    return this.emptyBytes;
  }

  /** What the process held beyond its models when it last loaded or unloaded one: what runs and earlier models left. */
  get leftBehindBytes(): number {
    return Math.max(0, (this.residentBytes ?? 0) - this.expectedBytes);
  }

  /** Whether an unload freed nothing that others could use, so that only a new process would. */
  get mustBeReclaimed(): boolean {
    const least = Math.max(LEFT_BEHIND_BYTES, (this.residentBytes ?? 0) * LEFT_BEHIND_SHARE);
    return this.leftBehindBytes > least;
  }

  private get expectedBytes(): number {
    let bytes = this.emptyBytes;
    for (const modelBytes of this.models.values()) bytes += modelBytes;
    return bytes;
  }
}
