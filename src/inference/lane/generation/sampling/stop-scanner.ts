/** Looks for stop strings in text that comes in pieces, and holds back what may be the beginning of one. */
export class StopScanner {
  private held = '';

  constructor(private readonly stops: readonly string[]) {}

  /** @returns text that is certainly no part of a stop string, and whether one was found: then the text ends before it */
  push(piece: string): { text: string; stopped: boolean } {
    const text = this.held + piece;
    const found = Math.min(...this.stops.map((stop) => text.indexOf(stop)).map((at) => (at < 0 ? Infinity : at)));
    if (found < Infinity) {
      this.held = '';
      return { text: text.slice(0, found), stopped: true };
    }
    const keep = Math.max(0, ...this.stops.map((stop) => overlap(text, stop)));
    this.held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), stopped: false };
  }

  /** What was held back, when no more comes. */
  flush(): string {
    const { held } = this;
    this.held = '';
    return held;
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`, but not all of it. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
