import { afterEach, expect, test } from '@jest/globals';
import { tensor, type Tensors } from '../../../../src/onnx/tensor.js';
import { adam } from '../../../../src/onnx/training/optimizers/adam.js';
import { sgd } from '../../../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../../../src/onnx/training/schedules.js';
import { Evaluator, Trainer } from '../../../../src/onnx/training/trainer.js';
import type { DistillationSettings } from '../../../../src/training/distillation/distillation.js';
import type { LanguageTeacher } from '../../../../src/training/distillation/language-teacher.js';
import type { LanguageNetwork } from '../../../../src/training/neural/language-model/language-network.js';
import { isOfTeacher, taught } from '../../../../src/training/neural/language-model/window-models.js';
import { onSeparateTexts } from '../../../../src/training/neural/short-texts/generator.js';
import { ShortTexts, TextBatches } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TextMeter } from '../../../../src/training/neural/short-texts/text-meter.js';
import { trainGenerator } from '../../../../src/training/neural/short-texts/train-generator.js';
import { autoencoderStep } from '../../../../src/training/neural/text-vae/text-vae.js';
import { refusalIn } from '../../../../src/training/setting-limits.js';
import { alongGradient } from '../along-gradient.js';
import { logitsServed, TOKENS, trainedOn } from '../language-networks.js';
import { chainOf, END, LENGTH, LSTM, NETWORKS, stepInputs } from './taught-networks.js';

const WINDOW = { batch: 4, steps: LENGTH };
const KINDS = ['recurrent', 'transformer'] as const;
type Kind = (typeof KINDS)[number];

const open: { release(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.release();
});

async function teacherOf(kind: Kind, given: Partial<DistillationSettings> = {}): Promise<LanguageTeacher> {
  const network = NETWORKS[kind];
  const { weights } = await trainedOn(network, { batch: 2, steps: LENGTH }, 40);
  return { ref: 'poet@1', network, weights, contextLength: null, temperature: 2, alpha: 0.5, ...given };
}

const teachingOf = (teacher: LanguageTeacher) => ({ ...teacher, reader: teacher.network });

/** One text that is cut, others that end. */
const ROWS = [[1, 2, 5], [3], [4, 4, 6, 1, 2, 3], [2, 6, 1, 5]];
function texts(): ShortTexts {
  const read = new ShortTexts(LENGTH, END);
  for (const row of ROWS) read.push(row);
  return read;
}

function predictions(count = 1): Tensors {
  return new TextBatches(texts(), WINDOW, 1, refusalIn('textGan')).predictions(1, 0, count);
}

function softmax(logits: readonly number[], temperature = 1): number[] {
  const powers = logits.map((logit) => Math.exp(logit / temperature));
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
}

/** What each network says behind the token that ends texts and each token of a text but its last, as it is served from the beginning. */
async function saidOf(network: LanguageNetwork, weights: Tensors, row: Int32Array): Promise<number[][]> {
  const logits = await logitsServed(network, weights, [END, ...row.slice(0, -1)]);
  return Array.from(row, (_, at) => Array.from(logits.slice(at * TOKENS, (at + 1) * TOKENS)));
}

test.each(KINDS)(
  'with a %s teacher, a step costs what both say of each text from its beginning, and the room behind its end costs nothing',
  async (kind) => {
    const [temperature, alpha] = [3, 0.7];
    const teacher = await teacherOf(kind, { temperature, alpha });
    const { weights } = await trainedOn(LSTM, { batch: 2, steps: LENGTH }, 5);
    const evaluator = await Evaluator.create(onSeparateTexts(LSTM, WINDOW, teachingOf(teacher)));
    open.push(evaluator);
    const [loss] = await evaluator.run({ ...weights, ...taught(teacher.weights) }, predictions());

    let [sum, tokens] = [0, 0];
    for (const row of texts().all) {
      const [student, said] = [await saidOf(LSTM, weights, row), await saidOf(teacher.network, teacher.weights, row)];
      row.forEach((token, at) => {
        const [own, whole] = [softmax(student[at]!, temperature), softmax(student[at]!)];
        const divergence = softmax(said[at]!, temperature).reduce((all, q, of) => all + q * Math.log(q / own[of]!), 0);
        sum += alpha * temperature ** 2 * divergence - (1 - alpha) * Math.log(whole[token]!);
        tokens += 1;
      });
    }
    expect(tokens).toBe(4 + 2 + 6 + 5);
    expect(loss).toBeCloseTo(sum / tokens, 4);
  },
);

