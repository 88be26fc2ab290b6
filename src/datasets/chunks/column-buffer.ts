import type { Cell } from '../formats/cell.js';
import { ABSENT, type ColumnEncoding, UINT32_BYTES } from './column-encoding.js';
import { StoredColumn } from './stored-column.js';

const FIRST_CAPACITY_BYTES = 4096;
/** No UTF-16 unit takes more bytes in UTF-8. */
const MAX_BYTES_A_UNIT = 3;

/**
 * The values of one column, gathered as they will be stored: lengths in UTF-16 units, and all values as UTF-8 without a
 * separator. It becomes `json` as soon as one value is no string. Bytes lie outside of the heap, so that rows on their way to
 * the blob store are no work for the garbage collector.
 */
export class ColumnBuffer {
  rowCount = 0;
  encoding: ColumnEncoding = 'text';
  private lengths = new Uint32Array(FIRST_CAPACITY_BYTES / UINT32_BYTES);
  private bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY_BYTES);
  private used = 0;

  /** Adds a value; answers how many bytes it takes. */
  add(cell: Cell): number {
    if (this.rowCount === this.lengths.length) this.lengths = grown(this.lengths, 2 * this.rowCount);
    if (cell === null) {
      this.lengths[this.rowCount++] = ABSENT;
      return UINT32_BYTES;
    }
    if (this.encoding === 'text' && typeof cell !== 'string') this.becomeJson();
    const value = this.encoding === 'text' ? (cell as string) : JSON.stringify(cell);
    const before = this.used;
    this.lengths[this.rowCount++] = value.length;
    this.write(value);
    return UINT32_BYTES + this.used - before;
  }

  /** Adds absent values up to a row. */
  padTo(rowCount: number): void {
    while (this.rowCount < rowCount) this.add(null);
  }

  /** What is stored: lengths, then values. */
  block(): Buffer {
    const { lengths, rowCount, bytes, used } = this;
    return Buffer.concat([Buffer.from(lengths.buffer, 0, rowCount * UINT32_BYTES), bytes.subarray(0, used)]);
  }

  /** Forgets the values and keeps the memory. */
  clear(): void {
    this.rowCount = 0;
    this.used = 0;
    this.encoding = 'text';
  }

  private write(value: string): void {
    const needed = this.used + value.length * MAX_BYTES_A_UNIT;
    if (needed > this.bytes.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
      this.bytes.copy(wider, 0, 0, this.used);
      this.bytes = wider;
    }
    this.used += this.bytes.write(value, this.used);
  }

  private becomeJson(): void {
    const values = new StoredColumn(this.block(), this.rowCount, 'text').all();
    this.clear();
    this.encoding = 'json';
    for (const value of values) this.add(value);
  }
}

function grown(values: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(length);
  wider.set(values);
  return wider;
}
