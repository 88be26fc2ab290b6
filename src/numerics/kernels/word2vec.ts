// AssemblyScript. Skip-gram and CBOW with negative sampling. Skip-gram shares the negatives of a centre word among its
// context words (Ji et al. 2016, "Parallelizing Word2Vec in Shared and Distributed Memory"); CBOW draws them for each
// centre word anyway. One call trains on the ids of some sentences. All memory belongs to the caller: see
// src/training/embeddings/word2vec-memory.ts for its layout.

import {
  addToAll,
  below,
  dots,
  dotsOfOne,
  move,
  moveOutputs,
  next,
  noiseWord,
  SIGMOID_COUNT,
  SIGMOID_LIMIT,
  SIGMOIDS_PER_UNIT,
} from './shared/rows';

/** Fields of the settings block, in bytes from its start. */
const INPUTS: usize = 0;
const OUTPUTS: usize = 4;
const STRIDE: usize = 8;
const WINDOW: usize = 12;
const NEGATIVES: usize = 16;
const VOCABULARY: usize = 20;
const ALIASES: usize = 24;
const KEEP: usize = 28;
const SIGMOIDS: usize = 32;
const SCRATCH: usize = 36;
const RATE: usize = 40;
const RANDOM: usize = 48;
const LOSS: usize = 56;
const PAIRS: usize = 64;
const CBOW: usize = 72;

const SENTENCE_END: i32 = -1;

/** The mean of rows, whose addresses lie at `rows`; the error beside it begins at 0. */
function meanOf(rows: usize, count: i32, stride: usize, hidden: usize, error: usize): void {
  const share = f32x4.splat(<f32>1 / <f32>count);
  let at: usize = 0;
  do {
    let sum = f32x4.splat(0);
    for (let m: i32 = 0; m < count; m++) {
      sum = f32x4.add(sum, v128.load(<usize>load<u32>(rows + ((<usize>m) << 2)) + at));
    }
    v128.store(hidden + at, f32x4.mul(sum, share));
    v128.store(error + at, f32x4.splat(0));
    at += 16;
  } while (at < stride);
}

/**
 * Trains on the ids of whole sentences, each ended by −1.
 * @param settings where the settings block is
 * @param ids where the ids are, 32 bits each
 * @param count how many there are, ends of sentences among them
 */
export function train(settings: usize, ids: usize, count: i32): void {
  const keep = load<u32>(settings, KEEP);
  const sentence = load<u32>(settings, SCRATCH);
  let random = load<u64>(settings, RANDOM);
  let length: i32 = 0;
  for (let at: i32 = 0; at < count; at++) {
    const id = load<i32>(ids + ((<usize>at) << 2));
    if (id != SENTENCE_END) {
      random = next(random);
      if (<u32>(random >> 32) > load<u32>(keep + ((<usize>id) << 2))) continue;
      store<i32>(sentence + ((<usize>length) << 2), id);
      length++;
      continue;
    }
    if (length > 1) random = trainSentence(settings, sentence, length, random);
    length = 0;
  }
  store<u64>(settings, random, RANDOM);
}

