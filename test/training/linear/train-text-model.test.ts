import { MODEL_PATH } from '../../../src/onnx/model-files.js';
import { expect, test } from '@jest/globals';
import { createSession, type Session } from '../../../src/onnx/runtime/session.js';
import { loadPipeline, PIPELINE_PATH } from '../../../src/pipelines/load-pipeline.js';
import { answerTexts } from '../../../src/pipelines/answer-texts.js';
import { indexOfLargest, outputRows } from '../../../src/pipelines/classification.js';
import { isTextPipeline, type TextPipeline } from '../../../src/pipelines/pipeline.js';
import type { Example } from '../../../src/evaluation/labelled-batches.js';
import { encodeArrays } from '../../../src/numerics/array-file.js';
import type { VocabularyLimits } from '../../../src/pipelines/features/vocabulary-builder.js';
import type { KeptEncodings } from '../../../src/training/linear/encoding/kept-encodings.js';
import type { ExampleSource } from '../../../src/training/linear/feature-matrix.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { OneLabelHead } from '../../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../../src/training/linear/text-model-settings.js';
import { trainTextModel, type TextModel } from '../../../src/training/linear/train-text-model.js';
import { topicTexts } from '../topics.js';

function source(examples: readonly Example[]): ExampleSource<Example> {
  return async function* () {
    yield await Promise.resolve(examples.slice(0, 10));
    yield examples.slice(10);
  };
}

const TRAINING = source(topicTexts(300));
const VALIDATION = source(topicTexts(90, 1000));
const TEST = topicTexts(60, 2000).map(({ text }) => text);

function pipelineOf({ files }: TextModel): TextPipeline {
  const pipeline = loadPipeline(Buffer.from(files.get(PIPELINE_PATH)!).toString('utf8'), files);
  if (!isTextPipeline(pipeline)) throw new Error('It takes texts.');
  return pipeline;
}

async function classify(pipeline: TextPipeline, session: Session, texts: readonly string[]): Promise<Float32Array[]> {
  const { probabilities } = await answerTexts(
    pipeline,
    session,
    texts.map((text) => ({ text })),
  );
  return outputRows(probabilities, pipeline.labels.length, texts.length);
}

/** softmax(W x) in float64, from the pipeline's features and the trainer's weights. */
function trainerProbabilities({ weights }: TextModel, pipeline: TextPipeline, text: string) {
  const { labels } = pipeline;
  const { indices, values } = pipeline.feeds([pipeline.prepare({ text })], { inputs: [], outputs: [] });
  const columns = Array.from(indices!.data as BigInt64Array, Number);
  const intercepts = weights.length - labels.length;
  const logits = labels.map((_, k) =>
    columns.reduce(
      (sum, column, at) => sum + (values!.data[at] as number) * weights[column * labels.length + k]!,
      weights[intercepts + k]!,
    ),
  );
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
}

test.each([
  ['words in a vocabulary', {}],
  ['characters in a vocabulary', { wordNgrams: 0, characterNgrams: 4 }],
  ['words in hashed columns', { hashBuckets: 1 << 14 }],
])('the served model gives the probabilities that the trainer computed, to 1e-5: %s', async (_, settings) => {
  const trained = await trainTextModel(
    new OneLabelHead(),
    TRAINING,
    { ...DEFAULT_SETTINGS, ...settings },
    { validation: VALIDATION },
  );
  const pipeline = pipelineOf(trained);
  const session = await createSession(trained.files.get(MODEL_PATH)!);
  const answers = await classify(pipeline, session, TEST);
  await session.release();
  TEST.forEach((text, row) => {
    trainerProbabilities(trained, pipeline, text).forEach((probability, k) => {
      expect(Math.abs(answers[row]![k]! - probability)).toBeLessThan(1e-5);
    });
  });
  const right = answers.filter(
    (row, at) => pipeline.labels[indexOfLargest(row)] === topicTexts(60, 2000)[at]!.label,
  ).length;
  expect(right / TEST.length).toBeGreaterThan(0.85);
});

test('a text is answered alike alone and in a batch with longer ones', async () => {
  const trained = await trainTextModel(new OneLabelHead(), TRAINING, DEFAULT_SETTINGS);
  const pipeline = pipelineOf(trained);
  const session = await createSession(trained.files.get(MODEL_PATH)!);
  const [alone] = await classify(pipeline, session, ['soup']);
  const [, batched] = await classify(pipeline, session, [TEST.join(' '), 'soup']);
  await session.release();
  batched!.forEach((probability, k) => {
    expect(probability).toBeCloseTo(alone![k]!, 6);
  });
});

