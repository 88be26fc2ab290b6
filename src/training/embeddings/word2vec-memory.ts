import { InvalidInputError } from '../../lib/errors.js';
import { uniform } from '../../numerics/random.js';
import type { Vocabulary } from './corpus/vocabulary.js';
import { type Word2VecSettings, WordVectorArchitecture } from './word2vec-settings.js';

/** Ids that a thread gives the kernel in one call, ends of sentences among them. */
export const IDS_A_CALL = 10_000;
/** A sentence is cut at so many words, as in word2vec.c. */
export const SENTENCE_WORDS = 1_000;

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
const VECTOR_BYTES = 16;
const SIGMOID_LIMIT = 6;
const SIGMOIDS_PER_UNIT = 128;
const NOISE_POWER = 0.75;
/** The kernel's coins have 16 bits. */
const COIN = 65_536;

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
} as const;
/** Bytes of a thread's settings block. */
export const SETTINGS_BYTES = 128;

/** Where everything lies in the one memory of all threads, in bytes. */
export interface Word2VecLayout {
  readonly inputs: number;
  readonly outputs: number;
  /** Bytes from one vector to the next. */
  readonly stride: number;
  readonly aliases: number;
  readonly keep: number;
  readonly sigmoids: number;
  /** For each thread: its settings block, its scratch and its ids. */
  readonly threads: readonly { settings: number; scratch: number; ids: number }[];
  readonly pages: number;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it does not fit into one WebAssembly memory, with what would
 */
export function planWord2Vec(vocabularySize: number, settings: Word2VecSettings): Word2VecLayout {
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
  const layout = {
    inputs: take(vocabularySize * stride),
    outputs: take(vocabularySize * stride),
    stride,
    aliases: take(vocabularySize * 8),
    keep: take(vocabularySize * 4),
    sigmoids: take(2 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT * 8),
    threads: Array.from({ length: threads }, () => ({
      settings: take(SETTINGS_BYTES),
      scratch: take(scratchBytes),
      ids: take(IDS_A_CALL * 4),
    })),
  };
  const pages = Math.ceil(end / PAGE_BYTES);
  if (pages > MAX_PAGES) {
    const fitting = Math.floor((MAX_PAGES * PAGE_BYTES * 0.99) / (2 * stride + 12));
    throw new InvalidInputError(
      `${vocabularySize} words of ${dimensions} dimensions need ${(end / 2 ** 30).toFixed(1)} GiB, and one WebAssembly memory has 4. ` +
        `A vocabularySize of ${fitting} would fit.`,
      ['vocabularySize'],
    );
  }
  return { ...layout, pages };
}

/** A memory as planned, with first vectors, noise distribution and subsampling. */
export function createWord2VecMemory(
  layout: Word2VecLayout,
  { counts, tokenCount }: Pick<Vocabulary, 'counts' | 'tokenCount'>,
  settings: Word2VecSettings,
): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  writeFirstVectors(memory, layout, counts.length, settings);
  writeAliases(new Uint32Array(memory.buffer, layout.aliases, counts.length * 2), counts);
  writeKeep(new Uint32Array(memory.buffer, layout.keep, counts.length), counts, tokenCount, settings.subsample);
  writeSigmoids(new Float32Array(memory.buffer, layout.sigmoids, 4 * SIGMOID_LIMIT * SIGMOIDS_PER_UNIT));
  layout.threads.forEach(({ settings: start, scratch }, thread) => {
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

/** Small uniform numbers, as word2vec.c begins with; output vectors begin at 0. */
function writeFirstVectors(
  { buffer }: WebAssembly.Memory,
  { inputs, stride }: Word2VecLayout,
  words: number,
  { dimensions, seed }: Word2VecSettings,
): void {
  const vectors = new Float32Array(buffer, inputs, (words * stride) / 4);
  for (let word = 0; word < words; word++)
    for (let at = 0; at < dimensions; at++)
      vectors[(word * stride) / 4 + at] = (uniform(seed, word, at) - 0.5) / dimensions;
}

/** Vose's alias tables of counts to the power of 0.75: a coin of 16 bits decides between a word and its alias. */
function writeAliases(entries: Uint32Array, counts: Float64Array): void {
  const weights = counts.map((count) => count ** NOISE_POWER);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const shares = weights.map((weight) => weight / mean);
  const small: number[] = [];
  const large: number[] = [];
  shares.forEach((share, word) => (share < 1 ? small : large).push(word));
  const set = (word: number, share: number, alias: number) => {
    entries[2 * word] = Math.round(share * COIN);
    entries[2 * word + 1] = alias;
  };
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.pop()!;
    set(poor, shares[poor]!, rich);
    shares[rich]! -= 1 - shares[poor]!;
    (shares[rich]! < 1 ? small : large).push(rich);
  }
  for (const word of [...small, ...large]) set(word, 1, word);
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
