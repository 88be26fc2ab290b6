import type { BagLayout } from './bag-layout.js';
import type { CollectedTexts } from './collect-texts.js';
import type { GroupedTexts } from './group-features.js';

/** A classifier as it is served: a row for each word, and rows that n-grams share. */
export interface TrainedBag {
  readonly words: readonly string[];
  /** How often each was in the texts. */
  readonly wordCounts: Float64Array;
  /** Rows of the words, in their order, then those of n-grams that no word shares. */
  readonly table: Float32Array;
  readonly rowCount: number;
  /** Buckets of n-grams that some text has, in ascending order, and the row of each. */
  readonly buckets: Uint32Array;
  readonly bucketRows: Uint32Array;
  /** A row for each label, or for each node of their tree and one that is not used. */
  readonly outputs: Float32Array;
  readonly labels: readonly string[];
  readonly labelCounts: readonly number[];
}

/** The table to be filled: a row of some group each. All in memory that threads share. */
export interface TableRows {
  readonly table: Float32Array;
  readonly groups: Int32Array;
  /** How many features are each group. */
  readonly sizes: Int32Array;
}

/** Which rows the table has: those of the words, then those of groups that no word is in. */
export function planTable(
  { sizes, wordGroups, bucketGroups }: GroupedTexts,
  dimensions: number,
): { rows: TableRows; bucketRows: Uint32Array } {
  const rowOfGroup = new Int32Array(sizes.length).fill(-1);
  wordGroups.forEach((group, word) => {
    if (rowOfGroup[group]! < 0) rowOfGroup[group] = word;
  });
  const groups = [...wordGroups];
  const bucketRows = Uint32Array.from(bucketGroups, (group) => {
    if (rowOfGroup[group]! < 0) rowOfGroup[group] = groups.push(group) - 1;
    return rowOfGroup[group]!;
  });
  const table = new Float32Array(new SharedArrayBuffer(groups.length * dimensions * 4));
  return { rows: { table, groups: sharedCopy(groups), sizes: sharedCopy(sizes) }, bucketRows };
}

function sharedCopy(numbers: ArrayLike<number>): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(numbers.length * 4));
  copy.set(numbers);
  return copy;
}

/** Fills a part of the table from the rows of groups, which are scaled by the root of their size. */
export function fillTable(
  { buffer }: WebAssembly.Memory,
  { inputs: start, inputCount, stride }: BagLayout,
  { table, groups, sizes }: TableRows,
  [first, end]: readonly [first: number, end: number],
): void {
  const [width, dimensions] = [stride / 4, table.length / groups.length];
  const inputs = new Float32Array(buffer, start, inputCount * width);
  for (let row = first; row < end; row++) {
    const group = groups[row]!;
    const [from, to] = [group * width, row * dimensions];
    if (sizes[group] === 1) {
      table.set(inputs.subarray(from, from + dimensions), to);
      continue;
    }
    const scale = 1 / Math.sqrt(sizes[group]!);
    for (let at = 0; at < dimensions; at++) table[to + at] = inputs[from + at]! * scale;
  }
}

/** The classifier, once the table is filled. */
export function trainedBag(
  { buffer }: WebAssembly.Memory,
  layout: BagLayout,
  { words, wordCounts, labels, labelCounts }: CollectedTexts,
  { vocabulary, buckets }: GroupedTexts,
  { rows: { table, groups }, bucketRows }: ReturnType<typeof planTable>,
): TrainedBag {
  const [width, dimensions] = [layout.stride / 4, table.length / groups.length];
  const padded = new Float32Array(buffer, layout.outputs, layout.outputCount * width);
  const outputs = new Float32Array(layout.outputCount * dimensions);
  for (let row = 0; row < layout.outputCount; row++)
    outputs.set(padded.subarray(row * width, row * width + dimensions), row * dimensions);
  const names = Array.from(vocabulary, (word) => words[word]!);
  const counts = Float64Array.from(vocabulary, (word) => wordCounts[word]!);
  const tables = { table, rowCount: groups.length, buckets, bucketRows, outputs };
  return { words: names, wordCounts: counts, ...tables, labels, labelCounts };
}
