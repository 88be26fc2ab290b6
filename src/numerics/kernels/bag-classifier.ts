// AssemblyScript. Linear classifiers of texts with a hidden layer (Joulin et al. 2016, "Bag of Tricks for Efficient Text
// Classification"): the mean of a text's rows, then softmax, hierarchical softmax, negative sampling or one sigmoid for each
// label. A text is a list of rows with weights, so that rows which always move alike can be one: see
// src/training/bags/group-features.ts. All memory belongs to the caller: see src/training/bags/bag-memory.ts.

import {
  ALIASES,
  ALL_ROWS,
  ALPHA,
  ENTRY_BYTES,
  EXAMPLE_HEADER,
  EXAMPLES,
  HIERARCHICAL_SOFTMAX,
  HOT_COUNT,
  HOT_INPUTS,
  HOT_OUTPUTS,
  LABEL_COUNT,
  LABELS,
  LOSS,
  NEGATIVE_SAMPLING,
  NEGATIVES,
  OBJECTIVE,
  OUTPUTS,
  PATH_STARTS,
  PATHS,
  RANDOM,
  RATE,
  ROW_COUNT,
  SCRATCH,
  SHARE,
  SOFTMAX,
  STRIDE,
  TEMPERATURE,
  TURNS,
  ZEROS,
} from '../kernel-fields/bag-classifier';
import { exponentials, logarithm, sigmoid, softplus } from './shared/exponentials';
import { ALL, copyOffset, doublingsAfter, exchangeRange, exchanges, NONE, ownRow, takeRange } from './shared/hot-rows';
import { below, dotsOfOne, moveOutputs, multiplyAdd, next, noiseWord } from './shared/rows';

const MOST_DRAWS: i32 = 100;
const LEAST_LOGIT: f32 = -1e30;
/** Less probability has no logarithm here, and no share in a loss. */
const LEAST_PROBABILITY: f32 = 1e-30;

/** Small uniform numbers for so many rows, between −limit and limit; what lies behind `dimensions` stays 0. */
export function initialize(rows: usize, count: u32, stride: usize, dimensions: u32, limit: f32, seed: u64): void {
  let random = next(seed);
  const scale = limit * <f32>(1.0 / 2147483648.0);
  for (let row: u32 = 0; row < count; row++) {
    let at = rows + <usize>row * stride;
    for (let value: u32 = 0; value < dimensions; value++) {
      random = next(random);
      store<f32>(at, <f32>(<i32>(random >> 32)) * scale);
      at += 4;
    }
  }
}

/**
 * Trains on examples, one step for each.
 * @param settings where the settings block is
 * @param order addresses of the examples, 32 bits each
 * @param count how many there are
 */
export function train(settings: usize, order: usize, count: i32): void {
  const stride = <usize>load<u32>(settings, STRIDE);
  const scratch = <usize>load<u32>(settings, SCRATCH);
  let loss = load<f64>(settings, LOSS);
  const hidden = scratch;
  const error = scratch + stride;
  const alone = !exchanges(settings + TURNS);
  const shift = copyOffset(settings + HOT_INPUTS);
  for (let at: i32 = 0; at < count; at++) {
    const example = <usize>load<u32>(order + ((<usize>at) << 2));
    const rowCount = load<i32>(example, ROW_COUNT);
    const hotCount = load<i32>(example, HOT_COUNT);
    const labelCount = load<i32>(example, LABEL_COUNT);
    const share = load<f32>(example, SHARE);
    const labels = example + EXAMPLE_HEADER;
    const rows = labels + ((<usize>labelCount) << 2);
    const others = rows + <usize>hotCount * ENTRY_BYTES;
    memory.fill(hidden, 0, stride);
    memory.fill(error, 0, stride);
    gather(rows, hotCount, shift, share, stride, hidden);
    gather(others, rowCount - hotCount, 0, share, stride, hidden);
    loss += step(settings, example, labels, labelCount, hidden, error, error + stride);
    scatter(rows, hotCount, shift, share, stride, error);
    scatter(others, rowCount - hotCount, 0, share, stride, error);
    if (alone) continue;
    const doublings = doublingsAfter(settings + TURNS, 1);
    if (doublings != NONE) exchangeHotRows(settings, doublings);
  }
  store<f64>(settings, loss, LOSS);
  store<u64>(settings, load<u64>(settings, EXAMPLES) + <u64>count, EXAMPLES);
}