function trainSentence(settings: usize, sentence: usize, length: i32, seed: u64): u64 {
  const inputs = <usize>load<u32>(settings, INPUTS);
  const outputs = <usize>load<u32>(settings, OUTPUTS);
  const stride = <usize>load<u32>(settings, STRIDE);
  const window = load<u32>(settings, WINDOW);
  const negatives = load<i32>(settings, NEGATIVES);
  const vocabulary = load<u32>(settings, VOCABULARY);
  const aliases = <usize>load<u32>(settings, ALIASES);
  const sigmoids = <usize>load<u32>(settings, SIGMOIDS);
  const rate = load<f32>(settings, RATE);
  let loss = load<f64>(settings, LOSS);
  let pairs = load<u64>(settings, PAIRS);
  let random = seed;

  // Rows are trained two by three; a row of zeros behind the sentence stands in where one is missing.
  const outputCount = negatives + 1;
  const outputRoom = <usize>(((outputCount + 2) / 3) * 3);
  const inputRoom = <usize>(2 * window);
  const zeros = sentence + 4096;
  const outputRows = zeros + stride;
  const inputRows = outputRows + (outputRoom << 2);
  const steps = (inputRows + (inputRoom << 2) + 15) & ~15;
  const stepRow = outputRoom << 2;
  const hidden = (steps + inputRoom * stepRow + 15) & ~15;
  const error = hidden + stride;
  const cbow = load<u32>(settings, CBOW) != 0;

  for (let centre: i32 = 0; centre < length; centre++) {
    const word = load<u32>(sentence + ((<usize>centre) << 2));
    random = next(random);
    const reach = <i32>below(random, window) + 1;
    const first = max<i32>(0, centre - reach);
    const last = min<i32>(length - 1, centre + reach);
    let inputCount: i32 = 0;
    for (let place = first; place <= last; place++) {
      if (place == centre) continue;
      const row = inputs + <usize>load<u32>(sentence + ((<usize>place) << 2)) * stride;
      store<u32>(inputRows + ((<usize>inputCount) << 2), <u32>row);
      inputCount++;
    }
    if (inputCount & 1) store<u32>(inputRows + ((<usize>inputCount) << 2), <u32>zeros);

    store<u32>(outputRows, <u32>(outputs + <usize>word * stride));
    for (let k: i32 = 1; k < <i32>outputRoom; k++) {
      if (k >= outputCount) {
        store<u32>(outputRows + ((<usize>k) << 2), <u32>zeros);
        continue;
      }
      let noise: u32;
      do {
        random = next(random);
        noise = noiseWord(random, aliases, vocabulary);
      } while (noise == word);
      store<u32>(outputRows + ((<usize>k) << 2), <u32>(outputs + <usize>noise * stride));
    }

    if (cbow) {
      if (inputCount == 0) continue;
      meanOf(inputRows, inputCount, stride, hidden, error);
      for (let k: usize = 0; k < outputRoom; k += 3) {
        const row = outputRows + (k << 2);
        dotsOfOne(hidden, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
      }
    }
    const rowCount = cbow ? 1 : inputCount;

    for (let m: i32 = 0; m < inputCount && !cbow; m += 2) {
      const a = load<u32>(inputRows + ((<usize>m) << 2));
      const b = load<u32>(inputRows + ((<usize>m) << 2), 4);
      const to = steps + <usize>m * stepRow;
      for (let k: usize = 0; k < outputRoom; k += 3) {
        const row = outputRows + (k << 2);
        dots(a, b, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, to + (k << 2), stepRow);
      }
    }

    for (let m: i32 = 0; m < rowCount; m++) {
      const row = steps + <usize>m * stepRow;
      for (let k: i32 = 0; k < outputCount; k++) {
        const at = row + ((<usize>k) << 2);
        const label: f32 = k == 0 ? 1 : 0;
        const x = max<f32>(-SIGMOID_LIMIT, min<f32>(SIGMOID_LIMIT, load<f32>(at)));
        const entry =
          sigmoids + ((<usize>min<i32>(SIGMOID_COUNT - 1, <i32>((x + SIGMOID_LIMIT) * SIGMOIDS_PER_UNIT))) << 3);
        const sigmoid = load<f32>(entry);
        loss += load<f32>(entry, 4) - (k == 0 ? x : 0);
        store<f32>(at, (label - sigmoid) * rate);
      }
    }
    pairs += <u64>rowCount;

    if (cbow) {
      for (let k: usize = 0; k < outputRoom; k += 3) {
        const row = outputRows + (k << 2);
        moveOutputs(hidden, error, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
      }
      addToAll(inputRows, inputCount, stride, error);
      continue;
    }

    for (let m: i32 = 0; m < inputCount; m += 2) {
      const a = load<u32>(inputRows + ((<usize>m) << 2));
      const b = load<u32>(inputRows + ((<usize>m) << 2), 4);
      const from = steps + <usize>m * stepRow;
      for (let k: usize = 0; k < outputRoom; k += 3) {
        const row = outputRows + (k << 2);
        move(a, b, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, from + (k << 2), stepRow);
      }
    }
  }
  store<f64>(settings, loss, LOSS);
  store<u64>(settings, pairs, PAIRS);
  return random;
}
