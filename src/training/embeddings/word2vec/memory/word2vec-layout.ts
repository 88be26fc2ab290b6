import { InvalidInputError } from '../../../../lib/errors.js';
import { SETTINGS_BYTES } from '../../../../numerics/kernel-fields/window.js';
import { MemoryPlan, vectorStride } from '../../../../numerics/kernel-memory.js';
import { memoryShortage } from '../../../memory-need.js';
import { IDS_A_CALL, SENTENCE_WORDS } from '../../corpus/ids-file.js';
import type { WordVectorsSettings } from '../fasttext-settings.js';
import { HOT_RANGES, type HotRanges, hotRanges } from './hot-rows.js';
import type { HuffmanPaths } from './huffman-paths.js';
import type { SubwordRows } from './subword-rows.js';

/** A row of a word: where it is, and its weight. */
const ENTRY_BYTES = 8;
/** The sigmoid is a table between −6 and 6. */
export const SIGMOID_LIMIT = 6;
export const SIGMOIDS_PER_UNIT = 128;
/** Rows are taken out of the memory of all threads when they are trained, and put into the model's file. */
const COPIES = 2;
/** Of the words that fit by their share of the memory: parts that several words have make the rest larger. */
const FITTING_SHARE = 0.9;
/** Output rows are trained three by three. */
const OUTPUT_TILE = 3;

/** Where a thread keeps what only it uses: its settings block, its ids, and what the kernel works with. */
export interface ThreadPlaces {
  readonly settings: number;
  readonly ids: number;
  readonly sentence: number;
  readonly outputRows: number;
  readonly labels: number;
  readonly inputRows: number;
  readonly weights: number;
  readonly steps: number;
  readonly zeros: number;
  readonly hidden: number;
  readonly error: number;
  readonly ring: number;
  /** Rows of a word, as the thread moves them; 0 where it trains alone. */
  readonly ownRows: number;
  /** Its copies of hot rows, and behind each range what it began as. */
  readonly hot: Readonly<Record<keyof HotRanges, number>>;
}

/** Where everything lies in the one memory of all threads, in bytes. */
export interface Word2VecLayout {
  readonly inputs: number;
  /** Vectors there: of words, and of their parts. */
  readonly inputCount: number;
  readonly outputs: number;
  /** Bytes from one vector to the next. */
  readonly stride: number;
  readonly aliases: number;
  readonly keep: number;
  readonly sigmoids: number;
  /** What words are made of; null where each has a vector of its own only. */
  readonly subwords: { readonly starts: number; readonly rows: number; readonly sizes: number } | null;
  /** The ways of words down the tree; null with negative sampling. */
  readonly paths: { readonly starts: number; readonly entries: number } | null;
  /** Rows that each thread keeps copies of, and how much of what those move by is added to them: a number for each. */
  readonly hot: HotRanges;
  readonly hotShares: Readonly<Record<keyof HotRanges, number>>;
  readonly threads: readonly ThreadPlaces[];
  readonly pages: number;
}

/** What a training has beside its vectors. */
export interface TrainingTables {
  readonly subwords?: SubwordRows | null;
  readonly paths?: HuffmanPaths | null;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it fits neither into one WebAssembly memory nor into the machine's, with what would
 */
export function planWord2Vec(
  vocabularySize: number,
  settings: WordVectorsSettings,
  { subwords = null, paths = null }: TrainingTables = {},
  memoryBytes?: number,
): Word2VecLayout {
  const { dimensions, threads } = settings;
  const plan = new MemoryPlan();
  const take = (bytes: number): number => plan.take(bytes);
  const stride = vectorStride(dimensions);
  const inputCount = subwords?.rowCount ?? vocabularySize;
  const outputCount = paths?.longest ?? settings.negatives + 1;
  const hot = hotRanges(vocabularySize, { inputCount, stride, isTree: paths !== null }, threads);
  const forRanges = (bytesOfRow: number) =>
    Object.fromEntries(HOT_RANGES.map((range) => [range, take(hot[range].count * bytesOfRow)])) as Record<
      keyof HotRanges,
      number
    >;
  const layout = {
    inputs: take(inputCount * stride),
    inputCount,
    outputs: take(vocabularySize * stride),
    stride,
    aliases: take(paths ? 0 : vocabularySize * 8),
    keep: take(vocabularySize * 4),
    sigmoids: take(2 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT * 8),
    subwords: subwords && {
      starts: take(subwords.starts.byteLength),
      rows: take(subwords.rows.length * ENTRY_BYTES),
      sizes: take(subwords.sizes.byteLength),
    },
    paths: paths && { starts: take(paths.starts.byteLength), entries: take(paths.entries.byteLength) },
    hot,
    hotShares: forRanges(4),
    threads: Array.from({ length: threads }, () => ({
      ...placesOf(settings, stride, outputCount, subwords, take),
      hot: forRanges(2 * stride),
    })),
  };
  const shortage = memoryShortage(plan.bytes, COPIES * inputCount * dimensions * 4, memoryBytes);
  if (shortage) {
    const fitting = Math.floor((vocabularySize * shortage.thereBytes * FITTING_SHARE) / shortage.neededBytes);
    throw new InvalidInputError(
      `${vocabularySize} words of ${dimensions} dimensions ${shortage.sentence}. A vocabularySize of ${fitting} would fit.`,
      ['vocabularySize'],
    );
  }
  return { ...layout, pages: plan.pages };
}

function placesOf(
  { window, threads }: WordVectorsSettings,
  stride: number,
  outputCount: number,
  subwords: SubwordRows | null,
  take: (bytes: number) => number,
): Omit<ThreadPlaces, 'hot'> {
  const inputRoom = 2 * window;
  const outputRoom = Math.ceil(outputCount / OUTPUT_TILE) * OUTPUT_TILE;
  return {
    settings: take(SETTINGS_BYTES),
    ids: take(IDS_A_CALL * 4),
    sentence: take((SENTENCE_WORDS + 1) * 4),
    outputRows: take(outputRoom * 4),
    labels: take(outputRoom * 4),
    inputRows: take(inputRoom * 4),
    weights: take(inputRoom * 4),
    steps: take(inputRoom * outputRoom * 4),
    zeros: take(stride),
    hidden: take(stride),
    error: take(stride),
    // A vector and its copy for each place that a window can reach.
    ring: take(subwords ? 2 * (2 * window + 1) * stride : 0),
    ownRows: subwords && threads > 1 ? take(mostRows(subwords) * ENTRY_BYTES) : 0,
  };
}

/** Rows of the word that has the most. */
function mostRows({ starts }: SubwordRows): number {
  return starts.reduce((most, start, word) => (word === 0 ? 0 : Math.max(most, start - starts[word - 1]!)), 0);
}
