import { isUtf8 } from 'node:buffer';
import { type BadRecord, excerptOf } from './bad-record.js';
import type { Cell } from './cell.js';
import type { RecordEnd } from './record-end.js';
import { RecordFramer, type RecordSink } from './record-framer.js';
import { isRefused, type RecordReader } from './record-reader.js';

export interface ParsedRow {
  /** Line of the file where the row starts, from 1. */
  line: number;
  cells: Cell[];
}

export interface ParsedRows {
  rows: ParsedRow[];
  badRecords: BadRecord[];
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads rows out of a stream of UTF-8. Every record becomes a row, a bad record, or is one that the format does not count. */
export class RowParser implements RecordSink {
  private readonly framer: RecordFramer;
  private parsed: ParsedRows = { rows: [], badRecords: [] };
  private clean = true;
  private start: Buffer | null = Buffer.alloc(0);

  constructor(
    recordEnd: RecordEnd,
    private readonly reader: RecordReader,
  ) {
    this.framer = new RecordFramer(recordEnd, this);
  }

  get columnNames(): readonly string[] {
    return this.reader.columnNames;
  }

  /** The rows that are complete with these bytes. */
  push(bytes: Uint8Array): ParsedRows {
    const chunk = this.withoutByteOrderMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (chunk) this.framer.push(chunk);
    return this.take();
  }

  /** The rows that the end of the file completes. */
  end(): ParsedRows {
    if (this.start) this.framer.push(this.start);
    this.framer.end();
    return this.take();
  }

  region(bytes: Buffer): void {
    this.clean = isUtf8(bytes) && !bytes.includes(0);
  }

  record(bytes: Buffer, start: number, end: number, line: number): void {
    const problem = this.clean ? null : textProblem(bytes.subarray(start, end));
    const read = problem ?? this.reader.read(bytes.toString('utf8', start, end), line);
    if (read === null) return;
    if (isRefused(read)) this.bad({ line, excerpt: excerptOf(bytes.subarray(start, end)), reason: read.reason });
    else this.parsed.rows.push({ line, cells: read });
  }

  bad(record: BadRecord): void {
    this.parsed.badRecords.push(record);
  }

  private take(): ParsedRows {
    const { parsed } = this;
    this.parsed = { rows: [], badRecords: [] };
    return parsed;
  }

  /** The bytes without the mark that some editors put first; null while there are too few to tell. */
  private withoutByteOrderMark(chunk: Buffer): Buffer | null {
    if (!this.start) return chunk;
    const start = Buffer.concat([this.start, chunk]);
    if (start.length < BYTE_ORDER_MARK.length) {
      this.start = start;
      return null;
    }
    this.start = null;
    return start.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
      ? start.subarray(BYTE_ORDER_MARK.length)
      : start;
  }
}

function textProblem(bytes: Buffer): { reason: string } | null {
  if (!isUtf8(bytes)) {
    const at = firstInvalidByte(bytes);
    const byte = bytes[at]!.toString(16).padStart(2, '0').toUpperCase();
    return { reason: `Byte ${at + 1} of the row (0x${byte}) is not valid UTF-8. Save the file as UTF-8.` };
  }
  if (bytes.includes(0)) return { reason: `Byte ${bytes.indexOf(0) + 1} of the row is zero, which no text contains.` };
  return null;
}

/** Index of the first byte of what is no character. */
function firstInvalidByte(bytes: Buffer): number {
  let readable = 0;
  let unreadable = bytes.length;
  while (unreadable - readable > 1) {
    const middle = (readable + unreadable) >> 1;
    if (startsAsUtf8(bytes.subarray(0, middle))) readable = middle;
    else unreadable = middle;
  }
  // The readable start may end inside the character that turns out to be broken.
  while (!isUtf8(bytes.subarray(0, readable))) readable--;
  return readable;
}

/** Whether the bytes are UTF-8 that may be cut inside its last character. */
function startsAsUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
