import type { WordVectorsSettings } from '../fasttext-settings.js';
import type { HuffmanPaths } from './huffman-paths.js';
import type { SubwordRows } from './subword-rows.js';
import { keptShares } from './subsampling.js';
import { noiseShares, NOISE_POWER, SUBWORD_NOISE_POWER } from '../../noise.js';
import { WordVectorArchitecture } from '../word2vec-settings.js';

/** Ids that all threads together train on between two exchanges of the hottest rows. */
const IDS_BETWEEN = 5_000;
/** Bytes of the hottest rows of each range: parts of words are many more, and are moved more evenly. With a quarter of theirs two threads train 1.35 times as fast as one, in place of 1.96 times. */
const HOTTEST_BYTES = { words: 25 * 1024, parts: 200 * 1024, outputs: 25 * 1024 } as const;
/**
 * How often the hottest rows are doubled to make all hot rows. Every second exchange takes twice as many rows, every fourth four times: by Zipf's law a
 * row is moved about half as often as one of half its rank, so that each is exchanged after as many of its steps.
 */
const HOT_ROW_DOUBLINGS = 5;
/**
 * The first exchanges take all rows, later ones every second, and so on: vectors grow by what others have grown to, and slower where threads do not see
 * one another's. With a half of it, CBOW by two threads ends a first epoch of two million words behind one thread (rank correlation with MEN, 8 seeds).
 */
export const FIRST_EXCHANGES = 128;
/**
 * How much of its way to where it is drawn a row goes with each step, by the learning rate: the curvature of the loss there. Tried on two and three
 * million words: with 0.25, rows are averaged that are still on their way, and learn slower; with 0, eight threads and 20,000 ids overshoot without end.
 */
const CURVATURE = 0.01;

/** Rows of one table that each thread keeps copies of. */
export interface HotRange {
  /** The first of them. */
  readonly row: number;
  readonly count: number;
  /** How many of them each exchange takes: the first, or the last. */
  readonly hottest: number;
  readonly isFromEnd: boolean;
}

export const HOT_RANGES = ['words', 'parts', 'outputs'] as const;
export type HotRanges = Readonly<Record<(typeof HOT_RANGES)[number], HotRange>>;

/** Which rows are hot: none where one thread trains alone. Frequent words come first, and so do their parts; nodes near the root come last. */
export function hotRanges(
  words: number,
  { inputCount, stride, isTree }: { inputCount: number; stride: number; isTree: boolean },
  threads: number,
): HotRanges {
  const among = (first: number, rows: number, bytes: number, isFromEnd = false): HotRange => {
    const hottest = threads > 1 ? Math.min(rows, Math.ceil(bytes / stride)) : 0;
    const count = Math.min(rows, hottest << HOT_ROW_DOUBLINGS);
    return { row: isFromEnd ? first + rows - count : first, count, hottest, isFromEnd };
  };
  return {
    words: among(0, words, HOTTEST_BYTES.words),
    parts: among(words, inputCount - words, HOTTEST_BYTES.parts),
    outputs: isTree ? among(0, words - 1, HOTTEST_BYTES.outputs, true) : among(0, words, HOTTEST_BYTES.outputs),
  };
}

/** Ids that a thread trains on between two exchanges. */
export function idsBetweenExchanges(threads: number): number {
  return threads === 1 ? 0 : Math.ceil(IDS_BETWEEN / threads);
}

interface Trained {
  readonly counts: Float64Array;
  readonly tokenCount: number;
  readonly subwords: SubwordRows | null;
  readonly paths: HuffmanPaths | null;
}

/**
 * How much of what a thread's copy of a row has moved by is added to the shared row. Where a row makes few steps between two
 * exchanges, all of it: steps add up as if they were made one after the other. One that makes many goes most of its way in each
 * thread, and would overshoot: there the mean of the threads is taken. In between, `n` threads that go the share `1 − e^−k` of
 * the way each come as far together as one that makes all their steps.
 */
export function hotShares(
  ranges: HotRanges,
  settings: WordVectorsSettings,
  trained: Trained,
): Record<keyof HotRanges, Float32Array> {
  const { threads, learningRate } = settings;
  const steps = stepsBetweenExchanges(settings, trained);
  const shareOf = (made: number): number => {
    const way = made * learningRate * CURVATURE;
    return way > 1e-6 ? Math.expm1(-threads * way) / (threads * Math.expm1(-way)) : 1;
  };
  const sharesOf = (range: HotRange, made: Float64Array) =>
    Float32Array.from(made.subarray(range.row, range.row + range.count), (steps, at) =>
      shareOf(steps * exchangesBetween(range, at)),
    );
  return {
    words: sharesOf(ranges.words, steps.inputs),
    parts: sharesOf(ranges.parts, steps.inputs),
    outputs: sharesOf(ranges.outputs, steps.outputs),
  };
}

/** Exchanges from one that takes a row to the next that does. */
function exchangesBetween({ count, hottest, isFromEnd }: HotRange, at: number): number {
  const rank = isFromEnd ? count - 1 - at : at;
  return 2 ** Math.max(0, Math.ceil(Math.log2((rank + 1) / hottest)));
}

/** Steps that one thread makes each row go between two exchanges of the hottest, as is to be expected. */
function stepsBetweenExchanges(
  { window, negatives, subsample, architecture, threads }: WordVectorsSettings,
  { counts, tokenCount, subwords, paths }: Trained,
): { inputs: Float64Array; outputs: Float64Array } {
  const kept = keptShares(counts, tokenCount, subsample).map(
    (share, word) => (share * counts[word]! * idsBetweenExchanges(threads)) / tokenCount,
  );
  const keptInAll = kept.reduce((sum, words) => sum + words, 0);
  const outputs = new Float64Array(counts.length);
  if (paths) {
    kept.forEach((times, word) => {
      for (let at = paths.starts[word]!; at < paths.starts[word + 1]!; at++) outputs[paths.entries[at]! >> 1]! += times;
    });
  } else {
    const noise = noiseShares(counts, subwords ? SUBWORD_NOISE_POWER : NOISE_POWER);
    kept.forEach((times, word) => {
      outputs[word] = times + negatives * keptInAll * noise[word]!;
    });
  }
  // A window reaches 1 to `window` words to each side, each as often.
  const near = window + 1;
  const outputsOfWord = outputs.reduce((sum, steps) => sum + steps, 0) / keptInAll;
  const inputs = new Float64Array(subwords?.rowCount ?? counts.length);
  kept.forEach((times, word) => {
    const steps = times * near * outputsOfWord;
    if (!subwords) inputs[word] = steps;
    else
      for (let at = subwords.starts[word]!; at < subwords.starts[word + 1]!; at++) inputs[subwords.rows[at]!]! += steps;
  });
  const isMean = architecture === WordVectorArchitecture.CBOW;
  return { inputs, outputs: isMean ? outputs : outputs.map((steps) => steps * near) };
}
