import { InvalidInputError } from '../../lib/errors.js';
import { machineMemoryBytes } from '../../lib/machine-memory.js';
import { uniform } from '../../numerics/random.js';
import { IDS_A_CALL } from './corpus/ids-file.js';
import type { Vocabulary } from './corpus/vocabulary.js';
import type { WordVectorsSettings } from './fasttext-settings.js';
import { writeAliases } from './noise.js';
import type { SubwordRows } from './subword-rows.js';
import { WordVectorArchitecture } from './word2vec-settings.js';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
const VECTOR_BYTES = 16;
/** A row of a word: where it is, and its weight. */
const ENTRY_BYTES = 8;
const SIGMOID_LIMIT = 6;
const SIGMOIDS_PER_UNIT = 128;
/** Noise words are drawn by their counts to this power: word2vec.c's and fastText's. */
const NOISE_POWER = 0.75;
const SUBWORD_NOISE_POWER = 0.5;
/** Of the words that fit by their share of the memory: parts that several words have make the rest larger. */
const FITTING_SHARE = 0.9;

/** Fields of a thread's settings block, in bytes from its start: those of kernels/word2vec.ts. */
const FIELD = {
  inputs: 0,
  outputs: 4,
  stride: 8,
  window: 12,
  negatives: 16,
  vocabulary: 20,
  aliases: 24,
  keep: 28,
  sigmoids: 32,
  scratch: 36,
  rate: 40,
  random: 48,
  loss: 56,
  pairs: 64,
  cbow: 72,
  rowStarts: 96,
  rows: 100,
  ring: 104,
  sizes: 108,
} as const;
/** Bytes of a thread's settings block. */
export const SETTINGS_BYTES = 128;

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
  /** For each thread: its settings block, its scratch and its ids. */
  readonly threads: readonly { settings: number; scratch: number; ring: number; ids: number }[];
  readonly pages: number;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it fits neither into one WebAssembly memory nor into the machine's, with what would
 */
export function planWord2Vec(
  vocabularySize: number,
  settings: WordVectorsSettings,
  subwords: SubwordRows | null = null,
  memoryBytes = machineMemoryBytes(),
): Word2VecLayout {
  const { dimensions, window, negatives, threads } = settings;
  let end = PAGE_BYTES;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const stride = Math.ceil((dimensions * 4) / VECTOR_BYTES) * VECTOR_BYTES;
  const outputRoom = Math.ceil((negatives + 1) / 3) * 3;
  const scratchBytes = 4096 + stride + 4 * outputRoom + 8 * window + 16 + 8 * window * outputRoom + 16 + 2 * stride;
  const slots = 2 * window + 1;
  const inputCount = subwords?.rowCount ?? vocabularySize;
  const layout = {
    inputs: take(inputCount * stride),
    inputCount,
    outputs: take(vocabularySize * stride),
    stride,
    aliases: take(vocabularySize * 8),
    keep: take(vocabularySize * 4),
    sigmoids: take(2 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT * 8),
    subwords: subwords && {
      starts: take(subwords.starts.byteLength),
      rows: take(subwords.rows.length * ENTRY_BYTES),
      sizes: take(subwords.sizes.byteLength),
    },
    threads: Array.from({ length: threads }, () => ({
      settings: take(SETTINGS_BYTES),
      scratch: take(scratchBytes),
      ring: take(subwords ? 2 * slots * stride + 4 * slots : 0),
      ids: take(IDS_A_CALL * 4),
    })),
  };
  const pages = Math.ceil(end / PAGE_BYTES);
  const limit = Math.min(memoryBytes, MAX_PAGES * PAGE_BYTES);
  if (pages * PAGE_BYTES > limit) {
    const fitting = Math.floor((vocabularySize * limit * FITTING_SHARE) / end);
    const whose = limit === memoryBytes ? 'this machine has' : 'one WebAssembly memory has';
    throw new InvalidInputError(
      `${vocabularySize} words of ${dimensions} dimensions need ${gibibytes(end)} GiB, and ${whose} ${gibibytes(limit)}. ` +
        `A vocabularySize of ${fitting} would fit.`,
      ['vocabularySize'],
    );
  }
  return { ...layout, pages };
}

