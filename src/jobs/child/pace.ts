/** A pace of less than this says little: the first steps often wait for files, or are the only fast ones. */
const LEAST_MS = 1_000;

/** Time left of something that counts up, at its pace so far. */
export class Pace {
  private start: { done: number; atMs: number } | null = null;

  /** Milliseconds left at `atMs`; null while that cannot be told. */
  timeLeftMs(done: number, total: number | null, atMs: number): number | null {
    this.start ??= { done, atMs };
    const gained = done - this.start.done;
    const elapsedMs = atMs - this.start.atMs;
    if (total === null || gained <= 0 || elapsedMs < LEAST_MS) return null;
    return Math.max(0, (elapsedMs / gained) * (total - done));
  }
}
