// AssemblyScript. GloVe (Pennington et al. 2014): a step of AdaGrad for each pair of words that were met together, along the
// gradient of weight · (w·c + b + b' − log X)². A pair is met in both orders equally often, so each record stands for two
// pairs, which share no numbers. All memory belongs to the caller: see src/training/embeddings/glove/glove-memory.ts.

import { LOSS, PAIRS, RATE, STRIDE, WORDS } from '../kernel-fields/glove';
import { multiplyAdd, total } from './shared/rows';

/** A record: two numbers of words, the logarithm of how often they were met, and their weight. */
const RECORD_BYTES: usize = 16;

// The block of a word: its vector, what squares of its steps sum up to, its context vector, the same of that, each of
// `stride` bytes; then its bias, the squares of that, its context bias and the squares of that.

/** Moves the vector of one word and the context vector of another against each other's direction. */
function move(word: usize, context: usize, stride: usize, step: f32): void {
  const steps = f32x4.splat(step);
  let w = word;
  let c = context + 2 * stride;
  const end = w + stride;
  do {
    const vw = v128.load(w);
    const vc = v128.load(c);
    const gw = v128.load(w + stride);
    const gc = v128.load(c + stride);
    const tw = f32x4.mul(steps, vc);
    const tc = f32x4.mul(steps, vw);
    v128.store(w, f32x4.sub(vw, f32x4.div(tw, f32x4.sqrt(gw))));
    v128.store(c, f32x4.sub(vc, f32x4.div(tc, f32x4.sqrt(gc))));
    v128.store(w + stride, multiplyAdd(tw, tw, gw));
    v128.store(c + stride, multiplyAdd(tc, tc, gc));
    w += 16;
    c += 16;
  } while (w < end);
}

/**
 * Moves a bias by the whole of its gradient over the root of what squares of it sum up to: biases are found soon then, as in
 * Stanford's program, and vectors need not stand in for them.
 */
function moveBias(bias: usize, gradient: f32): void {
  const squares = load<f32>(bias, 4);
  store<f32>(bias, load<f32>(bias) - gradient / sqrt<f32>(squares));
  store<f32>(bias, squares + gradient * gradient, 4);
}

/**
 * Trains on records, in their order.
 * @param settings where the settings block is
 * @param records where the records are
 * @param count how many there are
 */
export function train(settings: usize, records: usize, count: i32): void {
  const words = <usize>load<u32>(settings, WORDS);
  const stride = <usize>load<u32>(settings, STRIDE);
  const wordBytes = 4 * stride + 16;
  const rate = load<f32>(settings, RATE);
  let loss = load<f64>(settings, LOSS);
  let pairs = load<u64>(settings, PAIRS);
  const end = records + <usize>count * RECORD_BYTES;
  for (let record = records; record < end; record += RECORD_BYTES) {
    const a = words + <usize>load<u32>(record) * wordBytes;
    const b = words + <usize>load<u32>(record, 4) * wordBytes;
    const log = load<f32>(record, 8);
    const weight = load<f32>(record, 12);
    let ab = f32x4.splat(0);
    let ba = f32x4.splat(0);
    let at: usize = 0;
    do {
      ab = multiplyAdd(v128.load(a + at), v128.load(b + 2 * stride + at), ab);
      ba = multiplyAdd(v128.load(b + at), v128.load(a + 2 * stride + at), ba);
      at += 16;
    } while (at < stride);
    const biasesOfA = a + 4 * stride;
    const biasesOfB = b + 4 * stride;

    const difference = total(ab) + load<f32>(biasesOfA) + load<f32>(biasesOfB, 8) - log;
    const weighted = weight * difference;
    loss += <f64>weighted * <f64>difference;
    pairs++;
    const step = weighted * rate;
    move(a, b, stride, step);
    moveBias(biasesOfA, weighted);
    moveBias(biasesOfB + 8, weighted);
    if (a == b) continue;

    const difference2 = total(ba) + load<f32>(biasesOfB) + load<f32>(biasesOfA, 8) - log;
    const weighted2 = weight * difference2;
    loss += <f64>weighted2 * <f64>difference2;
    pairs++;
    const step2 = weighted2 * rate;
    move(b, a, stride, step2);
    moveBias(biasesOfB, weighted2);
    moveBias(biasesOfA + 8, weighted2);
  }
  store<f64>(settings, loss, LOSS);
  store<u64>(settings, pairs, PAIRS);
}