function gibibytes(bytes: number): string {
  return String(Number((bytes / 2 ** 30).toPrecision(2)));
}

/** A memory as planned, with first vectors, noise distribution and subsampling. */
export function createWord2VecMemory(
  layout: Word2VecLayout,
  { counts, tokenCount }: Pick<Vocabulary, 'counts' | 'tokenCount'>,
  settings: WordVectorsSettings,
  subwords: SubwordRows | null = null,
): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  writeFirstVectors(memory, layout, settings);
  if (subwords) writeSubwords(memory, layout, subwords);
  const noisePower = subwords ? SUBWORD_NOISE_POWER : NOISE_POWER;
  writeAliases(new Uint32Array(memory.buffer, layout.aliases, counts.length * 2), counts, noisePower);
  writeKeep(new Uint32Array(memory.buffer, layout.keep, counts.length), counts, tokenCount, settings.subsample);
  writeSigmoids(new Float32Array(memory.buffer, layout.sigmoids, 4 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT));
  layout.threads.forEach(({ settings: start, scratch, ring }, thread) => {
    const block = new DataView(memory.buffer, start, SETTINGS_BYTES);
    const { inputs, outputs, stride, aliases, keep, sigmoids } = layout;
    const { window, negatives } = settings;
    const cbow = settings.architecture === WordVectorArchitecture.CBOW ? 1 : 0;
    const fields = {
      inputs,
      outputs,
      stride,
      window,
      negatives,
      vocabulary: counts.length,
      aliases,
      keep,
      sigmoids,
      scratch,
      cbow,
      ring,
      rowStarts: layout.subwords?.starts ?? 0,
      rows: layout.subwords?.rows ?? 0,
      sizes: layout.subwords?.sizes ?? 0,
    };
    for (const [name, value] of Object.entries(fields))
      block.setUint32(FIELD[name as keyof typeof fields], value, true);
    block.setBigUint64(FIELD.random, BigInt(settings.seed) * 0x9e3779b97f4a7c15n + BigInt(thread + 1), true);
  });
  return memory;
}

/** One thread's settings block, as its owner uses it. */
export class Word2VecBlock {
  private readonly view: DataView;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.view = new DataView(memory.buffer, start, SETTINGS_BYTES);
  }

  set rate(value: number) {
    this.view.setFloat32(FIELD.rate, value, true);
  }

  /** Loss of all pairs so far, in nats, and how many there were. */
  get loss(): { sum: number; pairs: number } {
    return { sum: this.view.getFloat64(FIELD.loss, true), pairs: Number(this.view.getBigUint64(FIELD.pairs, true)) };
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

/** How often a word is kept, as a share of 2^32: the formula of word2vec.c. */
function writeKeep(entries: Uint32Array, counts: Float64Array, tokenCount: number, subsample: number): void {
  for (let word = 0; word < counts.length; word++) {
    const excess = counts[word]! / (subsample * tokenCount);
    const share = subsample > 0 ? (Math.sqrt(excess) + 1) / excess : 1;
    entries[word] = Math.min(0xffff_ffff, Math.round(share * 2 ** 32));
  }
}

/** Pairs of the sigmoid of x and log(1 + e^x), at the middle of each step of x. */
function writeSigmoids(pairs: Float32Array): void {
  for (let at = 0; at < pairs.length / 2; at++) {
    const x = (at + 0.5) / SIGMOIDS_PER_UNIT - SIGMOID_LIMIT;
    pairs[2 * at] = 1 / (1 + Math.exp(-x));
    pairs[2 * at + 1] = Math.log1p(Math.exp(x));
  }
}
