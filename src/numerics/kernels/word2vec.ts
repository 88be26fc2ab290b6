// AssemblyScript. Skip-gram and CBOW with negative sampling. Skip-gram shares the negatives of a centre word among its
// context words (Ji et al. 2016, "Parallelizing Word2Vec in Shared and Distributed Memory"); CBOW draws them for each
// centre word anyway. One call trains on the ids of some sentences. All memory belongs to the caller: see
// src/training/embeddings/word2vec-memory.ts for its layout.

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

/** The sigmoid is looked up between −6 and 6, as in word2vec.c; beyond, it is 0 or 1. */
const SIGMOID_LIMIT: f32 = 6;
const SIGMOIDS_PER_UNIT: f32 = 128;
const SIGMOID_COUNT: i32 = 1536;
const SENTENCE_END: i32 = -1;

function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

function total(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

function next(state: u64): u64 {
  return state * 6364136223846793005 + 1442695040888963407;
}

/** A number of 0 to below `limit`, from the state's upper half. */
function below(state: u64, limit: u32): u32 {
  return <u32>(((state >> 32) * <u64>limit) >> 32);
}

/** A word by the noise distribution: Vose's alias method. */
function noiseWord(state: u64, aliases: usize, vocabulary: u32): u32 {
  const word = below(state, vocabulary);
  const entry = aliases + ((<usize>word) << 3);
  const stays = <u32>(state & 0xffff) < load<u32>(entry);
  return stays ? word : load<u32>(entry, 4);
}

/** Dot products of two input rows with three output rows, written as two rows of three. */
function dots(a: usize, b: usize, p: usize, q: usize, r: usize, stride: usize, to: usize, row: usize): void {
  let ap = f32x4.splat(0);
  let aq = f32x4.splat(0);
  let ar = f32x4.splat(0);
  let bp = f32x4.splat(0);
  let bq = f32x4.splat(0);
  let br = f32x4.splat(0);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    const vb = v128.load(b + at);
    const vp = v128.load(p + at);
    ap = multiplyAdd(va, vp, ap);
    bp = multiplyAdd(vb, vp, bp);
    const vq = v128.load(q + at);
    aq = multiplyAdd(va, vq, aq);
    bq = multiplyAdd(vb, vq, bq);
    const vr = v128.load(r + at);
    ar = multiplyAdd(va, vr, ar);
    br = multiplyAdd(vb, vr, br);
    at += 16;
  } while (at < stride);
  store<f32>(to, total(ap));
  store<f32>(to, total(aq), 4);
  store<f32>(to, total(ar), 8);
  store<f32>(to + row, total(bp));
  store<f32>(to + row, total(bq), 4);
  store<f32>(to + row, total(br), 8);
}

/** Moves two input rows and three output rows along each other, by the six steps of `from`. */
function move(a: usize, b: usize, p: usize, q: usize, r: usize, stride: usize, from: usize, row: usize): void {
  const ap = v128.load32_splat(from);
  const aq = v128.load32_splat(from, 4);
  const ar = v128.load32_splat(from, 8);
  const bp = v128.load32_splat(from + row);
  const bq = v128.load32_splat(from + row, 4);
  const br = v128.load32_splat(from + row, 8);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    const vb = v128.load(b + at);
    const vp = v128.load(p + at);
    const vq = v128.load(q + at);
    const vr = v128.load(r + at);
    v128.store(a + at, multiplyAdd(ar, vr, multiplyAdd(aq, vq, multiplyAdd(ap, vp, va))));
    v128.store(b + at, multiplyAdd(br, vr, multiplyAdd(bq, vq, multiplyAdd(bp, vp, vb))));
    v128.store(p + at, multiplyAdd(bp, vb, multiplyAdd(ap, va, vp)));
    v128.store(q + at, multiplyAdd(bq, vb, multiplyAdd(aq, va, vq)));
    v128.store(r + at, multiplyAdd(br, vb, multiplyAdd(ar, va, vr)));
    at += 16;
  } while (at < stride);
}

/** Dot products of one row with three. */
function dotsOfOne(a: usize, p: usize, q: usize, r: usize, stride: usize, to: usize): void {
  let ap = f32x4.splat(0);
  let aq = f32x4.splat(0);
  let ar = f32x4.splat(0);
  let at: usize = 0;
  do {
    const va = v128.load(a + at);
    ap = multiplyAdd(va, v128.load(p + at), ap);
    aq = multiplyAdd(va, v128.load(q + at), aq);
    ar = multiplyAdd(va, v128.load(r + at), ar);
    at += 16;
  } while (at < stride);
  store<f32>(to, total(ap));
  store<f32>(to, total(aq), 4);
  store<f32>(to, total(ar), 8);
}

/** Adds three output rows to the error by their steps, and moves them along the hidden row. */
function moveOutputs(hidden: usize, error: usize, p: usize, q: usize, r: usize, stride: usize, from: usize): void {
  const sp = v128.load32_splat(from);
  const sq = v128.load32_splat(from, 4);
  const sr = v128.load32_splat(from, 8);
  let at: usize = 0;
  do {
    const vh = v128.load(hidden + at);
    const vp = v128.load(p + at);
    const vq = v128.load(q + at);
    const vr = v128.load(r + at);
    const ve = v128.load(error + at);
    v128.store(error + at, multiplyAdd(sr, vr, multiplyAdd(sq, vq, multiplyAdd(sp, vp, ve))));
    v128.store(p + at, multiplyAdd(sp, vh, vp));
    v128.store(q + at, multiplyAdd(sq, vh, vq));
    v128.store(r + at, multiplyAdd(sr, vh, vr));
    at += 16;
  } while (at < stride);
}

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

/** Adds one row to others, whose addresses lie at `rows`. */
function addToAll(rows: usize, count: i32, stride: usize, error: usize): void {
  for (let m: i32 = 0; m < count; m++) {
    const row = <usize>load<u32>(rows + ((<usize>m) << 2));
    let at: usize = 0;
    do {
      v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(error + at)));
      at += 16;
    } while (at < stride);
  }
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
