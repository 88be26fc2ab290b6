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

/** Rows of words and n-grams from those of their groups, which are scaled by the root of their size. */
export function trainedBag(
  { buffer }: WebAssembly.Memory,
  layout: BagLayout,
  { words, wordCounts, labels, labelCounts }: CollectedTexts,
  { vocabulary, sizes, wordGroups, buckets, bucketGroups }: GroupedTexts,
  dimensions: number,
): TrainedBag {
  const rowOfGroup = new Int32Array(sizes.length).fill(-1);
  wordGroups.forEach((group, word) => {
    if (rowOfGroup[group]! < 0) rowOfGroup[group] = word;
  });
  let rowCount = vocabulary.length;
  const groupsOfRows = [...wordGroups];
  const bucketRows = Uint32Array.from(bucketGroups, (group) => {
    if (rowOfGroup[group]! < 0) {
      rowOfGroup[group] = rowCount++;
      groupsOfRows.push(group);
    }
    return rowOfGroup[group]!;
  });
  const width = layout.stride / 4;
  const inputs = new Float32Array(buffer, layout.inputs, layout.inputCount * width);
  const table = new Float32Array(rowCount * dimensions);
  groupsOfRows.forEach((group, row) => {
    const [from, to] = [group * width, row * dimensions];
    if (sizes[group] === 1) {
      table.set(inputs.subarray(from, from + dimensions), to);
      return;
    }
    const scale = 1 / Math.sqrt(sizes[group]!);
    for (let at = 0; at < dimensions; at++) table[to + at] = inputs[from + at]! * scale;
  });
  const padded = new Float32Array(buffer, layout.outputs, layout.outputCount * width);
  const outputs = new Float32Array(layout.outputCount * dimensions);
  for (let row = 0; row < layout.outputCount; row++)
    outputs.set(padded.subarray(row * width, row * width + dimensions), row * dimensions);
  const names = Array.from(vocabulary, (word) => words[word]!);
  const counts = Float64Array.from(vocabulary, (word) => wordCounts[word]!);
  return { words: names, wordCounts: counts, table, rowCount, buckets, bucketRows, outputs, labels, labelCounts };
}
