const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** Finds where a record ends in a buffer that may hold many, or only a part of one. */
export interface RecordEnd {
  /** Called before the first search in another buffer. */
  reset(bytes: Buffer): void;
  /** Index of the line feed that ends the record at `start`; -1 when the buffer does not hold it. */
  find(start: number): number;
  /** Line feeds inside the record that was found last. */
  readonly innerLines: number;
  /** Whether the last search ended inside a quoted value. */
  readonly unclosed: boolean;
}

/** A record is a line. */
export class LineEnd implements RecordEnd {
  readonly innerLines = 0;
  readonly unclosed = false;
  private bytes: Buffer = Buffer.alloc(0);

  reset(bytes: Buffer): void {
    this.bytes = bytes;
  }

  find(start: number): number {
    return this.bytes.indexOf(LINE_FEED, start);
  }
}

/**
 * A record is a line, but a value that starts with a quote reaches to its closing quote, over line feeds as well. A quote
 * inside a value that does not start with one is an ordinary character, as spreadsheets read it.
 */
export class QuotedRecordEnd implements RecordEnd {
  innerLines = 0;
  unclosed = false;
  private bytes: Buffer = Buffer.alloc(0);
  private nextQuote = 0;

  /** @param delimiter byte between two values */
  constructor(private readonly delimiter: number) {}

  reset(bytes: Buffer): void {
    this.bytes = bytes;
    this.nextQuote = -1;
  }

  find(start: number): number {
    const { bytes } = this;
    this.innerLines = 0;
    this.unclosed = false;
    if (this.nextQuote < start) {
      const found = bytes.indexOf(QUOTE, start);
      this.nextQuote = found < 0 ? bytes.length : found;
    }
    const lineEnd = bytes.indexOf(LINE_FEED, start);
    if (this.nextQuote >= (lineEnd < 0 ? bytes.length : lineEnd)) return lineEnd;
    return this.findThroughQuotes(start);
  }

  private findThroughQuotes(start: number): number {
    const { bytes, delimiter } = this;
    const { length } = bytes;
    let at = start;
    for (;;) {
      if (bytes[at] === QUOTE) {
        const after = this.closingQuote(at + 1) + 1;
        if (after === 0 || after === length) {
          // A quote that is the buffer's last byte may be the first of two, which stand for one.
          this.unclosed = after === 0;
          return -1;
        }
        for (let inner = bytes.indexOf(LINE_FEED, at); inner >= 0 && inner < after;) {
          this.innerLines++;
          inner = bytes.indexOf(LINE_FEED, inner + 1);
        }
        at = after;
      }
      while (at < length && bytes[at] !== delimiter && bytes[at] !== LINE_FEED) at++;
      if (at === length) return -1;
      if (bytes[at] === LINE_FEED) return at;
      at++;
    }
  }

  private closingQuote(from: number): number {
    for (let at = from; ; at += 2) {
      at = this.bytes.indexOf(QUOTE, at);
      if (at < 0 || this.bytes[at + 1] !== QUOTE) return at;
    }
  }
}
