// AssemblyScript. Skip-gram and CBOW over words and their parts (Bojanowski et al. 2017). The vector of a word is the mean of
// its own row and the rows of its parts. Words are inputs, and the word in the middle of a window is what they predict: so a
// word stays an input for as long as it is in any window. Its vector is summed up once as it comes into reach, trained in
// place, and what it has moved by is added to its rows once as it goes out of reach. A step moves every row of a word alike,
// so that its mean moves by that step too. All memory belongs to the caller: see src/training/embeddings/word2vec-memory.ts.

import {
  addToAll,
  below,
  dots,
  dotsOfOne,
  move,
  moveOutputs,
  multiplyAdd,
  next,
  noiseWord,
  SIGMOID_COUNT,
  SIGMOID_LIMIT,
  SIGMOIDS_PER_UNIT,
} from './shared/rows';

/** Fields of the settings block, in bytes from its start. */
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

const ROW_STARTS: usize = 96;
const ROWS: usize = 100;
const RING: usize = 104;
/** Of each word, how many rows and parts its mean is over. */
const SIZES: usize = 108;

const SENTENCE_END: i32 = -1;
/** An entry of a word's rows: its address, and its weight in the mean. */
const ENTRY_BYTES: usize = 8;
const MOVE_LIMIT: f32 = 1;

/** The vector of a word from its rows; a copy tells later how far it has moved. */
function enter(starts: usize, rows: usize, word: usize, stride: usize, hidden: usize, copy: usize): void {
  const first = rows + <usize>load<u32>(starts + (word << 2)) * ENTRY_BYTES;
  const end = rows + <usize>load<u32>(starts + (word << 2), 4) * ENTRY_BYTES;
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
function leave(starts: usize, rows: usize, word: usize, stride: usize, hidden: usize, copy: usize): void {
  const first = rows + <usize>load<u32>(starts + (word << 2)) * ENTRY_BYTES;
  const end = rows + <usize>load<u32>(starts + (word << 2), 4) * ENTRY_BYTES;
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

/** The mean of words' vectors, each with its weight, whose addresses lie at `words`; the error beside it begins at 0. */
function weightedMean(words: usize, weights: usize, count: i32, stride: usize, hidden: usize, error: usize): void {
  let total: f32 = 0;
  for (let m: i32 = 0; m < count; m++) total += load<f32>(weights + ((<usize>m) << 2));
  const share = f32x4.splat(<f32>1 / total);
  let at: usize = 0;
  do {
    let sum = f32x4.splat(0);
    for (let m: i32 = 0; m < count; m++) {
      const word = <usize>load<u32>(words + ((<usize>m) << 2)) + at;
      sum = multiplyAdd(v128.load32_splat(weights + ((<usize>m) << 2)), v128.load(word), sum);
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
  const starts = <usize>load<u32>(settings, ROW_STARTS);
  const rows = <usize>load<u32>(settings, ROWS);
  const sizes = <usize>load<u32>(settings, SIZES);
  const ring = <usize>load<u32>(settings, RING);
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

  // A slot for each place that a window can reach; behind each vector lies its copy.
  const slots = <i32>(2 * window + 1);
  const slotBytes = 2 * stride;
  const weights = ring + <usize>slots * slotBytes;
  let entered: i32 = 0;

  for (let centre: i32 = 0; centre < length; centre++) {
    while (entered < length && entered <= centre + <i32>window) {
      const slot = ring + <usize>(entered % slots) * slotBytes;
      if (entered >= slots) {
        const gone = <usize>load<u32>(sentence + ((<usize>(entered - slots)) << 2));
        leave(starts, rows, gone, stride, slot, slot + stride);
      }
      const come = <usize>load<u32>(sentence + ((<usize>entered) << 2));
      enter(starts, rows, come, stride, slot, slot + stride);
      entered++;
    }
    const word = load<u32>(sentence + ((<usize>centre) << 2));
    random = next(random);
    const reach = <i32>below(random, window) + 1;
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
      weightedMean(inputRows, weights, inputCount, stride, hidden, error);
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
  for (let place = max<i32>(0, length - slots); place < length; place++) {
    const slot = ring + <usize>(place % slots) * slotBytes;
    leave(starts, rows, <usize>load<u32>(sentence + ((<usize>place) << 2)), stride, slot, slot + stride);
  }
  store<f64>(settings, loss, LOSS);
  store<u64>(settings, pairs, PAIRS);
  return random;
}