test('a teacher without a share in the loss changes nothing', async () => {
  const teacher = await teacherOf('recurrent', { alpha: 0 });
  const settings = { optimizer: adam(), schedule: constant(0.02), steps: 6, seed: 3, isFrozen: isOfTeacher };
  const [alone, beside] = [
    await Trainer.create(onSeparateTexts(LSTM, WINDOW), settings),
    await Trainer.create(onSeparateTexts(LSTM, WINDOW, teachingOf(teacher)), settings),
  ];
  open.push(alone, beside);
  const inputs = predictions(6);

  expect((await beside.run(inputs, taught(teacher.weights))).losses).toEqual((await alone.run(inputs)).losses);
  expect(beside.state()).toEqual(alone.state());
});

test.each(KINDS)('a generator of few texts predicts others better with a %s teacher', async (kind) => {
  const taughtBy = { ...(await teacherOf(kind, { alpha: 0.9 })), weights: await learned(NETWORKS[kind]) };
  const lossWith = async (teacher: LanguageTeacher | null) => {
    const batches = new TextBatches(chainOf(12, 7), WINDOW, 1, refusalIn('textGan'));
    const plan = { epochs: 200, learningRate: 0.02, clipNorm: 5, threads: 1, seed: 5 };
    const options = { onEpoch: () => Promise.resolve() };
    const network = { ...NETWORKS.student, dropout: 0 };
    return lossOf(LSTM, await trainGenerator({ network, endId: END }, batches, plan, { stream: 1, teacher }, options));
  };

  expect(await lossWith(taughtBy)).toBeLessThan((await lossWith(null)) - 0.05);
});

/** Weights of a network that has learned many texts as they are. */
async function learned(network: LanguageNetwork): Promise<Tensors> {
  const many = { batch: 32, steps: LENGTH };
  const batches = new TextBatches(chainOf(800, 3), many, 1, refusalIn('textGan'));
  const trainer = await Trainer.create(onSeparateTexts(network, many), {
    ...{ optimizer: adam(), schedule: constant(0.02), steps: 200, seed: 3, clipNorm: 5 },
  });
  open.push(trainer);
  await trainer.run(batches.predictions(1, 0, 200));
  return trainer.parameters;
}

async function lossOf(network: LanguageNetwork, weights: Tensors): Promise<number> {
  await using meter = await TextMeter.open(network, chainOf(200, 9), { batch: 20, steps: LENGTH }, {});
  return await meter.loss(weights);
}

test.each(KINDS)(
  "along its gradient, a taught autoencoder's loss changes as differences say, and its %s teacher stays as it is",
  async (kind) => {
    const teacher = await teacherOf(kind);
    const vae = { network: { ...NETWORKS.student, latentSize: 3, wordDropout: 0.3 }, endId: END };
    const frozen = taught(teacher.weights);
    const stepFrom = async (weights: Tensors | undefined) => {
      const options = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 5, isFrozen: isOfTeacher };
      const trainer = await Trainer.create(autoencoderStep(vae, WINDOW, 0.1, teachingOf(teacher)), options, weights);
      open.push(trainer);
      const before = trainer.parameters;
      const { losses } = await trainer.run(stepInputs(predictions(), 1), frozen);
      return { loss: losses[0]!, before, next: trainer.parameters };
    };
    const { before } = await stepFrom(undefined);
    const { length, share } = await alongGradient(before, stepFrom, 0.02);

    expect(Object.keys(before).filter(isOfTeacher)).toEqual([]);
    expect(length).toBeGreaterThan(0.01);
    expect(share).toBeCloseTo(1, 2);
  },
);

test('what a decoder is not shown, its teacher reads', async () => {
  const teacher = await teacherOf('recurrent', { alpha: 1 });
  const costWith = async (wordDropout: number) => {
    const vae = { network: { ...NETWORKS.student, latentSize: 3, wordDropout }, endId: END };
    const options = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 5, isFrozen: isOfTeacher };
    const opened = async (weights?: Tensors) => {
      const trainer = await Trainer.create(autoencoderStep(vae, WINDOW, 0, teachingOf(teacher)), options, weights);
      open.push(trainer);
      return trainer;
    };
    const trainer = await opened(zerosLike((await opened()).parameters));
    return (await trainer.run(stepInputs(predictions(), 0), taught(teacher.weights))).losses[0];
  };
  // Whatever a student without weights is shown, it says the same: only what its teacher reads could make a difference.
  expect(await costWith(0.99)).toBe(await costWith(0));
});

function zerosLike(weights: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { dims, data }]) => [
      name,
      tensor('FP32', dims, new Float32Array(data.length)),
    ]),
  );
}
