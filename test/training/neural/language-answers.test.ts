import 'reflect-metadata';
import { afterEach, expect, test } from '@jest/globals';
import type { Tensors } from '../../../src/onnx/tensor.js';
import { assertNgramsFit } from '../../../src/training/linear/language-model/ngram-memory.js';
import { askingWindow, askingWindows, LanguageAnswers } from '../../../src/training/distillation/language-answers.js';
import type { LanguageTeacher } from '../../../src/training/distillation/language-teacher.js';
import type { TokenCodec } from '../../../src/training/language-models/token-codec.js';
import { TokenStream } from '../../../src/training/language-models/token-stream.js';
import type { MaximumEntropyLanguageModelRun } from '../../../src/training/linear/language-model/maximum-entropy-language-model-schema.js';
import { countNgrams } from '../../../src/training/linear/language-model/ngram-tree.js';
import { teachNgrams } from '../../../src/training/linear/language-model/teach-ngrams.js';
import type { LanguageNetwork } from '../../../src/training/neural/language-model/language-network.js';
import { qualityOn } from '../../../src/training/neural/language-model/measure-language-model.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { transformerLanguageNetwork } from '../../../src/training/neural/language-model/transformer/transformer-network.js';
import type { TrainingContext } from '../../../src/training/training-context.js';
import type { TrainingJob } from '../../../src/training/training-job.entity.js';
import { finished } from '../linear/finished.js';
import { decidedText, TOKENS, trainedOn } from './language-networks.js';

