// AssemblyScript. Skip-gram and CBOW over words and their parts (Bojanowski et al. 2017). The vector of a word is the mean of
// its own row and the rows of its parts. It is summed up once, trained in place, and what it has moved by is added to the
// word's rows once. A step moves every row of a word alike, so that its mean moves by that step too. Where pairs draw noise
// words of their own, the word in the middle of a window predicts those around it, one by one. Else words are inputs for as
// long as they are in any window, and the word in its middle is what they predict together. All memory belongs to the
// caller: see src/training/embeddings/word2vec/memory/word2vec-layout.ts.

import {
  CBOW,
  EXACT_SKIP_GRAM,
  HOT_PARTS,
  HOT_WORDS,
  INPUT_ROWS,
  MODE,
  OWN_ROWS,
  RING,
  ROWS,
  ROW_STARTS,
  SENTENCE,
  SIZES,
  STRIDE,
  WEIGHTS,
  WINDOW,
} from '../kernel-fields/window';
import { ownRow } from './shared/hot-rows';
import { multiplyAdd } from './shared/rows';
import { reachOf, trainSentences, trainWindow } from './shared/window';

export { exchangeAllHotRows, takeHotRows } from './shared/window';

/** An entry of a word's rows: its address, and its weight in the mean. */
const ENTRY_BYTES: usize = 8;
const MOVE_LIMIT: f32 = 1;

/** Where the rows of a word are listed as this thread moves them. */
function rowsOf(settings: usize, word: usize): usize {
  const shared = <usize>load<u32>(settings, ROWS) + firstOf(settings, word) * ENTRY_BYTES;
  const own = <usize>load<u32>(settings, OWN_ROWS);
  if (own == 0) return shared;
  const bytes = bytesOfRows(settings, word);
  for (let at: usize = 0; at < bytes; at += ENTRY_BYTES) {
    const row = load<u32>(shared + at);
    store<u32>(own + at, ownRow(settings + HOT_PARTS, ownRow(settings + HOT_WORDS, row)));
    store<u32>(own + at, load<u32>(shared + at, 4), 4);
  }
  return own;
}

function bytesOfRows(settings: usize, word: usize): usize {
  return (firstOf(settings, word + 1) - firstOf(settings, word)) * ENTRY_BYTES;
}

function firstOf(settings: usize, word: usize): usize {
  return <usize>load<u32>(<usize>load<u32>(settings, ROW_STARTS) + (word << 2));
}

/** The vector of a word from its rows; a copy tells later how far it has moved. */
function enter(settings: usize, word: usize, stride: usize, hidden: usize, copy: usize): void {
  const first = rowsOf(settings, word);
  const end = first + bytesOfRows(settings, word);
  let at: usize = 0;
  do {
    let sum = f32x4.splat(0);
    for (let entry = first; entry < end; entry += ENTRY_BYTES) {
      sum = multiplyAdd(v128.load32_splat(entry, 4), v128.load(<usize>load<u32>(entry) + at), sum);
    }
    v128.store(hidden + at, sum);
    v128.store(copy + at, sum);
    at += 16;
  } while (at < stride);
}

/**
 * Adds to a word's rows what its vector has moved by. Where the words of a window are all made of the same rows, each adds its
 * own: without the limit, which other text does not come near, they would grow beyond all numbers.
 */
function leave(settings: usize, word: usize, stride: usize, hidden: usize, copy: usize): void {
  const first = rowsOf(settings, word);
  const end = first + bytesOfRows(settings, word);
  const limit = f32x4.splat(MOVE_LIMIT);
  let at: usize = 0;
  do {
    const difference = f32x4.sub(v128.load(hidden + at), v128.load(copy + at));
    const moved = f32x4.max(f32x4.neg(limit), f32x4.min(limit, difference));
    for (let entry = first; entry < end; entry += ENTRY_BYTES) {
      const row = <usize>load<u32>(entry) + at;
      v128.store(row, f32x4.add(v128.load(row), moved));
    }
    at += 16;
  } while (at < stride);
}

