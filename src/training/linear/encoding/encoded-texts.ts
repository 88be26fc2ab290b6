import { setImmediate } from 'node:timers/promises';
import { SparseRowsBuilder } from '../../../numerics/sparse-rows.js';
import type { FeatureWeights } from '../../../pipelines/features/feature-weights.js';
import { noFrequentNgram, type VocabularyLimits } from '../../../pipelines/features/vocabulary-builder.js';
import { firstNgrams } from '../../../pipelines/features/vocabulary.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import type { CountedFeatures, TextProblem } from '../feature-matrix.js';
import type { TextExample, TextHead } from '../text-head.js';

/** The rows of a split without their texts. */
export interface EncodedRows<E extends TextExample> {
  /** (rows) n-grams of each. */
  readonly widths: Int32Array;
  /** Columns of all rows, one behind the other, in the order in which the texts hold them. */
  readonly columns: Int32Array;
  /** What is said of each row; its text is empty. */
  readonly examples: readonly E[];
}

/**
 * Texts as the columns of their n-grams. Columns go by falling frequency, so those of a smaller vocabulary are the first of a larger one,
 * and so are the rows: a training with any limits within those of the encoding has the rows that it would have from the texts.
 */
export interface EncodedTexts<E extends TextExample> {
  /** Whether it has all n-grams that enough rows hold: none were too many. */
  readonly isWhole: boolean;
  /** The file of the vocabulary. */
  readonly vocabulary: Uint8Array;
  /** (columns) training rows that hold each n-gram, falling. */
  readonly documentFrequencies: Uint32Array;
  readonly training: EncodedRows<E>;
  /** Null where nothing validates. */
  readonly validation: EncodedRows<E> | null;
}

/** n-grams and rows after which others have their turn: some milliseconds. */
const NGRAMS_PER_TURN = 200_000;

/** Goes over all rows, and gives way to others every few milliseconds. */
export async function eachRow<E extends TextExample>(
  { widths, examples }: EncodedRows<E>,
  signal: AbortSignal | undefined,
  visitor: (example: E, row: number) => void,
): Promise<void> {
  let ngrams = 0;
  for (const [row, example] of examples.entries()) {
    visitor(example, row);
    ngrams += 1 + widths[row]!;
    if (ngrams < NGRAMS_PER_TURN) continue;
    ngrams = 0;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/**
 * What the training rows hold within the limits of one training.
 * @throws {InvalidInputError} when there is nothing to learn, or no n-gram that is frequent enough
 */
export async function countedWithin<E extends TextExample>(
  head: TextHead<E>,
  { vocabulary, documentFrequencies, training }: EncodedTexts<E>,
  { minCount, size: most }: VocabularyLimits,
  signal?: AbortSignal,
): Promise<CountedFeatures> {
  await eachRow(training, signal, (example) => {
    head.look(example);
  });
  head.assertLearnable();
  const size = Math.min(most, frequentCount(documentFrequencies, minCount));
  const trainingRowCount = training.examples.length;
  if (size === 0) throw noFrequentNgram(minCount, trainingRowCount);
  return {
    index: {
      size,
      documentFrequencies: documentFrequencies.subarray(0, size),
      toBytes: () => firstNgrams(vocabulary, size),
    },
    trainingRowCount,
  };
}

/** How many of falling frequencies are `minCount` or more. */
function frequentCount(documentFrequencies: Uint32Array, minCount: number): number {
  let [low, high] = [0, documentFrequencies.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (documentFrequencies[middle]! >= minCount) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows with what is to be said of them, as `problemOf` makes them of texts.
 * @param weights of the first columns, `size` of them: the others are left out
 * @param taught what a teacher says of the rows; nothing when left out
 */
export async function problemWithin<E extends TextExample>(
  head: TextHead<E>,
  rows: EncodedRows<E>,
  weights: FeatureWeights,
  signal?: AbortSignal,
  taught?: TaughtRows,
): Promise<TextProblem> {
  const { widths, columns: all } = rows;
  const { size } = weights;
  const targets = head.targets(taught);
  const builder = new SparseRowsBuilder(size, { rows: widths.length, values: all.length });
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const [columns, values] = [new Int32Array(widest), new Float32Array(widest)];
  let start = 0;
  await eachRow(rows, signal, (example, row) => {
    const end = start + widths[row]!;
    if (targets.add(example)) {
      let count = 0;
      for (let at = start; at < end; at++) if (all[at]! < size) columns[count++] = all[at]!;
      weights.weigh(columns, values, count);
      builder.add(columns, values, count);
    }
    start = end;
  });
  return { problem: targets.problem(builder.build()), leftOut: targets.leftOut };
}
