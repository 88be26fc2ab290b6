import { type BadRecord, excerptOf } from './bad-record.js';
import type { RecordEnd } from './record-end.js';

/** Most bytes of one row: what a row costs in memory is a multiple of its size. */
export const MAX_ROW_BYTES = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MEBIBYTE = 1024 * 1024;

/** Gets records as they are cut out of a file: `bytes` from `start` to `end`, without the line end. */
export interface RecordSink {
  /** Called with each piece of the file that records are about to be cut from. */
  region(bytes: Buffer): void;
  record(bytes: Buffer, start: number, end: number, line: number): void;
  bad(record: BadRecord): void;
}

/**
 * Cuts a stream of bytes into records, in bounded memory: at most one unfinished record is held, and one that is longer than
 * MAX_ROW_BYTES is reported and passed over up to the next line.
 */
export class RecordFramer {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private retryAtBytes = 0;
  private line = 1;
  private skipped: { line: number; excerpt: string; bytes: number } | null = null;

  constructor(
    private readonly recordEnd: RecordEnd,
    private readonly sink: RecordSink,
  ) {}

  push(chunk: Buffer): void {
    const bytes = this.skipped ? this.skip(chunk) : chunk;
    if (bytes.length === 0) return;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    // Waiting until an unfinished record has doubled keeps the search for its end linear in its length.
    if (this.heldBytes >= this.retryAtBytes) this.cut(false);
  }

  end(): void {
    this.cut(true);
    if (this.skipped) this.reportSkipped();
  }

  private cut(last: boolean): void {
    const bytes = this.held.length === 1 ? this.held[0]! : Buffer.concat(this.held);
    this.sink.region(bytes);
    this.recordEnd.reset(bytes);
    let start = 0;
    while (start < bytes.length) {
      const end = this.recordEnd.find(start);
      if (end >= 0) {
        this.hand(bytes, start, end, this.recordEnd.innerLines);
        start = end + 1;
      } else if (last && !this.recordEnd.unclosed) {
        this.hand(bytes, start, bytes.length, 0);
        start = bytes.length;
      } else if (last || bytes.length - start > MAX_ROW_BYTES) {
        start = this.giveUp(bytes, start);
      } else break;
    }
    const rest = bytes.subarray(start);
    this.held = rest.length > 0 ? [rest] : [];
    this.heldBytes = rest.length;
    this.retryAtBytes = Math.min(2 * rest.length, MAX_ROW_BYTES + 1);
  }

  private hand(bytes: Buffer, start: number, lineFeed: number, innerLines: number): void {
    const end = lineFeed > start && bytes[lineFeed - 1] === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed;
    if (end - start > MAX_ROW_BYTES) {
      this.sink.bad({ line: this.line, excerpt: excerptOf(bytes.subarray(start, end)), reason: tooLong(end - start) });
    } else this.sink.record(bytes, start, end, this.line);
    this.line += 1 + innerLines;
  }

  /** Reports a record without an end and answers where the next one may start: at the next line. */
  private giveUp(bytes: Buffer, start: number): number {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const excerpt = excerptOf(bytes.subarray(start, lineFeed < 0 ? bytes.length : lineFeed));
    if (this.recordEnd.unclosed && (lineFeed >= 0 || bytes.length - start <= MAX_ROW_BYTES)) {
      this.sink.bad({ line: this.line, excerpt, reason: UNCLOSED });
      this.line += 1;
      return lineFeed < 0 ? bytes.length : lineFeed + 1;
    }
    this.skipped = { line: this.line, excerpt, bytes: bytes.length - start };
    return bytes.length;
  }

  /** Passes over a too long record; answers what follows it. */
  private skip(chunk: Buffer): Buffer {
    const lineFeed = chunk.indexOf(LINE_FEED);
    this.skipped!.bytes += lineFeed < 0 ? chunk.length : lineFeed;
    if (lineFeed < 0) return chunk.subarray(chunk.length);
    this.reportSkipped();
    return chunk.subarray(lineFeed + 1);
  }

  private reportSkipped(): void {
    const { line, excerpt, bytes } = this.skipped!;
    this.sink.bad({ line, excerpt, reason: tooLong(bytes) });
    this.line += 1;
    this.skipped = null;
  }
}

const UNCLOSED =
  'A quote opens a value here and is not closed before the end of the file or of the longest row. The lines after it were read as rows of their own.';

function tooLong(bytes: number): string {
  const mebibytes = (bytes / MEBIBYTE).toFixed(1);
  return `The row is ${mebibytes} MiB long; a row has at most ${MAX_ROW_BYTES / MEBIBYTE} MiB. Split it into several rows.`;
}
