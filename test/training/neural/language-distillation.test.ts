import { afterEach, expect, test } from '@jest/globals';
import { uniform } from '../../../src/numerics/random.js';
import { tensor, type Tensors } from '../../../src/onnx/tensor.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { sgd } from '../../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { Evaluator, Trainer } from '../../../src/onnx/training/trainer.js';
import type { LanguageTeacher } from '../../../src/training/distillation/language-teacher.js';
import { TokenLevel } from '../../../src/training/language-models/token-level.js';
import { TokenStream } from '../../../src/training/language-models/token-stream.js';
import type { LanguageModelPlan } from '../../../src/training/neural/language-model/language-model-plan.js';
import type { LanguageNetwork } from '../../../src/training/neural/language-model/language-network.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import {
  trainLanguageModel,
  type TrainLanguageModelOptions,
} from '../../../src/training/neural/language-model/train-language-model.js';
import { transformerLanguageNetwork } from '../../../src/training/neural/language-model/transformer/transformer-network.js';
import { isOfTeacher, taught } from '../../../src/training/neural/language-model/window-models.js';
import { refusalIn } from '../../../src/training/setting-limits.js';
import { trainedOn, TOKENS, windowsOf } from './language-networks.js';

const END = 0;
const WINDOW = { batch: 2, steps: 6 };
const NETWORKS = {
  recurrent: recurrentLanguageNetwork({
    ...{ vocabularySize: TOKENS, cell: RecurrentCellKind.GRU, layers: 1, hiddenSize: 8, embeddingSize: 8 },
    ...{ tiedEmbeddings: true, dropout: 0 },
  }),
  transformer: transformerLanguageNetwork({
    ...{
      vocabularySize: TOKENS,
      layers: 1,
      heads: 2,
      hiddenSize: 8,
      feedForwardSize: 16,
      tiedEmbeddings: true,
      dropout: 0,
    },
  }),
};
type Kind = keyof typeof NETWORKS;
const PAIRS: [Kind, Kind][] = [
  ['recurrent', 'recurrent'],
  ['recurrent', 'transformer'],
  ['transformer', 'recurrent'],
];
const PLAN: LanguageModelPlan = {
  ...{ title: 'a student', level: TokenLevel.CHARACTER, vocabularySize: TOKENS, network: () => NETWORKS.recurrent },
  ...{
    window: { batch: 4, steps: 8 },
    windowSetting: 'sequenceLength',
    softmaxSamples: null,
    epochs: 12,
    patience: null,
    optimizer: adam(),
  },
  ...{ schedule: constant(0.02), clipNorm: 1, threads: 1, seed: 5, refuse: refusalIn('recurrentLanguageModel') },
};

const open: { release(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.release();
});

/** Tokens of a chain in which each is followed by one of two, four times out of five by the first. */
function chain(length: number, seed: number): TokenStream {
  const tokens = [1];
  while (tokens.length < length) {
    const last = tokens.at(-1)!;
    tokens.push(uniform(seed, 1, tokens.length) < 0.8 ? (last * 3 + 1) % TOKENS : (last + 2) % TOKENS);
  }
  const stream = new TokenStream(END);
  stream.push('x'.repeat(length), tokens);
  return stream;
}

async function learned(network: LanguageNetwork): Promise<Tensors> {
  const trained = await trainLanguageModel(network, chain(4_000, 3), END, { ...PLAN, epochs: 6 });
  return trained.weights;
}

const weights: Partial<Record<Kind, Promise<Tensors>>> = {};

async function teacherOf(kind: Kind, alpha = 0.5): Promise<LanguageTeacher> {
  const network = NETWORKS[kind];
  weights[kind] ??= learned(network);
  return { ref: 'poet@1', network, weights: await weights[kind], contextLength: null, temperature: 2, alpha };
}

test.each(PAIRS)('gradients of a %s student of a %s teacher are those of its loss', async (student, kind) => {
  const teacher = await teacherOf(kind);
  const model = NETWORKS[student].trained(WINDOW, { ...teacher, reader: teacher.network });
  const settings = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 3, isFrozen: isOfTeacher };
  const trainer = await Trainer.create(model, settings);
  const evaluator = await Evaluator.create(model);
  open.push(trainer, evaluator);
  const [before, frozen] = [trainer.parameters, taught(teacher.weights)];
  const { losses } = await trainer.run(windowsOf(WINDOW, 1), frozen);
  const after = trainer.parameters;

  const lossWith = async (name: string, at: number, change: number) => {
    const values = Float32Array.from(before[name]!.data as Float32Array);
    values[at]! += change;
    const changed = { ...before, ...frozen, [name]: tensor('FP32', before[name]!.dims, values) };
    evaluator.forgetCarried();
    return (await evaluator.run(changed, windowsOf(WINDOW, 1)))[0]!;
  };
  expect(await lossWith(Object.keys(before)[0]!, 0, 0)).toBeCloseTo(losses[0]!, 5);
  for (const name of Object.keys(before)) {
    const [old, changed] = [before[name]!.data as Float32Array, after[name]!.data as Float32Array];
    for (const at of [0, old.length - 1]) {
      const difference = ((await lossWith(name, at, 0.01)) - (await lossWith(name, at, -0.01))) / 0.02;
      expect(Math.abs(old[at]! - changed[at]! - difference)).toBeLessThan(2e-3);
    }
  }
});

