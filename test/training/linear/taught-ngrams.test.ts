import { expect, test } from '@jest/globals';
import { uniform } from '../../../src/numerics/random.js';
import type { DistillationSettings } from '../../../src/training/distillation/distillation.js';
import type { WindowAnswers } from '../../../src/training/distillation/language-answers.js';
import { NgramLikelihood } from '../../../src/training/linear/language-model/ngram-likelihood.js';
import { NgramTeaching } from '../../../src/training/linear/language-model/ngram-teaching.js';
import type { TaughtNgrams } from '../../../src/training/linear/language-model/ngram-terms.js';
import { NgramTrainer } from '../../../src/training/linear/language-model/ngram-trainer.js';
import { countNgrams, type NgramTree, ROOT } from '../../../src/training/linear/language-model/ngram-tree.js';
import { finished } from './finished.js';

const END = 0;
const VOCABULARY = 7;
const ORDER = 3;
const VARIANCE = 2;
const SHARES: [temperature: number, alpha: number][] = [
  [1, 1],
  [1, 0.5],
  [2.5, 1],
  [2.5, 0.5],
];

/** Texts of 20 tokens each, drawn from the chain. */
function textsOf(count: number, seed: number): Int32Array {
  const texts = Array.from({ length: count }, (_, text) => {
    const tokens: number[] = [];
    for (let at = 0; at < 19; at++) {
      let left = uniform(seed, text, at);
      tokens.push(
        Math.max(
          1,
          behind(tokens.at(-1) ?? END).findIndex((share) => (left -= share) < 0),
        ),
      );
    }
    return [...tokens, END];
  });
  return Int32Array.from(texts.flat());
}

/** How likely each token is behind another: what a teacher that knows the chain says. */
function behind(token: number): number[] {
  const logits = Array.from({ length: VOCABULARY }, (_, next) => (next === END ? -3 : 3 * uniform(5, token, next)));
  return softmax(logits);
}

