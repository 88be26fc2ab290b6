import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../../src/onnx/tensor.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { Evaluator, Trainer } from '../../../src/onnx/training/trainer.js';
import type { LanguageNetwork, Window } from '../../../src/training/neural/language-model/language-network.js';

/** Tokens of a text in which each decides the next. */
export const TOKENS = 7;

/** A text of its own for each start. */
export function decidedText(length: number, start: number): number[] {
  const tokens = [start];
  while (tokens.length < length) tokens.push((tokens.at(-1)! * 3 + 1) % TOKENS);
  return tokens;
}

/** Consecutive windows of as many texts as the batch has rows, all rows of a step together. */
export function windowsOf({ batch, steps }: Window, count: number): Tensors {
  const rows = Array.from({ length: batch }, (_, row) => decidedText(count * steps + 1, row + 1));
  const shifted = (by: number) =>
    Array.from({ length: count * steps }, (_, step) => rows.map((row) => BigInt(row[step + by]!))).flat();
  const dims = [count, steps, batch];
  return {
    tokens: tensor('INT64', dims, BigInt64Array.from(shifted(0))),
    targets: tensor('INT64', dims, BigInt64Array.from(shifted(1))),
  };
}

/** Trains on so many windows of texts in which each token decides the next. */
export async function trainedOn(
  network: LanguageNetwork,
  window: Window,
  count: number,
): Promise<{ weights: Tensors; losses: Float32Array; parameterCount: number }> {
  const settings = { optimizer: adam(), schedule: constant(0.02), steps: count, seed: 3, clipNorm: 5 };
  const trainer = await Trainer.create(network.trained(window), settings);
  try {
    const { losses } = await trainer.run(windowsOf(window, count));
    return { weights: trainer.parameters, losses, parameterCount: trainer.parameterCount };
  } finally {
    await trainer.release();
  }
}

/** The loss of all tokens of so many windows, as it is measured beside training. */
export async function measuredLoss(
  network: LanguageNetwork,
  weights: Tensors,
  window: Window,
  count: number,
): Promise<number> {
  const evaluator = await Evaluator.create(network.measured(window));
  const given = windowsOf(window, count);
  const { dims } = given.tokens!;
  const losses = await evaluator.run(weights, {
    ...given,
    weights: tensor('FP32', dims, new Float32Array(valueCount(dims)).fill(1)),
  });
  await evaluator.release();
  return losses.reduce((sum, loss) => sum + loss, 0);
}

/** The log-probability of a text behind its first token, as it is served: read in pieces that end at these places, or at its end. */
export async function logProbabilityServed(
  network: LanguageNetwork,
  weights: Tensors,
  text: readonly number[],
  ends: readonly number[],
): Promise<number> {
  const logits = await logitsServed(network, weights, text.slice(0, -1), ends);
  let sum = 0;
  for (let at = 0; at < text.length - 1; at++) {
    const scores = logits.slice(at * TOKENS, (at + 1) * TOKENS);
    const normalizer = Math.log(scores.reduce((total, score) => total + Math.exp(score), 0));
    sum += scores[text[at + 1]!]! - normalizer;
  }
  return sum;
}

/** Logits behind each token of a text, one behind the other, as it is served from its beginning: in pieces that end at these places, or at its end. */
export async function logitsServed(
  network: LanguageNetwork,
  weights: Tensors,
  text: readonly number[],
  ends: readonly number[] = [],
): Promise<number[]> {
  const session = await createSession(network.served(weights));
  let carried: Tensors = Object.fromEntries(
    network.carried.map(({ input, dims }) => [input, tensor('FP32', dims, new Float32Array(valueCount(dims)))]),
  );
  const logits: number[] = [];
  let from = 0;
  for (const to of [...ends, text.length]) {
    const ids = tensor('INT64', [1, to - from], BigInt64Array.from(text.slice(from, to), BigInt));
    const answers = await session.run({ ...piece(network, from, to), ...carried, input_ids: ids });
    carried = Object.fromEntries(network.carried.map(({ input, output }) => [input, answers[output]!]));
    logits.push(...(answers.logits!.data as Float32Array));
    from = to;
  }
  await session.release();
  return logits;
}

/** Masks and places of several tokens, where a network takes those of one. */
function piece(network: LanguageNetwork, from: number, to: number): Tensors {
  if (!('position_ids' in network.beside(from))) return {};
  const places = Array.from({ length: to - from }, (_, at) => BigInt(from + at));
  return {
    attention_mask: tensor('INT64', [1, to], new BigInt64Array(to).fill(1n)),
    position_ids: tensor('INT64', [1, to - from], BigInt64Array.from(places)),
  };
}
