import { InvalidInputError } from '../../../lib/errors.js';
import * as FIELD from '../../../numerics/kernel-fields/glove.js';
import { MAX_PAGES, PAGE_BYTES, pagesOf, vectorStride } from '../../../numerics/kernel-memory.js';
import { uniform } from '../../../numerics/random.js';
import { memoryShortage } from '../../memory-need.js';
import type { GloVeSettings } from './glove-settings.js';
import { RECORD_BYTES } from './group-records.js';
import { RECORDS_A_CALL } from './merge-pairs.js';

const BIASES_BYTES = 16;
/** Vectors are taken out of the memory of all threads when they are trained, and put into the model's file. */
const COPIES = 2;
/** Of the words that fit by their share of the memory: what threads work with does not shrink with them. */
const FITTING_SHARE = 0.99;

/** Where everything lies in the one memory of all threads, in bytes. */
export interface GloVeLayout {
  /** Blocks of the words: vector, squares, context vector, squares; biases and theirs. */
  readonly words: number;
  readonly wordCount: number;
  /** Bytes of a vector. */
  readonly stride: number;
  /** Bytes from one word's block to the next. */
  readonly wordBytes: number;
  /** For each thread: its settings block and its records. */
  readonly threads: readonly { settings: number; records: number }[];
  readonly pages: number;
}

/**
 * Plans the memory before anything is trained.
 * @throws {InvalidInputError} when it fits neither into one WebAssembly memory nor into the machine's, with what would
 */
export function planGloVe(
  wordCount: number,
  { dimensions, threads }: Pick<GloVeSettings, 'dimensions' | 'threads'>,
  memoryBytes?: number,
): GloVeLayout {
  const stride = vectorStride(dimensions);
  const wordBytes = 4 * stride + BIASES_BYTES;
  const threadBytes = FIELD.SETTINGS_BYTES + RECORDS_A_CALL * RECORD_BYTES;
  const places = Array.from({ length: threads }, (_, thread) => {
    const settings = PAGE_BYTES + thread * threadBytes;
    return { settings, records: settings + FIELD.SETTINGS_BYTES };
  });
  const words = PAGE_BYTES + threads * threadBytes;
  const end = words + wordCount * wordBytes;
  const pages = pagesOf(end);
  const shortage = memoryShortage(end, COPIES * wordCount * dimensions * 4, memoryBytes);
  if (shortage) {
    const fitting = Math.floor((wordCount * shortage.thereBytes * FITTING_SHARE) / shortage.neededBytes);
    throw new InvalidInputError(
      `${wordCount} words of ${dimensions} dimensions, with what GloVe keeps beside them, ${shortage.sentence}. A vocabularySize of ${fitting} would fit.`,
      ['vocabularySize'],
    );
  }
  return { words, wordCount, stride, wordBytes, threads: places, pages };
}

/** A memory as planned, with first vectors. */
export function createGloVeMemory(
  layout: GloVeLayout,
  { dimensions, learningRate, seed }: Pick<GloVeSettings, 'dimensions' | 'learningRate' | 'seed'>,
): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: MAX_PAGES, shared: true });
  const { words, wordCount, stride, wordBytes } = layout;
  const [row, block] = [stride / 4, wordBytes / 4];
  const values = new Float32Array(memory.buffer, words, wordCount * block);
  const small = (word: number, at: number) => (uniform(seed, word, at) - 0.5) / dimensions;
  for (let word = 0; word < wordCount; word++) {
    const first = word * block;
    for (let at = 0; at < dimensions; at++) {
      values[first + at] = small(word, at);
      values[first + 2 * row + at] = small(word, dimensions + at);
    }
    values.fill(1, first + row, first + 2 * row);
    values.fill(1, first + 3 * row, first + 4 * row);
    values.set([small(word, 2 * dimensions), 1, small(word, 2 * dimensions + 1), 1], first + 4 * row);
  }
  for (const { settings } of layout.threads) {
    const view = new DataView(memory.buffer, settings, FIELD.SETTINGS_BYTES);
    view.setUint32(FIELD.WORDS, words, true);
    view.setUint32(FIELD.STRIDE, stride, true);
    view.setFloat32(FIELD.RATE, learningRate, true);
  }
  return memory;
}

/** Weighted squared error of all pairs so far, and how many there were. */
export function lossOf({ buffer }: WebAssembly.Memory, { threads }: GloVeLayout): { sum: number; pairs: number } {
  const loss = { sum: 0, pairs: 0 };
  for (const { settings } of threads) {
    const view = new DataView(buffer, settings, FIELD.SETTINGS_BYTES);
    loss.sum += view.getFloat64(FIELD.LOSS, true);
    loss.pairs += Number(view.getBigUint64(FIELD.PAIRS, true));
  }
  return loss;
}

/** The vector of each word: the sum of its own and its context vector. */
export function vectorsOf(
  { buffer }: WebAssembly.Memory,
  { words, wordCount, stride, wordBytes }: GloVeLayout,
  dimensions: number,
): Float32Array {
  const values = new Float32Array(buffer, words, (wordCount * wordBytes) / 4);
  const vectors = new Float32Array(wordCount * dimensions);
  for (let word = 0; word < wordCount; word++) {
    const first = (word * wordBytes) / 4;
    for (let at = 0; at < dimensions; at++)
      vectors[word * dimensions + at] = values[first + at]! + values[first + stride / 2 + at]!;
  }
  return vectors;
}
