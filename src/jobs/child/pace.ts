/** Time left of something that counts up, at its pace so far. */
export class Pace {
  private start: { done: number; atMs: number } | null = null;

  /** Milliseconds left at `atMs`; null while that cannot be told. */
  timeLeftMs(done: number, total: number | null, atMs: number): number | null {
    this.start ??= { done, atMs };
    const gained = done - this.start.done;
    if (total === null || gained <= 0) return null;
    return Math.max(0, ((atMs - this.start.atMs) / gained) * (total - done));
  }
}
