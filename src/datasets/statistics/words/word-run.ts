import { SpillFile } from '../spill-file.js';
import type { WordCount } from './word-table.js';

/** hash, split, length in UTF-16 units: uint32 each; count: float64. */
const HEADER_BYTES = 20;
const WRITE_BUFFER_BYTES = 256 * 1024;
const READ_BUFFER_BYTES = 32 * 1024;

/** Writes sorted word counts to disk. */
export class WordRunWriter {
  private readonly file: SpillFile;
  private buffer = Buffer.allocUnsafe(WRITE_BUFFER_BYTES);
  private filled = 0;

  constructor(folder: string) {
    this.file = new SpillFile(folder);
  }

  add({ hash, split, count, units }: WordCount): void {
    const bytes = HEADER_BYTES + units.byteLength;
    if (this.filled + bytes > this.buffer.length) {
      this.flush();
      if (bytes > this.buffer.length) this.buffer = Buffer.allocUnsafe(bytes);
    }
    const { buffer, filled } = this;
    buffer.writeUInt32LE(hash, filled);
    buffer.writeUInt32LE(split, filled + 4);
    buffer.writeUInt32LE(units.length, filled + 8);
    buffer.writeDoubleLE(count, filled + 12);
    buffer.set(new Uint8Array(units.buffer, units.byteOffset, units.byteLength), filled + HEADER_BYTES);
    this.filled += bytes;
  }

  finish(): WordRun {
    this.flush();
    return new WordRun(this.file);
  }

  private flush(): void {
    this.file.append(this.buffer.subarray(0, this.filled));
    this.filled = 0;
  }
}

/** Sorted word counts on disk. */
export class WordRun {
  constructor(private readonly file: SpillFile) {}

  /** The words in their order; each is valid until the next. */
  *words(): Generator<WordCount> {
    let buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
    let units = new Uint16Array(64);
    let offset = 0;
    let filled = this.file.read(buffer, 0);
    let at = 0;
    const refill = (): void => {
      offset += at;
      at = 0;
      filled = this.file.read(buffer, offset);
    };
    for (;;) {
      if (at + HEADER_BYTES > filled) refill();
      if (filled - at < HEADER_BYTES) return;
      const length = buffer.readUInt32LE(at + 8);
      const bytes = HEADER_BYTES + length * Uint16Array.BYTES_PER_ELEMENT;
      if (at + bytes > filled) {
        if (bytes > buffer.length) buffer = Buffer.allocUnsafe(bytes);
        refill();
      }
      if (length > units.length) units = new Uint16Array(length);
      new Uint8Array(units.buffer).set(buffer.subarray(at + HEADER_BYTES, at + bytes));
      yield {
        hash: buffer.readUInt32LE(at),
        split: buffer.readUInt32LE(at + 4),
        count: buffer.readDoubleLE(at + 12),
        units: units.subarray(0, length),
      };
      at += bytes;
    }
  }

  close(): void {
    this.file.close();
  }
}
