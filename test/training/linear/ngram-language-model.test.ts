import { expect, test } from '@jest/globals';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor, type Tensors } from '../../../src/onnx/tensor.js';
import { NgramLikelihood } from '../../../src/training/linear/language-model/ngram-likelihood.js';
import { NgramTrainer } from '../../../src/training/linear/language-model/ngram-trainer.js';
import { ngramGraph } from '../../../src/training/linear/language-model/ngram-graph.js';
import { countNgrams, type NgramTree, ROOT } from '../../../src/training/linear/language-model/ngram-tree.js';
import { uniform } from '../../../src/numerics/random.js';
import { finished } from './finished.js';

const END = 0;
const VOCABULARY = 9;

test('n-grams are counted within texts, and those seen too seldom are left out with all that are longer', () => {
  const tree = finished(countNgrams(Int32Array.of(1, 2, END, 1, 2, 3, END), END, 3, 5, (length) => length));
  const nodeOf = (...ngram: number[]) => ngram.reduce((node, token) => node && tree.child(node, token), ROOT) || null;
  expect(tree.counts[tree.child(ROOT, 4)]).toBe(0);
  const bigram = (first: number, second: number) => tree.child(tree.child(ROOT, first), second);
  expect(tree.counts[bigram(1, 2)]).toBe(2);
  expect(tree.counts[bigram(END, 1)]).toBe(2);
  expect(bigram(2, 3)).toBe(0);
  expect(bigram(2, END)).toBe(0);
  // Seen twice, and a trigram is kept from three times on.
  expect(nodeOf(END, 1, 2)).toBeNull();
});

test('the gradient is that of central differences', () => {
  const { tree, likelihood } = problem(3, 300);
  const weights = Float64Array.from({ length: tree.size }, (_, node) => (node === 0 ? 0 : uniform(7, 1, node) - 0.5));
  const gradient = new Float64Array(tree.size);
  finished(likelihood.objective(weights, 2, gradient));
  const step = 1e-5;
  const valueAt = (node: number, change: number) => {
    const moved = Float64Array.from(weights);
    moved[node]! += change;
    return finished(likelihood.objective(moved, 2, new Float64Array(tree.size)));
  };
  for (let node = 1; node < tree.size; node += 7)
    expect(gradient[node]).toBeCloseTo((valueAt(node, step) - valueAt(node, -step)) / (2 * step), 7);
});

test('without a prior the model expects every n-gram as often as it was seen', () => {
  const { tree, likelihood, tokens } = problem(2, 2_000);
  const settings = { priorVariance: 1e9, iterations: 500 };
  const trainer = new NgramTrainer(tree, likelihood, null, settings, VOCABULARY);
  drain(trainer);
  const gradient = new Float64Array(tree.size);
  finished(likelihood.objective(Float64Array.from(trainer.weights), 1e9, gradient));
  for (let node = 1; node < tree.size; node++) expect(Math.abs(gradient[node]! * tokens.length)).toBeLessThan(0.2);
});

test('the served graph finds each token as likely as the trainer does, and its probabilities sum to one', async () => {
  const { tree, likelihood } = problem(4, 3_000);
  const trainer = new NgramTrainer(tree, likelihood, null, { priorVariance: 2, iterations: 40 }, VOCABULARY);
  drain(trainer);
  const held = text(99, 40);
  const session = await createSession(ngramGraph(tree, trainer.weights, 4, VOCABULARY));
  try {
    const before = [END, ...held.slice(0, -1)];
    // Two rows of which one is read whole, and one token by token.
    const whole = await session.run({ input_ids: ids([before]), 'state.contexts': zeros(1, 3) });
    const logits = whole.logits!.data as Float32Array;
    const logProbabilities = held.map(
      (token, at) => logSoftmax(logits.subarray(at * VOCABULARY, (at + 1) * VOCABULARY))[token]!,
    );
    const nats = finished(likelihood.nats(Float64Array.from(trainer.weights), Int32Array.from(held)));
    expect(-logProbabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(nats, 3);
    let state: Tensors[string] = zeros(2, 3);
    for (const [at, token] of before.entries()) {
      const step = await session.run({
        input_ids: ids([[token], [(token + at) % VOCABULARY]]),
        'state.contexts': state,
      });
      const row = (step.logits!.data as Float32Array).subarray(0, VOCABULARY);
      expect(Array.from(row)).toEqual(Array.from(logits.subarray(at * VOCABULARY, (at + 1) * VOCABULARY)));
      state = step['next_state.contexts']!;
    }
  } finally {
    await session.release();
  }
});

test('the variance that predicts the validation texts best is taken, and a state goes on to the same weights', () => {
  const { tree, likelihood } = problem(3, 1_500);
  const validation = Int32Array.from([...text(41, 300), END]);
  const settings = { priorVariance: null, iterations: 30 };
  const trainer = new NgramTrainer(tree, likelihood, validation, settings, VOCABULARY);
  const states: Uint8Array[] = [];
  for (const report of trainer.run()) if (report.kind !== 'working') states.push(trainer.state());
  const best = Math.min(...trainer.trials.map(({ loss }) => loss));
  expect(trainer.trials.find(({ loss }) => loss === best)!.priorVariance).toBe(trainer.priorVariance);
  expect(trainer.trials.length).toBeGreaterThan(1);
  const nats = finished(likelihood.nats(Float64Array.from(trainer.weights), validation));
  expect(nats / validation.length).toBeCloseTo(best, 6);
  for (const state of [states[1]!, states.at(-2)!]) {
    const resumed = new NgramTrainer(tree, likelihood, validation, settings, VOCABULARY, state);
    drain(resumed);
    expect(resumed.weights).toEqual(trainer.weights);
    expect(resumed.trials).toEqual(trainer.trials);
  }
});

function problem(order: number, length: number): { tree: NgramTree; likelihood: NgramLikelihood; tokens: Int32Array } {
  const texts = Array.from({ length: Math.ceil(length / 30) }, (_, at) => [...text(at, 29), END]);
  const tokens = Int32Array.from(texts.flat());
  const tree = finished(countNgrams(tokens, END, order, VOCABULARY, () => 1));
  return { tree, tokens, likelihood: finished(NgramLikelihood.of(tree, tokens, END, order)) };
}

/** Tokens that depend on the two before them. */
function text(seed: number, length: number): number[] {
  const tokens = [1, 2];
  while (tokens.length < length) {
    const draw = uniform(seed, 5, tokens.length);
    const [second, first] = tokens.slice(-2) as [number, number];
    tokens.push(1 + ((Math.floor(draw * draw * 4) + 2 * first + second) % (VOCABULARY - 2)));
  }
  return tokens.slice(0, length);
}

function drain(trainer: NgramTrainer): void {
  for (const report of trainer.run()) expect(report.kind).not.toBe('');
}

function ids(rows: number[][]) {
  return tensor('INT64', [rows.length, rows[0]!.length], BigInt64Array.from(rows.flat(), BigInt));
}

function zeros(rows: number, columns: number) {
  return tensor('FP32', [rows, columns], new Float32Array(rows * columns));
}

function logSoftmax(logits: Float32Array): number[] {
  const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return Array.from(logits, (logit) => logit - total);
}
