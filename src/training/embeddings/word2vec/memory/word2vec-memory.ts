import { type HotRangePlaces, hotRangeFields } from '../../../../numerics/hot-range.js';
import * as HOT from '../../../../numerics/kernel-fields/hot-rows.js';
import * as FIELD from '../../../../numerics/kernel-fields/window.js';
import { MAX_PAGES } from '../../../../numerics/kernel-memory.js';
import { uniform } from '../../../../numerics/random.js';
import type { Vocabulary } from '../../corpus/vocabulary.js';
import type { WordVectorsSettings } from '../fasttext-settings.js';
import type { HuffmanPaths } from './huffman-paths.js';
import { FIRST_EXCHANGES, HOT_RANGES, type HotRanges, hotShares, idsBetweenExchanges } from './hot-rows.js';
import { NOISE_POWER, SUBWORD_NOISE_POWER, writeAliases } from '../../noise.js';
import { keptShares } from './subsampling.js';
import type { SubwordRows } from './subword-rows.js';
import { SIGMOID_LIMIT, SIGMOIDS_PER_UNIT, type TrainingTables, type Word2VecLayout } from './word2vec-layout.js';
import { WordVectorArchitecture, WordVectorLoss } from '../word2vec-settings.js';

/** A memory as planned, with first vectors, noise distribution or tree, and subsampling. */
export function createWord2VecMemory(
  layout: Word2VecLayout,
  { counts, tokenCount }: Pick<Vocabulary, 'counts' | 'tokenCount'>,
  settings: WordVectorsSettings,
  { subwords = null, paths = null }: TrainingTables = {},
): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  const { buffer } = memory;
  writeFirstVectors(memory, layout, settings);
  if (subwords) writeSubwords(memory, layout, subwords);
  if (paths) writePaths(memory, layout, paths);
  else {
    const noisePower = subwords ? SUBWORD_NOISE_POWER : NOISE_POWER;
    writeAliases(new Uint32Array(buffer, layout.aliases, counts.length * 2), counts, noisePower);
  }
  writeKeep(new Uint32Array(buffer, layout.keep, counts.length), counts, tokenCount, settings.subsample);
  writeSigmoids(new Float32Array(buffer, layout.sigmoids, 4 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT));
  if (settings.threads > 1)
    writeHotShares(memory, layout, hotShares(layout.hot, settings, { counts, tokenCount, subwords, paths }));
  for (let thread = 0; thread < layout.threads.length; thread++)
    writeThread(memory, layout, settings, thread, counts.length);
  return memory;
}

function writeHotShares(
  { buffer }: WebAssembly.Memory,
  { hotShares: places }: Word2VecLayout,
  shares: ReturnType<typeof hotShares>,
): void {
  for (const range of HOT_RANGES) new Float32Array(buffer, places[range], shares[range].length).set(shares[range]);
}

function writeThread(
  { buffer }: WebAssembly.Memory,
  layout: Word2VecLayout,
  settings: WordVectorsSettings,
  thread: number,
  vocabulary: number,
): void {
  const places = layout.threads[thread]!;
  const block = new DataView(buffer, places.settings, FIELD.SETTINGS_BYTES);
  const fields = [
    [FIELD.INPUTS, layout.inputs],
    [FIELD.OUTPUTS, layout.outputs],
    [FIELD.STRIDE, layout.stride],
    [FIELD.WINDOW, settings.window],
    [FIELD.NEGATIVES, settings.negatives],
    [FIELD.VOCABULARY, vocabulary],
    [FIELD.ALIASES, layout.aliases],
    [FIELD.KEEP, layout.keep],
    [FIELD.SIGMOIDS, layout.sigmoids],
    [FIELD.SENTENCE, places.sentence],
    [FIELD.MODE, modeOf(settings)],
    [FIELD.PATH_STARTS, layout.paths?.starts ?? 0],
    [FIELD.PATHS, layout.paths?.entries ?? 0],
    [FIELD.OUTPUT_ROWS, places.outputRows],
    [FIELD.LABELS, places.labels],
    [FIELD.INPUT_ROWS, places.inputRows],
    [FIELD.WEIGHTS, places.weights],
    [FIELD.STEPS, places.steps],
    [FIELD.ZEROS, places.zeros],
    [FIELD.HIDDEN, places.hidden],
    [FIELD.ERROR, places.error],
    [FIELD.ROW_STARTS, layout.subwords?.starts ?? 0],
    [FIELD.ROWS, layout.subwords?.rows ?? 0],
    [FIELD.RING, places.ring],
    [FIELD.SIZES, layout.subwords?.sizes ?? 0],
    [FIELD.OWN_ROWS, places.ownRows],
    ...hotRangeFields(FIELD.HOT_WORDS, hotPlaces('words', layout, thread)),
    ...hotRangeFields(FIELD.HOT_PARTS, hotPlaces('parts', layout, thread)),
    ...hotRangeFields(FIELD.HOT_OUTPUTS, hotPlaces('outputs', layout, thread)),
    [FIELD.TURNS + HOT.EVERY, idsBetweenExchanges(settings.threads)],
    [FIELD.TURNS + HOT.FIRST, FIRST_EXCHANGES],
  ] as const;
  for (const [field, value] of fields) block.setUint32(field, value, true);
  block.setBigUint64(FIELD.RANDOM, BigInt(settings.seed) * 0x9e3779b97f4a7c15n + BigInt(thread + 1), true);
  // The word itself is true and noise words are not; ways down a tree bring labels of their own.
  new Float32Array(buffer, places.labels, 1)[0] = 1;
  new Float32Array(buffer, places.weights, 2 * settings.window).fill(1);
}