/** Trains on whole sentences: see `trainSentences`. */
export function train(settings: usize, ids: usize, count: i32): void {
  const exact = load<u32>(settings, MODE) == EXACT_SKIP_GRAM;
  trainSentences(settings, ids, count, exact ? predictOneByOne : predictTogether);
}

function lengthOf(sentence: usize): i32 {
  let length: i32 = 0;
  while (load<i32>(sentence + ((<usize>length) << 2)) >= 0) length++;
  return length;
}

/** Each word predicts those around it, before the next is summed up: no row is behind by more than a window. */
function predictOneByOne(settings: usize): void {
  const sentence = <usize>load<u32>(settings, SENTENCE);
  const hidden = <usize>load<u32>(settings, RING);
  const stride = <usize>load<u32>(settings, STRIDE);
  const length = lengthOf(sentence);
  store<u32>(<usize>load<u32>(settings, INPUT_ROWS), <u32>hidden);
  for (let centre: i32 = 0; centre < length; centre++) {
    const word = <usize>load<u32>(sentence + ((<usize>centre) << 2));
    enter(settings, word, stride, hidden, hidden + stride);
    const reach = reachOf(settings);
    const last = min<i32>(length - 1, centre + reach);
    for (let place = max<i32>(0, centre - reach); place <= last; place++) {
      if (place != centre) trainWindow(settings, load<u32>(sentence + ((<usize>place) << 2)), 1);
    }
    leave(settings, word, stride, hidden, hidden + stride);
  }
}

/** The words around each word predict it, with the same noise words or as one. */
function predictTogether(settings: usize): void {
  const sentence = <usize>load<u32>(settings, SENTENCE);
  const sizes = <usize>load<u32>(settings, SIZES);
  const ring = <usize>load<u32>(settings, RING);
  const stride = <usize>load<u32>(settings, STRIDE);
  const window = load<i32>(settings, WINDOW);
  const inputRows = <usize>load<u32>(settings, INPUT_ROWS);
  const weights = <usize>load<u32>(settings, WEIGHTS);
  const cbow = load<u32>(settings, MODE) == CBOW;
  const length = lengthOf(sentence);

  // A slot for each place that a window can reach; behind each vector lies its copy.
  const slots = 2 * window + 1;
  const slotBytes = 2 * stride;
  let entered: i32 = 0;

  for (let centre: i32 = 0; centre < length; centre++) {
    while (entered < length && entered <= centre + window) {
      const slot = ring + <usize>(entered % slots) * slotBytes;
      if (entered >= slots) {
        const gone = <usize>load<u32>(sentence + ((<usize>(entered - slots)) << 2));
        leave(settings, gone, stride, slot, slot + stride);
      }
      const come = <usize>load<u32>(sentence + ((<usize>entered) << 2));
      enter(settings, come, stride, slot, slot + stride);
      entered++;
    }
    const word = load<u32>(sentence + ((<usize>centre) << 2));
    const reach = reachOf(settings);
    const first = max<i32>(0, centre - reach);
    const last = min<i32>(length - 1, centre + reach);
    let inputCount: i32 = 0;
    for (let place = first; place <= last; place++) {
      if (place == centre) continue;
      store<u32>(inputRows + ((<usize>inputCount) << 2), <u32>(ring + <usize>(place % slots) * slotBytes));
      if (cbow) {
        const near = <usize>load<u32>(sentence + ((<usize>place) << 2));
        store<f32>(weights + ((<usize>inputCount) << 2), load<f32>(sizes + (near << 2)));
      }
      inputCount++;
    }
    trainWindow(settings, word, inputCount);
  }
  for (let place = max<i32>(0, length - slots); place < length; place++) {
    const slot = ring + <usize>(place % slots) * slotBytes;
    leave(settings, <usize>load<u32>(sentence + ((<usize>place) << 2)), stride, slot, slot + stride);
  }
}
