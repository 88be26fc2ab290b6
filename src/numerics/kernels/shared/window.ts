// AssemblyScript. What a kernel of word vectors does with one window: the word in the middle, and the input rows of those
// around it. The word is told apart from noise words (negative sampling), or its way down a Huffman tree is predicted
// (hierarchical softmax, Morin & Bengio 2005): either way output rows with labels of 1 and 0.

import {
  ALIASES,
  CBOW,
  ERROR,
  EXACT_SKIP_GRAM,
  HIDDEN,
  HOT_OUTPUTS,
  HOT_PARTS,
  HOT_WORDS,
  INPUT_ROWS,
  KEEP,
  LABELS,
  LOSS,
  MODE,
  NEGATIVES,
  OUTPUTS,
  OUTPUT_ROWS,
  PAIRS,
  PATHS,
  PATH_STARTS,
  RANDOM,
  RATE,
  SENTENCE,
  SIGMOIDS,
  SKIP_GRAM,
  STEPS,
  STRIDE,
  TURNS,
  VOCABULARY,
  WEIGHTS,
  WINDOW,
  ZEROS,
} from '../../kernel-fields/window';
import { ALL, doublingsAfter, exchangeRange, exchanges, NONE, ownRow, takeRange } from './hot-rows';
import { addToAll, below, dots, dotsOfOne, move, moveOutputs, multiplyAdd, next, noiseWord } from './rows';

/** The sigmoid is looked up between −6 and 6, as in word2vec.c; beyond, it is 0 or 1. */
const SIGMOID_LIMIT: f32 = 6;
const SIGMOIDS_PER_UNIT: f32 = 128;
const SIGMOID_COUNT: i32 = 1536;

const SENTENCE_END: i32 = -1;

/**
 * Gathers the next sentence that subsampling leaves two words of.
 * @param start where in the ids it begins
 * @returns where the next begins; −1 behind the last
 */
function nextSentence(settings: usize, ids: usize, count: i32, start: i32): i32 {
  const keep = load<u32>(settings, KEEP);
  const sentence = load<u32>(settings, SENTENCE);
  let random = load<u64>(settings, RANDOM);
  let length: i32 = 0;
  for (let at = start; at < count; at++) {
    const id = load<i32>(ids + ((<usize>at) << 2));
    if (id != SENTENCE_END) {
      random = next(random);
      if (<u32>(random >> 32) > load<u32>(keep + ((<usize>id) << 2))) continue;
      store<i32>(sentence + ((<usize>length) << 2), id);
      length++;
      continue;
    }
    if (length > 1) {
      store<u64>(settings, random, RANDOM);
      store<i32>(sentence + ((<usize>length) << 2), SENTENCE_END);
      return at + 1;
    }
    length = 0;
  }
  store<u64>(settings, random, RANDOM);
  return -1;
}

/** The mean of rows, each with its weight; the error beside it begins at 0. */
function meanOf(rows: usize, weights: usize, count: i32, stride: usize, hidden: usize, error: usize): void {
  let total: f32 = 0;
  for (let m: i32 = 0; m < count; m++) total += load<f32>(weights + ((<usize>m) << 2));
  const share = f32x4.splat(<f32>1 / total);
  let at: usize = 0;
  do {
    let sum = f32x4.splat(0);
    for (let m: i32 = 0; m < count; m++) {
      const row = <usize>load<u32>(rows + ((<usize>m) << 2)) + at;
      sum = multiplyAdd(v128.load32_splat(weights + ((<usize>m) << 2)), v128.load(row), sum);
    }
    v128.store(hidden + at, f32x4.mul(sum, share));
    v128.store(error + at, f32x4.splat(0));
    at += 16;
  } while (at < stride);
}

/** Rows of the word and of noise words. @returns the next state of the random numbers */
function drawOutputs(settings: usize, word: u32, room: usize, random: u64): u64 {
  const outputs = <usize>load<u32>(settings, OUTPUTS);
  const stride = <usize>load<u32>(settings, STRIDE);
  const rows = <usize>load<u32>(settings, OUTPUT_ROWS);
  const hot = settings + HOT_OUTPUTS;
  const aliases = <usize>load<u32>(settings, ALIASES);
  const vocabulary = load<u32>(settings, VOCABULARY);
  const count = <usize>load<u32>(settings, NEGATIVES) + 1;
  store<u32>(rows, ownRow(hot, <u32>(outputs + <usize>word * stride)));
  for (let k: usize = 1; k < room; k++) {
    if (k >= count) {
      store<u32>(rows + (k << 2), load<u32>(settings, ZEROS));
      continue;
    }
    let noise: u32;
    do {
      random = next(random);
      noise = noiseWord(random, aliases, vocabulary);
    } while (noise == word);
    store<u32>(rows + (k << 2), ownRow(hot, <u32>(outputs + <usize>noise * stride)));
  }
  return random;
}

