/** Turns token ids back into text. */
export interface TokenDecoder {
  decode(ids: readonly number[]): string;
}

/** What the text of tokens ends with while the bytes of a character are not complete. */
const INCOMPLETE = '\uFFFD';
/** A character has at most four bytes: what is still incomplete after so many tokens will never be whole. */
const MOST_HELD = 4;

/**
 * Text of tokens that come one by one. A token's text depends on the one before (spaces), and a character may be spread over
 * several, so a short window is decoded again each time, and what is not whole waits.
 */
export class TokenText {
  private readonly ids: number[];
  /** The window starts here; its text up to `given` was given out. */
  private windowStart = 0;
  private given: number;

  /** @param before tokens of the text that is gone on from: whether a space stands between depends on the last ones */
  constructor(
    private readonly decoder: TokenDecoder,
    before: readonly number[] = [],
  ) {
    this.ids = before.slice(-MOST_HELD);
    this.given = this.ids.length;
  }

  /** @returns the text that this token completes; "" while a character is not whole */
  push(id: number): string {
    this.ids.push(id);
    const text = this.decoder.decode(this.ids.slice(this.windowStart));
    if (text.endsWith(INCOMPLETE) && this.ids.length - this.given <= MOST_HELD) return '';
    return this.give(text);
  }

  /** The text that this token would complete; what is not whole is told as it is. */
  wouldGive(id: number): string {
    const before = this.decoder.decode(this.ids.slice(this.windowStart, this.given));
    return this.decoder.decode([...this.ids.slice(this.windowStart), id]).slice(before.length);
  }

  /** What was held back, when no more comes. */
  flush(): string {
    return this.given === this.ids.length ? '' : this.give(this.decoder.decode(this.ids.slice(this.windowStart)));
  }

  private give(text: string): string {
    const before = this.decoder.decode(this.ids.slice(this.windowStart, this.given));
    this.windowStart = this.given;
    this.given = this.ids.length;
    return text.slice(before.length);
  }
}