test('the same rows, settings and seed make the same files, also from a checkpoint', async () => {
  const states: Uint8Array[] = [];
  const first = await trainTextModel(new OneLabelHead(), TRAINING, DEFAULT_SETTINGS, {
    validation: VALIDATION,
    onReport: (report, trainer) => {
      if (report.kind === 'pass') states.push(trainer.state());
      return Promise.resolve();
    },
  });
  const state = states[Math.floor(states.length / 2)]!;
  const second = await trainTextModel(new OneLabelHead(), TRAINING, DEFAULT_SETTINGS, {
    validation: VALIDATION,
    state,
  });
  expect(second.files).toEqual(first.files);
});

test('an abort ends training soon', async () => {
  const abort = new AbortController();
  const training = trainTextModel(new OneLabelHead(), TRAINING, DEFAULT_SETTINGS, {
    signal: abort.signal,
    onReport: () => {
      abort.abort(new Error('enough'));
      return Promise.resolve();
    },
  });
  await expect(training).rejects.toThrow('enough');
});

test('rows of one label make no classifier', async () => {
  const one = source(topicTexts(30).map(({ text }) => ({ text, label: 'only' })));
  await expect(trainTextModel(new OneLabelHead(), one, DEFAULT_SETTINGS)).rejects.toThrow('at least two labels');
});

test('validation rows of a label that training never saw are left out and counted', async () => {
  const odd = source([...topicTexts(30, 500), { text: 'stars', label: 'astronomy' }]);
  const head = new OneLabelHead();
  const { leftOut } = await trainTextModel(head, TRAINING, DEFAULT_SETTINGS, { validation: odd });
  expect(leftOut).toMatch(/^1 validation rows have a label that no training row has/);
  expect(head.labels).toEqual(['food', 'money', 'sport']);
});

test.each([
  ['that the teacher has', ['food', 'money', 'sport', 'astronomy'], null],
  [
    'that it lacks, too',
    ['food', 'money', 'sport', 'music'],
    '1 validation rows have a label that no training row has, nor the teacher; they were left out.',
  ],
])('a validation row with a label that training never saw: one %s', async (_, labels, expected) => {
  const odd = source([...topicTexts(30, 500), { text: 'stars', label: 'astronomy' }]);
  const head = new OneLabelHead(ClassWeighting.BALANCED, labels);
  const { leftOut } = await trainTextModel(head, TRAINING, DEFAULT_SETTINGS, { validation: odd });
  expect(leftOut).toBe(expected);
  expect(head.labels).toEqual([...labels].sort());
});

/** An encoding that trainings with these limits and narrower ones keep for one another. */
function keptEncodings(
  limits: VocabularyLimits,
  wordNgrams = DEFAULT_SETTINGS.wordNgrams,
): KeptEncodings & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    ...{ limits, wordNgrams, files },
    read: (name) => Promise.resolve(files.get(name) ?? null),
    keep: async (name, bytes) => {
      await Promise.resolve(files.set(name, bytes));
    },
  };
}

const UNREAD = () => {
  throw new Error('The texts are read again.');
};

test.each([
  ['rare n-grams are left out', { minCount: 6 }],
  ['the vocabulary is small', { minCount: 1, vocabularySize: 150 }],
  ['n-grams are of characters, too', { characterNgrams: 3, minCount: 9 }],
])('a training from an encoding that another one kept makes the files that texts make: %s', async (_, changes) => {
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4, ...changes };
  const odd = source([...topicTexts(30, 500), { text: 'stars', label: 'astronomy' }]);
  const fromTexts = await trainTextModel(new OneLabelHead(), TRAINING, settings, { validation: odd });
  const encodings = keptEncodings({ minCount: 1, size: 100_000 });
  const widest = { ...settings, minCount: 1, vocabularySize: 100_000 };
  const first = await trainTextModel(new OneLabelHead(), TRAINING, widest, { validation: odd, encodings });
  const second = await trainTextModel(new OneLabelHead(), UNREAD, settings, { validation: UNREAD, encodings });

  expect(second).toEqual(fromTexts);
  expect(first.featureCount).toBeGreaterThan(second.featureCount);
});