/** Rows of the nodes on a word's way down the tree, and their labels. */
function walkOutputs(settings: usize, first: usize, count: usize, room: usize): void {
  const outputs = <usize>load<u32>(settings, OUTPUTS);
  const stride = <usize>load<u32>(settings, STRIDE);
  const rows = <usize>load<u32>(settings, OUTPUT_ROWS);
  const hot = settings + HOT_OUTPUTS;
  const labels = <usize>load<u32>(settings, LABELS);
  for (let k: usize = 0; k < room; k++) {
    if (k >= count) {
      store<u32>(rows + (k << 2), load<u32>(settings, ZEROS));
      continue;
    }
    const entry = load<u32>(first + (k << 2));
    store<u32>(rows + (k << 2), ownRow(hot, <u32>(outputs + <usize>(entry >> 1) * stride)));
    store<f32>(labels + (k << 2), <f32>(entry & 1));
  }
}

/** Dot products become steps: how far a row moves along another. Adds to the loss. */
function stepsOf(settings: usize, steps: usize, rowCount: i32, outputCount: usize, stepRow: usize): void {
  const sigmoids = <usize>load<u32>(settings, SIGMOIDS);
  const labels = <usize>load<u32>(settings, LABELS);
  const rate = load<f32>(settings, RATE);
  let loss = load<f64>(settings, LOSS);
  for (let m: i32 = 0; m < rowCount; m++) {
    const row = steps + <usize>m * stepRow;
    for (let k: usize = 0; k < outputCount; k++) {
      const at = row + (k << 2);
      const label = load<f32>(labels + (k << 2));
      const x = max<f32>(-SIGMOID_LIMIT, min<f32>(SIGMOID_LIMIT, load<f32>(at)));
      const entry =
        sigmoids + ((<usize>min<i32>(SIGMOID_COUNT - 1, <i32>((x + SIGMOID_LIMIT) * SIGMOIDS_PER_UNIT))) << 3);
      const sigmoid = load<f32>(entry);
      loss += load<f32>(entry, 4) - label * x;
      store<f32>(at, (label - sigmoid) * rate);
    }
  }
  store<f64>(settings, loss, LOSS);
  store<u64>(settings, load<u64>(settings, PAIRS) + <u64>rowCount, PAIRS);
}

