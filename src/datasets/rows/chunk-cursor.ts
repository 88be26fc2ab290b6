import type { StoredColumn } from '../chunks/stored-column.js';
import type { Cell } from '../formats/cell.js';

/** The rows of one chunk that lie in a range, one after the other. */
export class ChunkCursor {
  private at: number;
  private readonly step: 1 | -1;

  constructor(
    readonly split: string,
    private readonly numbers: readonly number[],
    private readonly columns: readonly StoredColumn[],
    private readonly range: { after: number; before: number; backward: boolean },
  ) {
    this.step = range.backward ? -1 : 1;
    this.at = range.backward ? numbers.length - 1 : 0;
    while (this.at in numbers && !this.inRange()) this.at += this.step;
  }

  /** Number of the row that it stands on; null when there is none left. */
  get number(): number | null {
    return this.inRange() ? this.numbers[this.at]! : null;
  }

  /** The values of the row that it stands on, in the order of the columns. */
  cells(): Cell[] {
    return this.columns.map((column) => column.at(this.at));
  }

  advance(): void {
    this.at += this.step;
  }

  private inRange(): boolean {
    const number = this.numbers[this.at];
    return number !== undefined && number > this.range.after && number < this.range.before;
  }
}