/** Copies the hot rows for this thread: before its first call. */
export function takeHotRows(settings: usize): void {
  takeRange(settings + HOT_INPUTS);
  takeRange(settings + HOT_OUTPUTS);
}

/** Exchanges all hot rows: after a thread's last call. */
export function exchangeAllHotRows(settings: usize): void {
  exchangeHotRows(settings, ALL);
}

/** Exchanges the output rows, and the hottest input rows, doubled so many times. */
function exchangeHotRows(settings: usize, doublings: i32): void {
  const stride = <usize>load<u32>(settings, STRIDE);
  exchangeRange(settings + HOT_INPUTS, stride, doublings);
  exchangeRange(settings + HOT_OUTPUTS, stride, ALL);
}

/** hidden = share · Σ weight · row; the error begins at 0. Four rows at a time, whose cache misses overlap. */
function gather(rows: usize, count: i32, shift: usize, share: f32, stride: usize, hidden: usize): void {
  let entry = rows;
  const end = rows + <usize>count * ENTRY_BYTES;
  const part = f32x4.splat(share);
  while (entry + 4 * ENTRY_BYTES <= end) {
    const a = <usize>load<u32>(entry) + shift;
    const b = <usize>load<u32>(entry, 8) + shift;
    const c = <usize>load<u32>(entry, 16) + shift;
    const d = <usize>load<u32>(entry, 24) + shift;
    const wa = f32x4.mul(part, v128.load32_splat(entry, 4));
    const wb = f32x4.mul(part, v128.load32_splat(entry, 12));
    const wc = f32x4.mul(part, v128.load32_splat(entry, 20));
    const wd = f32x4.mul(part, v128.load32_splat(entry, 28));
    let at: usize = 0;
    do {
      let sum = multiplyAdd(wa, v128.load(a + at), v128.load(hidden + at));
      sum = multiplyAdd(wb, v128.load(b + at), sum);
      sum = multiplyAdd(wc, v128.load(c + at), sum);
      v128.store(hidden + at, multiplyAdd(wd, v128.load(d + at), sum));
      at += 16;
    } while (at < stride);
    entry += 4 * ENTRY_BYTES;
  }
  for (; entry < end; entry += ENTRY_BYTES) {
    const row = <usize>load<u32>(entry) + shift;
    const weight = f32x4.mul(part, v128.load32_splat(entry, 4));
    let at: usize = 0;
    do {
      v128.store(hidden + at, multiplyAdd(weight, v128.load(row + at), v128.load(hidden + at)));
      at += 16;
    } while (at < stride);
  }
}

/** row += share · weight · error, for each row. */
function scatter(rows: usize, count: i32, shift: usize, share: f32, stride: usize, error: usize): void {
  let entry = rows;
  const end = rows + <usize>count * ENTRY_BYTES;
  const part = f32x4.splat(share);
  while (entry + 2 * ENTRY_BYTES <= end) {
    const a = <usize>load<u32>(entry) + shift;
    const b = <usize>load<u32>(entry, 8) + shift;
    const wa = f32x4.mul(part, v128.load32_splat(entry, 4));
    const wb = f32x4.mul(part, v128.load32_splat(entry, 12));
    let at: usize = 0;
    do {
      const moved = v128.load(error + at);
      v128.store(a + at, multiplyAdd(wa, moved, v128.load(a + at)));
      v128.store(b + at, multiplyAdd(wb, moved, v128.load(b + at)));
      at += 16;
    } while (at < stride);
    entry += 2 * ENTRY_BYTES;
  }
  if (entry < end) {
    const row = <usize>load<u32>(entry) + shift;
    const weight = f32x4.mul(part, v128.load32_splat(entry, 4));
    let at: usize = 0;
    do {
      v128.store(row + at, multiplyAdd(weight, v128.load(error + at), v128.load(row + at)));
      at += 16;
    } while (at < stride);
  }
}

/**
 * Moves output rows and gathers the error of the hidden vector, both by the learning rate. Rows are taken three by three; a row of
 * zeros stands in where one is missing. @returns the loss in nats
 */
