import type { Cell } from '../formats/cell.js';
import { ABSENT, type ColumnEncoding, UINT32_BYTES } from './column-encoding.js';

/** The values of a column in a chunk; each is made when it is asked for. */
export class StoredColumn {
  private readonly text: string;
  /** Where each value starts, in UTF-16 units. */
  private readonly starts: Uint32Array;

  constructor(
    private readonly block: Buffer,
    private readonly rowCount: number,
    private readonly encoding: ColumnEncoding,
  ) {
    this.text = block.toString('utf8', rowCount * UINT32_BYTES);
    this.starts = new Uint32Array(rowCount);
    let start = 0;
    for (let row = 0; row < rowCount; row++) {
      this.starts[row] = start;
      const length = this.lengthAt(row);
      if (length !== ABSENT) start += length;
    }
  }

  /** The value of a row, counted from 0; null when it has none. */
  at(row: number): Cell {
    if (row < 0 || row >= this.rowCount) throw new RangeError(`There is no row ${row} among ${this.rowCount}.`);
    const length = this.lengthAt(row);
    if (length === ABSENT) return null;
    const value = this.text.slice(this.starts[row], this.starts[row]! + length);
    return this.encoding === 'text' ? value : (JSON.parse(value) as Cell);
  }

  all(): Cell[] {
    return Array.from({ length: this.rowCount }, (_, row) => this.at(row));
  }

  private lengthAt(row: number): number {
    return this.block.readUInt32LE(row * UINT32_BYTES);
  }
}