/** One row predicts the outputs: they are moved, and what the row is to move by is added to the error. */
function predictBy(settings: usize, hidden: usize, outputCount: usize, outputRoom: usize): void {
  const stride = <usize>load<u32>(settings, STRIDE);
  const rows = <usize>load<u32>(settings, OUTPUT_ROWS);
  const steps = <usize>load<u32>(settings, STEPS);
  for (let k: usize = 0; k < outputRoom; k += 3) {
    const row = rows + (k << 2);
    dotsOfOne(hidden, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
  }
  stepsOf(settings, steps, 1, outputCount, outputRoom << 2);
  const error = <usize>load<u32>(settings, ERROR);
  for (let k: usize = 0; k < outputRoom; k += 3) {
    const row = rows + (k << 2);
    moveOutputs(hidden, error, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
  }
}

/** All rows predict the same outputs, two by three. */
function predictByAll(settings: usize, inputCount: i32, outputCount: usize, outputRoom: usize): void {
  const stride = <usize>load<u32>(settings, STRIDE);
  const rows = <usize>load<u32>(settings, OUTPUT_ROWS);
  const inputRows = <usize>load<u32>(settings, INPUT_ROWS);
  const steps = <usize>load<u32>(settings, STEPS);
  const stepRow = outputRoom << 2;
  // Rows of zeros stand in where one is missing.
  if (inputCount & 1) store<u32>(inputRows + ((<usize>inputCount) << 2), load<u32>(settings, ZEROS));
  for (let m: i32 = 0; m < inputCount; m += 2) {
    const a = load<u32>(inputRows + ((<usize>m) << 2));
    const b = load<u32>(inputRows + ((<usize>m) << 2), 4);
    const to = steps + <usize>m * stepRow;
    for (let k: usize = 0; k < outputRoom; k += 3) {
      const row = rows + (k << 2);
      dots(a, b, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, to + (k << 2), stepRow);
    }
  }
  stepsOf(settings, steps, inputCount, outputCount, stepRow);
  for (let m: i32 = 0; m < inputCount; m += 2) {
    const a = load<u32>(inputRows + ((<usize>m) << 2));
    const b = load<u32>(inputRows + ((<usize>m) << 2), 4);
    const from = steps + <usize>m * stepRow;
    for (let k: usize = 0; k < outputRoom; k += 3) {
      const row = rows + (k << 2);
      move(a, b, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, from + (k << 2), stepRow);
    }
  }
}

/** How far a window reaches to each side, drawn anew for each word. */
export function reachOf(settings: usize): i32 {
  const random = next(load<u64>(settings, RANDOM));
  store<u64>(settings, random, RANDOM);
  return <i32>below(random, load<u32>(settings, WINDOW)) + 1;
}

/**
 * Trains a word by the input rows around it, whose addresses lie at INPUT_ROWS, with weights at WEIGHTS for CBOW.
 * @param word its number
 */
export function trainWindow(settings: usize, word: u32, inputCount: i32): void {
  if (inputCount == 0) return;
  const stride = <usize>load<u32>(settings, STRIDE);
  const inputRows = <usize>load<u32>(settings, INPUT_ROWS);
  const pathStarts = <usize>load<u32>(settings, PATH_STARTS);
  const mode = load<u32>(settings, MODE);
  let outputCount = <usize>load<u32>(settings, NEGATIVES) + 1;
  let outputRoom = ((outputCount + 2) / 3) * 3;
  if (pathStarts != 0) {
    const first = <usize>load<u32>(pathStarts + ((<usize>word) << 2));
    outputCount = <usize>load<u32>(pathStarts + ((<usize>word) << 2), 4) - first;
    outputRoom = ((outputCount + 2) / 3) * 3;
    walkOutputs(settings, <usize>load<u32>(settings, PATHS) + (first << 2), outputCount, outputRoom);
  } else if (mode != EXACT_SKIP_GRAM) {
    store<u64>(settings, drawOutputs(settings, word, outputRoom, load<u64>(settings, RANDOM)), RANDOM);
  }
  if (mode == SKIP_GRAM) {
    predictByAll(settings, inputCount, outputCount, outputRoom);
    return;
  }
  const error = <usize>load<u32>(settings, ERROR);
  if (mode == CBOW) {
    const hidden = <usize>load<u32>(settings, HIDDEN);
    meanOf(inputRows, load<u32>(settings, WEIGHTS), inputCount, stride, hidden, error);
    predictBy(settings, hidden, outputCount, outputRoom);
    addToAll(inputRows, inputCount, stride, error);
    return;
  }
  for (let m: i32 = 0; m < inputCount; m++) {
    const row = inputRows + ((<usize>m) << 2);
    memory.fill(error, 0, stride);
    store<u64>(settings, drawOutputs(settings, word, outputRoom, load<u64>(settings, RANDOM)), RANDOM);
    predictBy(settings, <usize>load<u32>(row), outputCount, outputRoom);
    addToAll(row, 1, stride, error);
  }
}

/** Copies the hot rows for this thread: before its first call. */
export function takeHotRows(settings: usize): void {
  takeRange(settings + HOT_WORDS);
  takeRange(settings + HOT_PARTS);
  takeRange(settings + HOT_OUTPUTS);
}

/** Exchanges all hot rows: after a thread's last call. */
export function exchangeAllHotRows(settings: usize): void {
  exchangeHotRows(settings, ALL);
}

/** Exchanges the hottest rows, doubled so many times. */
function exchangeHotRows(settings: usize, doublings: i32): void {
  const stride = <usize>load<u32>(settings, STRIDE);
  exchangeRange(settings + HOT_WORDS, stride, doublings);
  exchangeRange(settings + HOT_PARTS, stride, doublings);
  exchangeRange(settings + HOT_OUTPUTS, stride, doublings);
}

/**
 * Trains on the ids of whole sentences, each ended by −1.
 * @param settings where the settings block is
 * @param ids where the ids are, 32 bits each
 * @param count how many there are, ends of sentences among them
 * @param trainSentence trains on the sentence that lies at SENTENCE
 */
export function trainSentences(
  settings: usize,
  ids: usize,
  count: i32,
  trainSentence: (settings: usize) => void,
): void {
  const alone = !exchanges(settings + TURNS);
  let at: i32 = 0;
  let next: i32;
  while ((next = nextSentence(settings, ids, count, at)) >= 0) {
    trainSentence(settings);
    if (!alone) {
      const doublings = doublingsAfter(settings + TURNS, next - at);
      if (doublings != NONE) exchangeHotRows(settings, doublings);
    }
    at = next;
  }
}