function step(
  settings: usize,
  example: usize,
  labels: usize,
  labelCount: i32,
  hidden: usize,
  error: usize,
  free: usize,
): f64 {
  const objective = load<i32>(settings, OBJECTIVE);
  const stride = <usize>load<u32>(settings, STRIDE);
  const rate = load<f32>(settings, RATE);
  const outputs = <usize>load<u32>(settings, OUTPUTS);
  const labelTotal = load<i32>(settings, LABELS);
  const hot = settings + HOT_OUTPUTS;
  let random = next(load<u64>(settings, RANDOM));
  const pick = labelCount > 1 ? <usize>below(random, labelCount) : 0;
  const target = load<u32>(labels + (pick << 2));

  // What is predicted: addresses of rows, and values at `steps` behind the list of own addresses.
  let list = <usize>load<u32>(settings, ALL_ROWS);
  let count = labelTotal;
  let wanted: usize = 0;
  if (objective == HIERARCHICAL_SOFTMAX) {
    const starts = <usize>load<u32>(settings, PATH_STARTS);
    const first = load<i32>(starts + ((<usize>target) << 2));
    count = load<i32>(starts + ((<usize>target) << 2), 4) - first;
    wanted = <usize>load<u32>(settings, PATHS) + <usize>first * ENTRY_BYTES;
    list = free;
    for (let k: i32 = 0; k < count; k++)
      store<u32>(list + ((<usize>k) << 2), ownRow(hot, load<u32>(wanted + <usize>k * ENTRY_BYTES)));
  } else if (objective == NEGATIVE_SAMPLING) {
    count = load<i32>(settings, NEGATIVES) + 1;
    list = free;
    store<u32>(list, ownRow(hot, <u32>(outputs + <usize>target * stride)));
    const aliases = <usize>load<u32>(settings, ALIASES);
    for (let k: i32 = 1; k < count; k++) {
      let noise = target;
      for (let draw: i32 = 0; draw < MOST_DRAWS && noise == target; draw++) {
        random = next(random);
        noise = noiseWord(random, aliases, labelTotal);
      }
      if (noise == target) noise = (target + 1) % <u32>labelTotal;
      store<u32>(list + ((<usize>k) << 2), ownRow(hot, <u32>(outputs + <usize>noise * stride)));
    }
  }
  store<u64>(settings, random, RANDOM);
  const room = <usize>((count + 11) / 12) * 12;
  if (list == free) {
    const zeros = load<u32>(settings, ZEROS);
    for (let k = <usize>count; k < room; k++) store<u32>(list + (k << 2), zeros);
  }
  const steps = list == free ? free + (room << 2) : free;

  for (let k: usize = 0; k < <usize>count; k += 3) {
    const row = list + (k << 2);
    dotsOfOne(hidden, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
  }
  let loss: f64 = 0;
  if (load<f32>(settings, ALPHA) > 0) {
    const answers = example - ((<usize>labelTotal) << 2);
    loss =
      objective == SOFTMAX
        ? taughtSoftmax(settings, answers, steps, steps + (room << 2), count, room, target)
        : taughtSigmoids(settings, answers, steps, count, labels, labelCount);
  } else if (objective == SOFTMAX) loss = softmax(steps, count, room, target, rate);
  else {
    for (let k: i32 = 0; k < count; k++) {
      const at = steps + ((<usize>k) << 2);
      let value: f32 = 0;
      if (objective == HIERARCHICAL_SOFTMAX) value = load<f32>(wanted + <usize>k * ENTRY_BYTES, 4);
      else if (objective == NEGATIVE_SAMPLING) value = k == 0 ? 1 : 0;
      else value = presence(labels, labelCount, k);
      const x = load<f32>(at);
      loss += softplus(x) - <f64>(value * x);
      store<f32>(at, (value - sigmoid(x)) * rate);
    }
  }
  for (let k = <usize>count; k < room; k++) store<f32>(steps + (k << 2), 0);
  for (let k: usize = 0; k < <usize>count; k += 3) {
    const row = list + (k << 2);
    moveOutputs(hidden, error, load<u32>(row), load<u32>(row, 4), load<u32>(row, 8), stride, steps + (k << 2));
  }
  return loss;
}

/** 1 where a label is among those of an example, otherwise 0. */
function presence(labels: usize, labelCount: i32, label: i32): f32 {
  let value: f32 = 0;
  for (let own: i32 = 0; own < labelCount; own++) if (load<i32>(labels + ((<usize>own) << 2)) == label) value = 1;
  return value;
}

/** Logits to steps (wanted − probability) · rate, in place. @returns the loss of the target in nats */
function softmax(logits: usize, count: i32, room: usize, target: u32, rate: f32): f64 {
  const at = logits + ((<usize>target) << 2);
  const wanted = load<f32>(at);
  const largest = largestOf(logits, count, room);
  const logarithmOfSum = scaledProbabilities(logits, room, largest, -rate);
  store<f32>(at, load<f32>(at) + rate);
  return <f64>(largest - wanted) + <f64>logarithmOfSum;
}

/** The largest logit; what lies behind the last becomes too small to count. */
function largestOf(logits: usize, count: i32, room: usize): f32 {
  for (let k = <usize>count; k < room; k++) store<f32>(logits + (k << 2), LEAST_LOGIT);
  let most = v128.load(logits);
  for (let k: usize = 4; k < room; k += 4) most = f32x4.max(most, v128.load(logits + (k << 2)));
  const pairs = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** Logits to probability · factor, in place. @returns the logarithm of the sum of their exponentials beyond that of the largest */
function scaledProbabilities(logits: usize, room: usize, largest: f32, factor: f32): f32 {
  const shift = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let k: usize = 0; k < room; k += 4) {
    const value = exponentials(f32x4.sub(v128.load(logits + (k << 2)), shift));
    v128.store(logits + (k << 2), value);
    sums = f32x4.add(sums, value);
  }
  const halves = f32x4.add(sums, v128.shuffle<f32>(sums, sums, 2, 3, 0, 1));
  const sum = f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
  const scale = f32x4.splat(factor / sum);
  for (let k: usize = 0; k < room; k += 4) {
    const at = logits + (k << 2);
    v128.store(at, f32x4.mul(v128.load(at), scale));
  }
  return logarithm(sum);
}

/**
 * Logits to steps of a distillation, in place: (1 − α) (wanted − probability) + α T (answer − probability at T), times the rate.
 * @param divided room for the logits at T
 * @returns (1 − α) cross-entropy + α T² divergence, in nats
 */
function taughtSoftmax(
  settings: usize,
  answers: usize,
  logits: usize,
  divided: usize,
  count: i32,
  room: usize,
  target: u32,
): f64 {
  const rate = load<f32>(settings, RATE);
  const alpha = load<f32>(settings, ALPHA);
  const temperature = load<f32>(settings, TEMPERATURE);
  let divergence: f64 = 0;
  for (let k: usize = 0; k < <usize>count; k++) {
    const answer = load<f32>(answers + (k << 2));
    const x = load<f32>(logits + (k << 2)) / temperature;
    store<f32>(divided + (k << 2), x);
    divergence += negativeEntropy(answer) - <f64>(answer * x);
  }
  const largest = largestOf(divided, count, room);
  const factor = alpha * temperature * rate;
  divergence += <f64>largest + <f64>scaledProbabilities(divided, room, largest, factor);
  const loss = softmax(logits, count, room, target, (<f32>1 - alpha) * rate);
  for (let k: usize = 0; k < <usize>count; k++) {
    const at = logits + (k << 2);
    store<f32>(at, load<f32>(at) + factor * load<f32>(answers + (k << 2)) - load<f32>(divided + (k << 2)));
  }
  return <f64>(<f32>1 - alpha) * loss + <f64>(alpha * temperature * temperature) * divergence;
}

/** The same for one sigmoid for each label. */
function taughtSigmoids(
  settings: usize,
  answers: usize,
  logits: usize,
  count: i32,
  labels: usize,
  labelCount: i32,
): f64 {
  const rate = load<f32>(settings, RATE);
  const alpha = load<f32>(settings, ALPHA);
  const temperature = load<f32>(settings, TEMPERATURE);
  let loss: f64 = 0;
  let divergence: f64 = 0;
  for (let k: i32 = 0; k < count; k++) {
    const at = logits + ((<usize>k) << 2);
    const value = presence(labels, labelCount, k);
    const answer = load<f32>(answers + ((<usize>k) << 2));
    const x = load<f32>(at);
    const divided = x / temperature;
    loss += softplus(x) - <f64>(value * x);
    divergence +=
      softplus(divided) - <f64>(answer * divided) + negativeEntropy(answer) + negativeEntropy(<f32>1 - answer);
    const own = (<f32>1 - alpha) * (value - sigmoid(x));
    store<f32>(at, (own + alpha * temperature * (answer - sigmoid(divided))) * rate);
  }
  return <f64>(<f32>1 - alpha) * loss + <f64>(alpha * temperature * temperature) * divergence;
}

function negativeEntropy(probability: f32): f64 {
  return probability > LEAST_PROBABILITY ? <f64>(probability * logarithm(probability)) : 0;
}