test('a teacher without a share in the loss changes nothing', async () => {
  const count = 20;
  const teacher = await teacherOf('recurrent', 0);
  const plain = await trainedOn(NETWORKS.recurrent, WINDOW, count);
  const settings = { optimizer: adam(), schedule: constant(0.02), steps: count, seed: 3, clipNorm: 5 };
  const model = NETWORKS.recurrent.trained(WINDOW, { ...teacher, reader: teacher.network });
  const trainer = await Trainer.create(model, { ...settings, isFrozen: isOfTeacher });
  open.push(trainer);
  const { losses } = await trainer.run(windowsOf(WINDOW, count), taught(teacher.weights));

  expect(losses).toEqual(plain.losses);
  expect(trainer.parameters).toEqual(plain.weights);
});

test.each(PAIRS)('a %s student of few texts predicts others better with a %s teacher', async (student, kind) => {
  const network = NETWORKS[student];
  const lossOf = async (teacher: LanguageTeacher | null) => {
    const trained = await trainLanguageModel(
      network,
      chain(120, 7),
      END,
      { ...PLAN, epochs: 30 },
      { validation: chain(500, 9), teacher },
    );
    return trained.best!.quality.loss;
  };

  expect(await lossOf(await teacherOf(kind, 0.9))).toBeLessThan((await lossOf(null)) - 0.05);
});

test.each(PAIRS)(
  'a %s student of a %s teacher goes on from the middle of an epoch, and so do the states of both',
  async (student, kind) => {
    const teacher = await teacherOf(kind);
    const model = NETWORKS[student].trained(WINDOW, { ...teacher, reader: teacher.network });
    const settings = { optimizer: adam(), schedule: constant(0.02), steps: 6, seed: 3, isFrozen: isOfTeacher };
    const [whole, broken, resumed] = [
      await Trainer.create(model, settings),
      await Trainer.create(model, settings),
      await Trainer.create(model, settings),
    ];
    open.push(whole, broken, resumed);
    const windows = windowsOf(WINDOW, 6);
    const half = (from: number): Tensors =>
      Object.fromEntries(
        Object.entries(windows).map(([name, { dims, data }]) => {
          const values = (data as BigInt64Array).slice((from * data.length) / 6, ((from + 3) * data.length) / 6);
          return [name, tensor('INT64', [3, ...dims.slice(1)], values)];
        }),
      );
    const frozen = taught(teacher.weights);
    await whole.run(windows, frozen);
    await broken.run(half(0), frozen);
    resumed.restore(broken.state());
    await resumed.run(half(3), frozen);

    expect(resumed.state()).toEqual(whole.state());
  },
);

test('windows that the teacher cannot read, and a teacher that does not fit into memory beside its student, are refused', async () => {
  const teacher = { ...(await teacherOf('transformer')), contextLength: 7 };
  const train = (options: TrainLanguageModelOptions) =>
    trainLanguageModel(NETWORKS.recurrent, chain(400, 7), END, { ...PLAN, epochs: 1 }, options);

  await expect(train({ teacher })).rejects.toThrow('sequenceLength is at most 7 with the teacher poet@1');
  const memoryBytes = 120_000;
  await train({ memoryBytes });
  const sized = (weightCount: number): LanguageTeacher => ({
    ...teacher,
    ...{ contextLength: null, network: { ...teacher.network, weightCount, activationCount: () => 0 } },
  });
  await expect(train({ memoryBytes, teacher: sized(15_000) })).rejects.toThrow(
    /^The training would need .* GiB, .* numbers, beside what the teacher takes\. Lower batchSize/,
  );
  await expect(train({ memoryBytes, teacher: sized(1_000_000) })).rejects.toThrow(
    /^The training would need .* GiB, .* most of it for the teacher: 1000000 weights.* Choose a smaller one, leave out distillation/,
  );
});
