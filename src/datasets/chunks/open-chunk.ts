import type { Cell } from '../formats/cell.js';
import type { ChunkBlocks } from './chunk-format.js';
import { ColumnBuffer } from './column-buffer.js';
import { UINT32_BYTES } from './column-encoding.js';

/** A chunk taken out for writing. */
interface TakenChunk {
  place: { split: string; ordinal: number; rowCount: number; firstNumber: number; lastNumber: number };
  blocks: ChunkBlocks;
}

/** Rows of one split that are still being gathered. */
export class OpenChunk {
  sizeBytes = 0;
  private ordinal = 0;
  private numbers: number[] = [];
  private readonly columns: ColumnBuffer[] = [];

  constructor(private readonly split: string) {}

  get rowCount(): number {
    return this.numbers.length;
  }

  /** Adds a row; answers how many bytes it takes. */
  add(number: number, cells: readonly Cell[]): number {
    let bytes = UINT32_BYTES;
    for (let index = 0; index < cells.length; index++) {
      const column = (this.columns[index] ??= new ColumnBuffer());
      column.padTo(this.numbers.length);
      bytes += column.add(cells[index]!);
    }
    this.numbers.push(number);
    this.sizeBytes += bytes;
    return bytes;
  }

  /** The rows gathered so far; the next chunk of the split begins. */
  take(columnNames: readonly string[]): TakenChunk {
    const { split, numbers } = this;
    const rowCount = numbers.length;
    const columns = this.columns.map((column, index) => {
      column.padTo(rowCount);
      const taken = { name: columnNames[index]!, encoding: column.encoding, block: column.block() };
      column.clear();
      return taken;
    });
    this.numbers = [];
    this.sizeBytes = 0;
    return {
      place: { split, ordinal: this.ordinal++, rowCount, firstNumber: numbers[0]!, lastNumber: numbers.at(-1)! },
      blocks: { rowCount, numbers: differences(numbers), columns },
    };
  }
}

function differences(numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(numbers.length * UINT32_BYTES);
  numbers.forEach((number, index) => bytes.writeUInt32LE(number - (numbers[index - 1] ?? 0), index * UINT32_BYTES));
  return bytes;
}
