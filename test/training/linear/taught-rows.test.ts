import { expect, test } from '@jest/globals';
import { permutation, uniform } from '../../../src/numerics/random.js';
import { softmax } from '../../../src/numerics/softmax.js';
import type { DistillationSettings, TaughtRows } from '../../../src/training/distillation/distillation.js';
import { softenedEach, softenedProbabilities } from '../../../src/training/distillation/softened.js';
import { AnyLabelsProblem } from '../../../src/training/linear/any-labels/any-labels-problem.js';
import { labelWeightsOf } from '../../../src/training/linear/any-labels/label-set-rows.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { OneLabelProblem } from '../../../src/training/linear/one-label/one-label-problem.js';
import type { LinearProblem } from '../../../src/training/linear/solver/linear-problem.js';
import {
  MaximumEntropyTrainer,
  type TrainedWeights,
} from '../../../src/training/linear/solver/maximum-entropy-trainer.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { rowScores } from '../../../src/training/linear/solver/row-scores.js';
import { finished } from './finished.js';
import { labelSetProblem, smallProblem } from './small-problem.js';

const [ROWS, COLUMNS, LABELS] = [80, 12, 3];
const ONE = smallProblem(ROWS, COLUMNS, LABELS);
const ANY = labelSetProblem(ROWS, COLUMNS, LABELS);
const TRAINING = { epochs: 40, seed: 5 };
const SETTINGS: DistillationSettings[] = [
  { temperature: 1, alpha: 0.3 },
  { temperature: 3, alpha: 0.6 },
  { temperature: 0.5, alpha: 1 },
];

/** Logits of a teacher, (rows, labels). */
const LOGITS = Float64Array.from({ length: ROWS * LABELS }, (_, at) => 6 * uniform(4, 4, at) - 3);
const answersOf = (row: number) => LOGITS.slice(row * LABELS, (row + 1) * LABELS);
const distribution = (logits: Float64Array, temperature = 1) => {
  const probabilities = logits.map((logit) => logit / temperature);
  softmax(probabilities, probabilities);
  return probabilities;
};
const odds = (logits: Float64Array, temperature = 1) => logits.map((logit) => 1 / (1 + Math.exp(-logit / temperature)));

function taughtRows(
  { temperature, alpha }: DistillationSettings,
  probabilities: typeof distribution,
  softened: typeof softenedEach,
): TaughtRows {
  const answers = new Float32Array(LOGITS.length);
  for (let row = 0; row < ROWS; row++)
    answers.set(softened(Float32Array.from(probabilities(answersOf(row))), temperature), row * LABELS);
  return { temperature, alpha, answers };
}

function oneLabel(settings?: DistillationSettings, weights = Float64Array.of(1, 0.5, 2)): OneLabelProblem {
  const taught = settings && taughtRows(settings, distribution, softenedProbabilities);
  return new OneLabelProblem({ ...ONE, taught }, weights);
}

function anyLabels(settings?: DistillationSettings): AnyLabelsProblem {
  const data = { ...ANY, taught: settings && taughtRows(settings, odds, softenedEach) };
  return new AnyLabelsProblem(data, labelWeightsOf(data, ClassWeighting.BALANCED), 0.5);
}

const KINDS = [
  ['one label', oneLabel],
  ['any labels', anyLabels],
] as const;
const CASES = KINDS.flatMap(([name, problemOf]) =>
  SETTINGS.map((settings) => [name, settings.temperature, settings.alpha, problemOf] as const),
);

function value(weights: Float64Array, problem: LinearProblem, l2: number): number {
  return finished(objective(weights, problem, l2, new Float64Array(weights.length)));
}

function finish(problem: LinearProblem, l2: number | null, state: Uint8Array | null = null): TrainedWeights {
  const trainer = new MaximumEntropyTrainer(problem, null, { ...TRAINING, l2 }, state);
  for (const report of trainer.run()) if (report.kind === 'finished') return report.model;
  throw new Error('It ended without a model.');
}

const someWeights = () => Float64Array.from({ length: (COLUMNS + 1) * LABELS }, (_, at) => uniform(9, 9, at) - 0.5);

test.each(CASES)(
  'the gradient of a distillation is what finite differences say: %s, temperature %d, alpha %d',
  (_, temperature, alpha, problemOf) => {
    const problem = problemOf({ temperature, alpha });
    const weights = someWeights();
    const gradient = new Float64Array(weights.length);
    finished(objective(weights, problem, 0.01, gradient));
    const step = 1e-4;
    weights.forEach((weight, at) => {
      const above = Float64Array.from(weights).fill(weight + step, at, at + 1);
      const below = Float64Array.from(weights).fill(weight - step, at, at + 1);
      expect(gradient[at]).toBeCloseTo((value(above, problem, 0.01) - value(below, problem, 0.01)) / (2 * step), 6);
    });
  },
);