const WINDOW = { batch: 2, steps: 6 };
const COMMON = { vocabularySize: TOKENS, layers: 1, hiddenSize: 8, tiedEmbeddings: true, dropout: 0 };
const NETWORKS: Readonly<Record<string, { network: LanguageNetwork; contextLength: number | null }>> = {
  recurrent: {
    network: recurrentLanguageNetwork({ ...COMMON, cell: RecurrentCellKind.LSTM, embeddingSize: 8 }),
    contextLength: null,
  },
  transformer: {
    network: transformerLanguageNetwork({ ...COMMON, heads: 2, feedForwardSize: 16 }),
    contextLength: 24,
  },
};
const open: LanguageAnswers[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** More than the rows of two windows. */
function texts(): TokenStream {
  const stream = new TokenStream(0);
  for (let text = 0; text < 30; text++) stream.push('x'.repeat(149), decidedText(149, 1 + (text % (TOKENS - 1))));
  return stream;
}

async function teacherOf(kind: string, temperature: number): Promise<LanguageTeacher> {
  const { network, contextLength } = NETWORKS[kind]!;
  const { weights } = await trainedOn(network, WINDOW, 20);
  return { ref: 'poet@1', temperature, alpha: 0.5, network, weights, contextLength };
}

async function answersOf(teacher: LanguageTeacher, stream: TokenStream, carried?: Tensors): Promise<LanguageAnswers> {
  const answers = await LanguageAnswers.open(teacher, stream, carried);
  open.push(answers);
  return answers;
}

/** What a teacher says at each place that counts, in windows from `first` on. */
async function saidBy(answers: LanguageAnswers, first: number): Promise<Map<number, number[]>> {
  const said = new Map<number, number[]>();
  for (let number = first; number < answers.asking.count; number++) {
    const { places, weights, probabilities } = await answers.answer(number);
    places.forEach((place, row) => {
      if (weights[row] === 0) return;
      expect(said.has(place)).toBe(false);
      said.set(place, [...probabilities.subarray(row * TOKENS, (row + 1) * TOKENS)]);
    });
  }
  return said;
}

test.each(Object.keys(NETWORKS))('a %s teacher says of each place once what it is measured by', async (kind) => {
  const [teacher, stream] = [await teacherOf(kind, 1), texts()];
  const said = await saidBy(await answersOf(teacher, stream), 0);
  const window = askingWindow(teacher, stream.length);
  const { loss } = await qualityOn(teacher.network, stream, window, teacher.weights, new AbortController().signal);

  expect(said.size).toBe(stream.length);
  let nats = 0;
  for (const [place, probabilities] of said) nats -= Math.log(probabilities[stream.at(place)]!);
  expect(nats / stream.length).toBeCloseTo(loss, 5);
});

test.each(Object.keys(NETWORKS))('a temperature divides the logits of a %s teacher', async (kind) => {
  const [teacher, stream] = [await teacherOf(kind, 2), texts()];
  const sharp = await saidBy(await answersOf({ ...teacher, temperature: 1 }, stream), 0);
  const { places, weights, probabilities, sums, entropy } = await (await answersOf(teacher, stream)).answer(0);

  const [expected, wholeEntropy] = [new Array<number>(TOKENS).fill(0), { sum: 0 }];
  places.forEach((place, row) => {
    if (weights[row] === 0) return;
    const roots = sharp.get(place)!.map(Math.sqrt);
    const total = roots.reduce((sum, root) => sum + root, 0);
    roots.forEach((root, token) => {
      expect(probabilities[row * TOKENS + token]).toBeCloseTo(root / total, 5);
      expected[token]! += root / total;
      wholeEntropy.sum -= (root / total) * Math.log(root / total);
    });
  });
  sums.forEach((sum, token) => {
    expect(Math.abs(sum / expected[token]! - 1)).toBeLessThan(1e-4);
  });
  expect(Math.abs(entropy / wholeEntropy.sum - 1)).toBeLessThan(1e-4);
});

test('a recurrent teacher goes on with what it carried, to the last bit', async () => {
  const [teacher, stream] = [await teacherOf('recurrent', 2), texts()];
  expect(askingWindows(teacher, stream.length).count).toBeGreaterThan(2);
  const whole = await answersOf(teacher, stream);
  const all = await saidBy(whole, 0);
  const broken = await answersOf(teacher, stream);
  await broken.answer(0);
  const rest = await saidBy(await answersOf(teacher, stream, broken.carried), 1);

  for (const [place, probabilities] of rest) expect(probabilities).toEqual(all.get(place));
  expect(rest.size).toBeLessThan(all.size);
});

test('a call of the runtime is of few logits, and windows of a transformer are as long as it has learned to read', async () => {
  const recurrent = await teacherOf('recurrent', 1);
  const large = { ...recurrent, network: { ...recurrent.network, vocabularySize: 50_000 } };
  const { batch, steps } = askingWindow(large, 10_000_000);
  expect(batch).toBe(32);
  expect(batch * steps * 50_000).toBeLessThanOrEqual(2 ** 22);
  const transformer = await teacherOf('transformer', 1);
  expect(askingWindow({ ...transformer, contextLength: 100 }, 10_000_000).steps).toBe(100);
  const huge = { ...transformer, network: { ...transformer.network, vocabularySize: 10_000_000 } };
  expect(askingWindow(huge, 10_000_000)).toEqual({ batch: 1, steps: 24 });
});

test('a teacher that does not fit into memory beside the n-grams is refused before it is asked', async () => {
  const teacher = await teacherOf('recurrent', 1);
  const large = { ...teacher, network: { ...teacher.network, weightCount: 1e9 } };
  const memoryBytes = 2 ** 30;
  assertNgramsFit(3_000_000, 1_000, null, memoryBytes);
  assertNgramsFit(1_000, 1_000, teacher, memoryBytes);
  expect(() => {
    assertNgramsFit(1_000, 1_000, large, memoryBytes);
  }).toThrow(
    /^The training would need 19 GiB, and this machine has 1, most of it for the teacher poet@1 while it is asked\./,
  );
  expect(() => {
    assertNgramsFit(3_000_000, 1_000, teacher, memoryBytes);
  }).toThrow('The weights of 3000000 n-grams, with what poet@1 says of them, would need 1 GiB');
});

test('an asking goes on from its own answers, and is begun anew behind those of other windows', async () => {
  const teacher = await teacherOf('transformer', 2);
  const codec = { endId: 0 } as TokenCodec;
  const train = texts();
  const tree = finished(countNgrams(train.all, codec.endId, 2, TOKENS, () => 1));
  const job = { settings: { trainSplit: 'train', distillation: { teacher: { id: 'poet' } } } } as TrainingJob;
  const run = { order: 2, minCount: 1 } as MaximumEntropyLanguageModelRun;
  let checkpoints = 0;
  const context = {
    ...{ signal: new AbortController().signal, trial: null, report: () => Promise.resolve() },
    checkpoint: () => {
      checkpoints++;
      return Promise.resolve();
    },
  } as unknown as TrainingContext;
  const taughtFrom = (state: Uint8Array | null, contextLength: number) =>
    teachNgrams(job, run, { ...teacher, contextLength }, tree, { codec, train }, context, state);
  const first = await taughtFrom(null, 24);
  const again = await taughtFrom(first.state, 24);
  const asked = checkpoints;
  const ofOthers = await taughtFrom(first.state, 12);

  expect([first, again, ofOthers].map(({ wasAsked }) => wasAsked)).toEqual([false, true, false]);
  expect(again.taught).toEqual(first.taught);
  expect([asked, checkpoints]).toEqual([1, 2]);
  expect(ofOthers.taught).toEqual((await taughtFrom(null, 12)).taught);
});
