import { open } from 'node:fs/promises';
import { directionsOf, type ProductTable } from '../../onnx/product-table.js';
import type { WordTablePlace } from '../../pipelines/words/word-table-place.js';

const FLOAT_BYTES = 4;

/** Vectors of the words of a vocabulary, each of length 1, wherever they lie. */
export interface WordRows {
  readonly words: readonly string[];
  readonly dimensions: number;
  /** (count, dimensions) those of the words from number `start` on. */
  read(start: number, count: number): Promise<Float32Array>;
}

/** Rows that are read from a version's file as they are wanted, so that memory does not grow with the vocabulary. */
export async function openWordRows(
  { file, offsetBytes, dimensions }: WordTablePlace,
  words: readonly string[],
): Promise<WordRows & AsyncDisposable> {
  const handle = await open(file);
  return {
    words,
    dimensions,
    read: async (start, count) => {
      const rows = new Float32Array(count * dimensions);
      const bytes = new Uint8Array(rows.buffer);
      const from = offsetBytes + start * dimensions * FLOAT_BYTES;
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new Error(`"${file}" ends before its last vector.`);
        done += bytesRead;
      }
      scaleRows(rows, dimensions);
      return rows;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Rows of a table that was quantized to products. */
export function productRows(table: ProductTable, words: readonly string[]): WordRows & AsyncDisposable {
  return {
    words,
    dimensions: table.dimensions,
    read: (start, count) => {
      const rows = directionsOf(table, start, count);
      scaleRows(rows, table.dimensions);
      return Promise.resolve(rows);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Scales each row to length 1; one of length 0 stays. */
export function scaleRows(rows: Float32Array, dimensions: number): void {
  for (let start = 0; start < rows.length; start += dimensions) {
    let squares = 0;
    for (let at = start; at < start + dimensions; at++) squares += rows[at]! * rows[at]!;
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (let at = start; at < start + dimensions; at++) rows[at]! /= length;
  }
}