test.each(SETTINGS)(
  'the loss is that of Hinton, Vinyals and Dean, weighted by the label of a row: temperature $temperature, alpha $alpha',
  ({ temperature, alpha }) => {
    const classWeights = [1, 0.5, 2];
    const problem = oneLabel({ temperature, alpha });
    const weights = someWeights();
    const losses = Array.from(ONE.labels, (label, row) => {
      const scores = new Float64Array(LABELS);
      rowScores(weights, problem, row, scores);
      const [teacher, student] = [distribution(answersOf(row), temperature), distribution(scores, temperature)];
      const divergence = teacher.reduce((sum, q, k) => sum + q * Math.log(q / student[k]!), 0);
      const own = -Math.log(distribution(scores)[label]!);
      return classWeights[label]! * (alpha * temperature ** 2 * divergence + (1 - alpha) * own);
    });
    expect(value(weights, problem, 0)).toBeCloseTo(losses.reduce((a, b) => a + b) / ROWS, 6);
  },
);

test.each(CASES)(
  'dual coordinate ascent ends where the gradient vanishes: %s, temperature %d, alpha %d',
  (_, temperature, alpha, problemOf) => {
    const problem = problemOf({ temperature, alpha });
    const ascent = problem.solver();
    const run = (l2: number, passes: number) => {
      for (let pass = 0; pass < passes; pass++)
        ascent.pass(permutation(ROWS, 1, pass), 0, ROWS, l2, { loss: 0, weight: 0, violation: 0, mass: 0 });
      const gradient = new Float64Array(ascent.weights.length);
      finished(objective(Float64Array.from(ascent.weights), problem, l2, gradient));
      expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(2e-4);
    };
    run(1e-1, 60);
    const before = Float32Array.from(ascent.weights);
    ascent.lowerL2(0.1);
    expect(ascent.weights).toEqual(before);
    run(1e-2, 200);
  },
);

test.each(KINDS)('a teacher without a share of the loss leaves the very same model: %s', (_, problemOf) => {
  expect(finish(problemOf({ temperature: 4, alpha: 0 }), null)).toEqual(finish(problemOf(), null));
});

test.each(KINDS)(
  'resumed from any of its states, a trainer with a teacher ends with the same weights: %s',
  (_, problemOf) => {
    const problem = problemOf({ temperature: 3, alpha: 0.6 });
    const states: Uint8Array[] = [];
    const unbroken = new MaximumEntropyTrainer(problem, null, { ...TRAINING, l2: null });
    let expected: TrainedWeights | undefined;
    for (const report of unbroken.run()) {
      if (report.kind === 'pass' || report.kind === 'trial') states.push(unbroken.state());
      if (report.kind === 'finished') expected = report.model;
    }
    expect(states.length).toBeGreaterThan(8);
    for (const state of states) expect(finish(problem, null, state)).toEqual(expected);
  },
);

test.each(KINDS)('a student is nearer to the answers of its teacher than one without: %s', (name, problemOf) => {
  const answers = name === 'one label' ? distribution : odds;
  const distance = ({ weights }: TrainedWeights) => {
    let sum = 0;
    for (let row = 0; row < ROWS; row++) {
      const scores = new Float64Array(LABELS);
      rowScores(weights, problemOf(), row, scores);
      const [teacher, student] = [answers(answersOf(row)), answers(scores)];
      teacher.forEach((q, k) => (sum += Math.abs(q - student[k]!)));
    }
    return sum / ROWS;
  };
  const [near, far] = [finish(problemOf({ temperature: 2, alpha: 0.9 }), 1e-2), finish(problemOf(), 1e-2)].map(
    distance,
  );
  expect(near).toBeLessThan(0.9 * far!);
});

test.each([
  [0, 1],
  [1, 1],
  [0.25, 0.5],
])('a label by itself at a temperature has the odds of its divided logit: %d', (probability, temperature) => {
  const [softened] = softenedEach(Float32Array.of(probability), temperature);
  const logit = Math.log(probability / (1 - probability));
  expect(softened).toBeCloseTo(1 / (1 + Math.exp(-logit / temperature)), 6);
});

const FLOAT32_IS_1_FROM = 25 * Math.LN2;
const SURE = [14, 16, 17, 17.5, 20, 30].flatMap((logit) => [logit, -logit]);
test.each(SURE)(
  'a label that is nearly sure is less so at a temperature, as far as Float32 tells: logit %d',
  (logit) => {
    const probability = Math.fround(1 / (1 + Math.exp(-logit)));
    for (const temperature of [1, 2, 10, 100]) {
      const [softened] = softenedEach(Float32Array.of(probability), temperature);
      const told = Math.min(logit, FLOAT32_IS_1_FROM);
      expect(Math.abs(softened! - 1 / (1 + Math.exp(-told / temperature)))).toBeLessThan(0.01);
    }
  },
);

test.each([
  ['one label', softenedProbabilities],
  ['any labels', softenedEach],
])('what rounding takes out of [0, 1] is put back, what lies further out is no probability: %s', (_, softened) => {
  const rounded = softened(Float32Array.of(1.0000001, -1e-9), 2);
  expect(rounded).toEqual(softened(Float32Array.of(1, 0), 2));
  expect(rounded.every(Number.isFinite)).toBe(true);
  expect(softened(Float32Array.of(0.5, 1.5), 2)).toContainEqual(NaN);
  expect(softened(Float32Array.of(0.5, -0.5), 2)).toContainEqual(NaN);
});