function softmax(logits: readonly number[]): number[] {
  const masses = logits.map(Math.exp);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

/** What the teacher says at each place, at a temperature. */
function answersTo(texts: Int32Array, temperature: number): number[][] {
  return Array.from(texts, (_, at) =>
    softmax(behind(at === 0 ? END : texts[at - 1]!).map((share) => Math.log(share) / temperature)).map(Math.fround),
  );
}

const treeOf = (texts: Int32Array, least = 1) =>
  finished(countNgrams(texts, END, ORDER, VOCABULARY, (length) => (length > 2 ? least : 1)));

/** Windows of three places, the last row of which does not count where nothing is left. */
function* windowsOf(answers: readonly number[][]): Generator<WindowAnswers> {
  for (let first = 0; first < answers.length; first += 3) {
    const rows = Array.from({ length: 3 }, (_, at) => answers[first + at] ?? null);
    const sums = new Float32Array(VOCABULARY);
    let entropy = 0;
    for (const row of rows)
      row?.forEach((share, token) => {
        sums[token]! += share;
        entropy -= share * Math.log(share);
      });
    yield {
      places: Int32Array.from(rows, (row, at) => (row ? first + at : -1)),
      weights: Float32Array.from(rows, (row) => (row ? 1 : 0)),
      probabilities: Float32Array.from(rows.flatMap((row) => row ?? Array.from({ length: VOCABULARY }, () => 0.5))),
      ...{ sums, entropy },
    };
  }
}

function taughtOn(tree: NgramTree, texts: Int32Array, settings: DistillationSettings): TaughtNgrams {
  const teaching = finished(NgramTeaching.of(tree, texts, END, ORDER));
  for (const window of windowsOf(answersTo(texts, settings.temperature))) teaching.add(window);
  return { ...settings, expected: teaching.expected, entropy: teaching.entropy };
}

/** A student's score of each token at a place: the sum of the weights of the n-grams that end with it. */
function scoresAt(tree: NgramTree, weights: Float64Array, texts: Int32Array, at: number): number[] {
  const start = texts.lastIndexOf(END, at - 1);
  const before = [END, ...texts.slice(start + 1, at)];
  return Array.from({ length: VOCABULARY }, (_, token) => {
    let score = weights[tree.child(ROOT, token)]!;
    for (let length = 1; length < ORDER && length <= before.length; length++) {
      const ngram = [...before.slice(-length), token];
      let node = ROOT;
      const isThere = ngram.every((each) => (node = tree.child(node, each)) !== ROOT);
      if (isThere) score += weights[node]!;
    }
    return score;
  });
}

/** alpha · T² · KL(teacher ‖ student at T) + (1 − alpha) · cross-entropy of each token, and the prior: place by place. */
function lossOf(
  tree: NgramTree,
  weights: Float64Array,
  texts: Int32Array,
  { temperature, alpha }: DistillationSettings,
): number {
  const answers = answersTo(texts, temperature);
  let loss = weights.reduce((sum, weight) => sum + weight ** 2, 0) / (2 * VARIANCE);
  texts.forEach((token, at) => {
    const scores = scoresAt(tree, weights, texts, at);
    const soft = softmax(scores.map((score) => score / temperature));
    const divergence = answers[at]!.reduce((sum, share, each) => sum + share * Math.log(share / soft[each]!), 0);
    loss += alpha * temperature ** 2 * divergence - (1 - alpha) * Math.log(softmax(scores)[token]!);
  });
  return loss / texts.length;
}

test.each(SHARES)(
  'loss and gradient at the temperature %d with alpha %d are those of all places',
  (temperature, alpha) => {
    const texts = textsOf(6, 3);
    // Some trigrams that were seen have no weight.
    const tree = treeOf(texts, 2);
    const settings = { temperature, alpha };
    const likelihood = finished(NgramLikelihood.of(tree, texts, END, ORDER, taughtOn(tree, texts, settings)));
    const weights = Float64Array.from({ length: tree.size }, (_, node) =>
      node === ROOT ? 0 : uniform(7, 1, node) - 0.5,
    );
    const gradient = new Float64Array(tree.size);

    expect(finished(likelihood.objective(weights, VARIANCE, gradient))).toBeCloseTo(
      lossOf(tree, weights, texts, settings),
      5,
    );
    const moved = (node: number, by: number) => {
      const changed = weights.slice();
      changed[node]! += by;
      return lossOf(tree, changed, texts, settings);
    };
    for (let node = 1; node < tree.size; node += 5)
      expect(gradient[node]).toBeCloseTo((moved(node, 1e-4) - moved(node, -1e-4)) / 2e-4, 6);
  },
);

/** How far a student is from its teacher on other texts. @param settings null: texts alone are learned */
function divergenceOf(texts: Int32Array, settings: DistillationSettings | null): number {
  const tree = treeOf(texts);
  const taught = settings && taughtOn(tree, texts, settings);
  const likelihood = finished(NgramLikelihood.of(tree, texts, END, ORDER, taught));
  const trainer = new NgramTrainer(tree, likelihood, null, { priorVariance: VARIANCE, iterations: 300 }, VOCABULARY);
  finished(trainer.run());
  expect(trainer.converged).toBe(true);
  const others = textsOf(20, 99);
  const weights = Float64Array.from(trainer.weights);
  const divergences = answersTo(others, 1).map((answer, at) => {
    const student = softmax(scoresAt(tree, weights, others, at));
    return answer.reduce((sum, share, token) => sum + share * Math.log(share / student[token]!), 0);
  });
  return divergences.reduce((sum, each) => sum + each, 0) / divergences.length;
}

test.each(SHARES)(
  'a student that is taught at the temperature %d with alpha %d comes nearer to its teacher on other texts',
  (temperature, alpha) => {
    const texts = textsOf(15, 3);

    expect(divergenceOf(texts, { temperature, alpha })).toBeLessThan(0.5 * divergenceOf(texts, null));
  },
);

test('a teacher with next to no share in the loss changes next to nothing', () => {
  const texts = textsOf(12, 3);
  const tree = treeOf(texts);
  const untaught = finished(NgramLikelihood.of(tree, texts, END, ORDER));
  const barely = taughtOn(tree, texts, { temperature: 2, alpha: 1e-9 });
  const likelihood = finished(NgramLikelihood.of(tree, texts, END, ORDER, barely));
  const weights = new Float64Array(tree.size).fill(0.1);
  const [own, other] = [new Float64Array(tree.size), new Float64Array(tree.size)];

  expect(finished(likelihood.objective(weights, VARIANCE, own))).toBeCloseTo(
    finished(untaught.objective(weights, VARIANCE, other)),
    6,
  );
  own.forEach((entry, node) => {
    expect(entry).toBeCloseTo(other[node]!, 6);
  });
});

test('a teacher that is asked on from a state has said the same in the end', () => {
  const texts = textsOf(12, 3);
  const tree = treeOf(texts);
  const open = () => finished(NgramTeaching.of(tree, texts, END, ORDER));
  const windows = [...windowsOf(answersTo(texts, 2))];
  const [whole, broken, resumed] = [open(), open(), open()];
  for (const window of windows) whole.add(window);
  for (const window of windows.slice(0, 30)) broken.add(window);

  const asking = { window: { batch: 1, steps: 3 }, count: windows.length };
  const reached = { windows: 30, carried: {} };
  expect(resumed.restore(broken.state(reached, asking), asking)).toEqual(reached);
  for (const window of windows.slice(30)) resumed.add(window);
  expect(resumed.expected).toEqual(whole.expected);
  expect(resumed.entropy).toBe(whole.entropy);
  const others = textsOf(5, 8);
  const ofOthers = finished(NgramTeaching.of(treeOf(others), others, END, ORDER));
  const state = whole.state({ ...reached, windows: windows.length }, asking);
  expect(ofOthers.restore(state, asking)).toBeNull();
  expect(open().restore(state, { ...asking, count: windows.length + 1 })).toBeNull();
  // As many windows of other places.
  expect(open().restore(state, { ...asking, window: { batch: 3, steps: 1 } })).toBeNull();
});