/** A thread's copies of hot rows. */
function hotPlaces(range: keyof HotRanges, layout: Word2VecLayout, thread: number): HotRangePlaces {
  const { row, count, hottest, isFromEnd } = layout.hot[range];
  const { stride } = layout;
  return {
    shared: (range === 'outputs' ? layout.outputs : layout.inputs) + row * stride,
    bytes: count * stride,
    copy: layout.threads[thread]!.hot[range],
    shares: layout.hotShares[range],
    hottestBytes: hottest * stride,
    isFromEnd,
  };
}

function modeOf({ architecture, loss, sharedNegatives }: WordVectorsSettings): number {
  if (architecture === WordVectorArchitecture.CBOW) return FIELD.CBOW;
  return loss === WordVectorLoss.HIERARCHICAL_SOFTMAX || sharedNegatives ? FIELD.SKIP_GRAM : FIELD.EXACT_SKIP_GRAM;
}

function writePaths({ buffer }: WebAssembly.Memory, layout: Word2VecLayout, { starts, entries }: HuffmanPaths): void {
  new Uint32Array(buffer, layout.paths!.starts, starts.length).set(starts);
  new Uint32Array(buffer, layout.paths!.entries, entries.length).set(entries);
}

/** One thread's settings block, as its owner uses it. */
export class Word2VecBlock {
  private readonly view: DataView;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.view = new DataView(memory.buffer, start, FIELD.SETTINGS_BYTES);
  }

  set rate(value: number) {
    this.view.setFloat32(FIELD.RATE, value, true);
  }

  /** Loss of all pairs so far, in nats, and how many there were. */
  get loss(): { sum: number; pairs: number } {
    return { sum: this.view.getFloat64(FIELD.LOSS, true), pairs: Number(this.view.getBigUint64(FIELD.PAIRS, true)) };
  }
}

/** Small uniform numbers, as word2vec.c begins with, and twice as large as fastText does; output vectors begin at 0. */
function writeFirstVectors(
  { buffer }: WebAssembly.Memory,
  { inputs, inputCount, stride, subwords }: Word2VecLayout,
  { dimensions, seed }: WordVectorsSettings,
): void {
  const vectors = new Float32Array(buffer, inputs, (inputCount * stride) / 4);
  const width = (subwords ? 2 : 1) / dimensions;
  for (let row = 0; row < inputCount; row++)
    for (let at = 0; at < dimensions; at++) vectors[(row * stride) / 4 + at] = (uniform(seed, row, at) - 0.5) * width;
}

function writeSubwords({ buffer }: WebAssembly.Memory, layout: Word2VecLayout, subwords: SubwordRows): void {
  const { starts, rows, sizes } = layout.subwords!;
  new Uint32Array(buffer, starts, subwords.starts.length).set(subwords.starts);
  new Float32Array(buffer, sizes, subwords.sizes.length).set(subwords.sizes);
  const addresses = new Uint32Array(buffer, rows, subwords.rows.length * 2);
  const weights = new Float32Array(buffer, rows, subwords.rows.length * 2);
  subwords.rows.forEach((row, at) => {
    addresses[2 * at] = layout.inputs + row * layout.stride;
    weights[2 * at + 1] = subwords.weights[at]!;
  });
}

/** How often a word is kept, as a share of 2^32. */
function writeKeep(entries: Uint32Array, counts: Float64Array, tokenCount: number, subsample: number): void {
  keptShares(counts, tokenCount, subsample).forEach((share, word) => {
    entries[word] = Math.min(0xffff_ffff, Math.round(share * 2 ** 32));
  });
}

/** Pairs of the sigmoid of x and log(1 + e^x), at the middle of each step of x; what lies beyond the ends is certain, and moves nothing. */
function writeSigmoids(pairs: Float32Array): void {
  for (let at = 0; at < pairs.length / 2; at++) {
    const x = (at + 0.5) / SIGMOIDS_PER_UNIT - SIGMOID_LIMIT;
    pairs[2 * at] = 1 / (1 + Math.exp(-x));
    pairs[2 * at + 1] = Math.log1p(Math.exp(x));
  }
  pairs[0] = 0;
  pairs[pairs.length - 2] = 1;
}