test('a teacher is asked about the rows of an encoding as about those of texts', async () => {
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4 };
  const distillation = { temperature: 2, alpha: 0.7 };
  const answers = Float32Array.from({ length: 300 * 3 }, (_, at) => (at % 3 === 0 ? 0.6 : 0.2));
  const teacher = { distillation, answers: () => Promise.resolve({ ...distillation, answers }) };
  const encodings = keptEncodings({ minCount: 1, size: 100_000 });
  const encoded = await trainTextModel(new OneLabelHead(), TRAINING, settings, { encodings, teacher });

  expect(encoded).toEqual(await trainTextModel(new OneLabelHead(), TRAINING, settings, { teacher }));
  expect(encoded.files).not.toEqual((await trainTextModel(new OneLabelHead(), TRAINING, settings)).files);
});

test.each([
  ['words and pairs of them', { wordNgrams: 2 }],
  ['single words and characters', { wordNgrams: 1, characterNgrams: 3, punctuation: false }],
  ['no words', { wordNgrams: 0, characterNgrams: 2, minCount: 3 }],
])('an encoding of runs of three words gives the files that texts make of %s', async (_, changes) => {
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4, ...changes };
  const odd = source([...topicTexts(30, 500), { text: 'Stars, and the a team!', label: 'astronomy' }]);
  const fromTexts = await trainTextModel(new OneLabelHead(), TRAINING, settings, { validation: odd });
  const encodings = keptEncodings({ minCount: 1, size: 100_000 }, 3);
  await trainTextModel(new OneLabelHead(), TRAINING, { ...settings, wordNgrams: 3 }, { validation: odd, encodings });
  const [once, again] = [
    await trainTextModel(new OneLabelHead(), UNREAD, settings, { validation: UNREAD, encodings }),
    await trainTextModel(new OneLabelHead(), UNREAD, settings, { validation: UNREAD, encodings }),
  ];

  expect(once).toEqual(fromTexts);
  expect(again).toEqual(fromTexts);
  expect(encodings.files.size).toBe(2);
});

test('an encoding that leaves frequent n-grams out is none of shorter runs of words', async () => {
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4, vocabularySize: 50, wordNgrams: 1 };
  const encodings = keptEncodings({ minCount: 1, size: 50 }, 3);
  const trained = await trainTextModel(new OneLabelHead(), TRAINING, settings, { encodings });
  expect(trained).toEqual(await trainTextModel(new OneLabelHead(), TRAINING, settings));
});

test('an encoding is of the settings of n-grams, and of one format', async () => {
  const encodings = keptEncodings({ minCount: 2, size: 1_000 });
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4 };
  await trainTextModel(new OneLabelHead(), TRAINING, settings, { encodings });
  await trainTextModel(new OneLabelHead(), TRAINING, { ...settings, l2: 1e-3 }, { encodings });
  await trainTextModel(new OneLabelHead(), TRAINING, { ...settings, wordNgrams: 1 }, { encodings });
  expect(encodings.files.size).toBe(2);

  const [[name, good]] = [...encodings.files] as [[string, Uint8Array]];
  encodings.files.set(name, encodeArrays({ format: 99 }, []));
  await trainTextModel(new OneLabelHead(), TRAINING, settings, { encodings });
  expect(encodings.files.get(name)).toEqual(good);
});

test('an encoding whose labels are too long to be read in one turn is not kept, and trained from all the same', async () => {
  const longLabels = new Map(['food', 'money', 'sport'].map((label) => [label, label.padEnd(300_000, '.')]));
  const long = topicTexts(300).map(({ text, label }) => ({ text, label: longLabels.get(label)! }));
  const encodings = keptEncodings({ minCount: 2, size: 1_000 });
  const settings = { ...DEFAULT_SETTINGS, l2: 1e-4 };
  const { weights } = await trainTextModel(new OneLabelHead(), source(long), settings, { encodings });
  expect([...encodings.files.values()].map(({ length }) => length)).toEqual([0]);
  expect(weights).toEqual((await trainTextModel(new OneLabelHead(), source(long), settings)).weights);
});

test('a training from an encoding refuses what it would refuse of texts', async () => {
  const encodings = keptEncodings({ minCount: 1, size: 1_000 });
  const rare = { ...DEFAULT_SETTINGS, minCount: 1_000 };
  await expect(trainTextModel(new OneLabelHead(), TRAINING, rare, { encodings })).rejects.toThrow(
    'No n-gram occurs in 1000 of the 300 training rows.',
  );
  const one = source(topicTexts(30).map(({ text }) => ({ text, label: 'only' })));
  const others = keptEncodings({ minCount: 1, size: 1_000 });
  await expect(trainTextModel(new OneLabelHead(), one, DEFAULT_SETTINGS, { encodings: others })).rejects.toThrow(
    'at least two labels',
  );
});
