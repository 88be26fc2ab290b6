import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { ByteReader } from '../../src/text/word-vectors/byte-reader.js';
import { readFastTextHeader } from '../../src/text/word-vectors/fasttext/read-header.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { askFastText, fastTextAnswers } from '../support/fasttext.js';
import { releaseAt } from '../support/released.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicSetLines, topicSets, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state progress { done total unit message } failure { code message }
  attempts { end resumedFromCheckpoint } metricSeries { name points { value } }
  ... on TrainingJob { validationSplit evaluationSplit settings { algorithm epochs ... on FastTextClassifierSettings { dimensions wordNgrams buckets objective negatives cut threads } }
    result { ref signature { labels outputs { name shape } } files { path role } lineage { kind reproducible inputs { ref } }
      evaluations { edges { node { split metrics { name value } } } } } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { label score scores { label score } words { word source } } ... on PredictionFailure { code message } } } }`;
const LABELS = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on MultiLabelClassification { labels { label } scores(first: 10) { label score } words { source } } } } }`;
const VERSION = `query ($ref: Ref!) { modelVersion(ref: $ref) { model { task } origin { ... on TrainingJob {
  logs(first: 20) { edges { node { message } } } settings { ... on FastTextClassifierSettings { multiLabel threshold objective } } } }
  evaluations { edges { node { metrics { name value } sections { name } } } } } }`;
const EVALUATE = 'mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { job { id } } }';
const EVALUATED = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on EvaluationJob { result { metrics { name value } } } } }`;
const SETTINGS = { dimensions: 16, buckets: 50_000 };

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  attempts: { end: string | null; resumedFromCheckpoint: boolean }[];
  metricSeries: { name: string; points: { value: number }[] }[];
  result: { ref: string; evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] } };
}

interface MultiLabelEvaluation {
  metrics: { name: string; value: number }[];
  sections: { name: string }[];
}

interface MultiLabelVersion {
  evaluations: { edges: { node: MultiLabelEvaluation }[] };
}

interface MultiLabelAnswer {
  labels: { label: string }[];
  scores: { label: string; score: number }[];
  words: { source: string }[];
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  const splits = { column: 'split' };
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(900)), { splits, columns });
  await seedDatasetVersion(context, 'long', topicCsv(topicTexts(3_000, 0, 40)), { splits, columns });
  await seedDatasetVersion(context, 'many', topicSetLines(), { splits, format: DatasetFormat.JSON_LINES });
  await seedDatasetVersion(context, 'alike', 'label,text\nx,a\nx,b\n', { columns });
  await trainings.createModels({
    filter: 'CLASSIFICATION',
    words: 'EMBEDDING',
    tags: 'MULTI_LABEL',
    brought: 'MULTI_LABEL',
  });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

function start(settings: object, changes: object = {}): Promise<string> {
  return trainings.train({
    model: 'filter',
    datasetVersion: 'topics@1',
    settings: { fastTextClassifier: settings },
    ...changes,
  });
}

test('a classifier is trained from a dataset version, measured, released, and tells topics of texts', async () => {
  const job = await trainings.finished<Job>(JOB, await start(SETTINGS));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: null,
    evaluationSplit: 'test',
    settings: {
      ...{ algorithm: 'FASTTEXT_CLASSIFIER', epochs: 25, dimensions: 16, wordNgrams: 2, buckets: 50_000, threads: 1 },
      ...{ objective: 'SOFTMAX', negatives: null, cut: 'WORDS_AND_MARKS' },
    },
    result: {
      ref: 'filter@1',
      signature: { outputs: [{ name: 'probabilities', shape: [-1, 3] }] },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'ngrams.bin', role: 'VOCABULARY' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vectors.bin', role: 'WEIGHTS' },
        { path: 'vocabulary.txt', role: 'VOCABULARY' },
        { path: 'word-counts.bin', role: 'EVIDENCE' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'topics@1' }] }],
      evaluations: { edges: [{ node: { split: 'test' } }] },
    },
  });
  const series = Object.fromEntries(job.metricSeries.map(({ name, points }) => [name, points]));
  expect(series.train_loss!.at(-1)!.value).toBeLessThan(1);
  expect(series.words_per_second!.at(-1)!.value).toBeGreaterThan(0);
  const metrics = job.result.evaluations.edges[0]!.node.metrics;
  expect(metrics.find(({ name }) => name === 'ACCURACY')!.value).toBeGreaterThan(0.9);

  await releaseAt(trainings.gateway, 'production', 'filter@1');
  const target = { deployment: { environment: 'production', model: 'filter' } };
  const { predict } = await trainings.ask<{
    predict: { results: { label: string; scores: { score: number }[]; words: object[] }[] };
  }>(PREDICT, {
    input: { target, inputs: { texts: ['The coach, the TEAM: a goal!', '面条很好吃', '', 'The xyzzyq'] } },
  });
  expect(predict.results.map(({ label }) => label).slice(0, 2)).toEqual(['sport', 'food']);
  for (const { scores } of predict.results) expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
  expect(predict.results.at(-1)!.words).toEqual([
    { word: 'the', source: 'VOCABULARY' },
    { word: 'xyzzyq', source: 'UNKNOWN' },
  ]);
});

/** Labels and scores of texts, each text's by label. */
async function scoresOf(model: string, texts: readonly string[]): Promise<Map<string, number>[]> {
  await releaseAt(trainings.gateway, 'production', `${model}@1`);
  const target = { deployment: { environment: 'production', model } };
  const { predict } = await trainings.ask<{ predict: { results: { scores: { label: string; score: number }[] }[] } }>(
    PREDICT,
    {
      input: { target, inputs: { texts } },
    },
  );
  return predict.results.map(({ scores }) => new Map(scores.map(({ label, score }) => [label, score])));
}

test('the command line trains one with the settings that it is given, and saves it with the counts of its words as fastText has them', async () => {
  const { env } = trainings;
  const settings = ['dimensions=8', 'epochs=5', 'objective=HIERARCHICAL_SOFTMAX', 'cut=WHITE_SPACE', 'wordNgrams=1'];
  const sets = settings.flatMap((setting) => ['--set', setting]);
  const trained = await runSluice(env, 'train', 'by-hand', 'topics@1', '--algorithm', 'fasttext-classifier', ...sets);
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('by-hand@1') });

  const folder = await mkdtemp(join(tmpdir(), 'sluice-classifier-'));
  const path = join(folder, 'by-hand.bin');
  await runSluice(env, 'model', 'export', 'by-hand@1', '--format', 'fasttext', '--out', path);
  const reader = await ByteReader.open(path);
  const { words, wordCounts } = await readFastTextHeader(reader);
  reader.close();
  const trainedOn = topicTexts(900).filter((_, row) => row % 10 < 8);
  const times = (word: string) => trainedOn.flatMap(({ text }) => text.split(' ')).filter((other) => other === word);
  expect(wordCounts[words.indexOf('</s>')]).toBe(trainedOn.length);
  const rarest = words.at(-1)!;
  expect(wordCounts.at(-1)).toBe(times(rarest).length);

  const texts = ['the coach goal', '面条 好吃', 'nothing known', 'bank bank price'];
  const served = await scoresOf('by-hand', texts);
  const answers = fastTextAnswers(path, texts);
  answers?.forEach((scores, at) => {
    for (const [label, score] of scores) expect(Math.abs(score - served[at]!.get(label)!)).toBeLessThan(1e-4);
  });
  await rm(folder, { recursive: true });
}, 120_000);

test('texts with several labels, and with none, train a model that gives each of them by itself, as fastText does', async () => {
  const settings = ['multiLabel=true', 'dimensions=16', 'buckets=50000', 'cut=WHITE_SPACE', 'threshold=0.4'];
  const { env, gateway } = trainings;
  const sets = settings.flatMap((setting) => ['--set', setting]);
  const trained = await runSluice(env, 'train', 'topics', 'many@1', '--algorithm', 'fasttext-classifier', ...sets);
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('topics@1') });
  const { modelVersion } = await trainings.ask<{ modelVersion: MultiLabelVersion }>(VERSION, { ref: 'topics@1' });
  expect(modelVersion).toMatchObject({
    model: { task: 'MULTI_LABEL' },
    origin: {
      settings: { multiLabel: true, threshold: expect.closeTo(0.4), objective: 'ONE_VS_ALL' },
      logs: {
        edges: expect.arrayContaining([
          { node: { message: expect.stringMatching(/^\d+ training rows have no label/) } },
        ]),
      },
    },
  });
  const [{ node: measured }] = modelVersion.evaluations.edges as [{ node: MultiLabelEvaluation }];
  const valueOf = (metrics: MultiLabelEvaluation['metrics'], wanted: string) =>
    metrics.find(({ name }) => name === wanted)!.value;
  for (const name of ['F1_MICRO', 'F1_MACRO', 'RECALL_MICRO'])
    expect(valueOf(measured.metrics, name)).toBeGreaterThan(0.9);
  expect(measured.sections.map(({ name }) => name).sort()).toEqual(['food', 'money', 'sport']);

  await releaseAt(gateway, 'production', 'topics@1');
  // Every eighth row has no label; it is among those that were learnt from.
  const rows = [0, 9, 29, 39].map((row) => topicSets()[row]!);
  const texts = [...rows.map(({ text }) => text), '市'];
  const predicted = async (model: string) => {
    const target = { deployment: { environment: 'production', model } };
    const input = { target, inputs: { texts } };
    return (await trainings.ask<{ predict: { results: MultiLabelAnswer[] } }>(LABELS, { input })).predict.results;
  };
  const answers = await predicted('topics');
  const labels = answers.map((answer) => answer.labels.map(({ label }) => label).sort());
  expect(labels.slice(0, 4)).toEqual([[], ['sport'], ['food', 'sport'], ['food', 'money', 'sport']]);
  expect(labels.slice(0, 4)).toEqual(rows.map((row) => row.labels.sort()));
  expect(answers[4]!.words).toEqual([{ source: 'UNKNOWN' }]);

  const folder = await mkdtemp(join(tmpdir(), 'sluice-classifier-'));
  const path = join(folder, 'topics.bin');
  await runSluice(env, 'model', 'export', 'topics@1', '--format', 'fasttext', '--out', path);
  // Sigmoids of fastText are looked up in a table.
  fastTextAnswers(path, texts)?.forEach((scores, at) => {
    const served = new Map(answers[at]!.scores.map(({ label, score }) => [label, score]));
    for (const [label, score] of scores) expect(Math.abs(score - served.get(label)!)).toBeLessThan(0.009);
  });
  const [inTest, inTraining] = [join(folder, 'test.txt'), join(folder, 'train.txt')];
  const lines = (split: string) =>
    topicSets().flatMap((row) =>
      row.split === split ? [`${row.labels.map((label) => `__label__${label} `).join('')}${row.text}\n`] : [],
    );
  await writeFile(inTest, lines('test').join(''));
  await writeFile(inTraining, lines('train').join(''));
  const first = (printed: string[] | null) => printed?.map((line) => Number(line.split('\t')[1]));
  const [, precision, recall] = first(askFastText(['test', path, inTest])) ?? [];
  const ours = ['PRECISION_AT_1', 'RECALL_AT_1'].map((name) => valueOf(measured.metrics, name));
  expect([precision ?? ours[0], recall ?? ours[1]]).toEqual(ours.map((value) => expect.closeTo(value, 2)));
  // What fastText itself learns from the same rows.
  const theirs = join(folder, 'theirs');
  const options = '-loss ova -dim 16 -epoch 25 -lr 0.5 -wordNgrams 2 -bucket 50000 -thread 1'.split(' ');
  askFastText(['supervised', '-input', inTraining, '-output', theirs, ...options]);
  const [, peer] = first(askFastText(['test', `${theirs}.bin`, inTest])) ?? [];
  expect(ours[0]).toBeGreaterThan((peer ?? 0.95) - 0.03);

  // The file that fastText reads is imported as it is, and a smaller version is measured on it.
  const imported = await runSluice(env, 'dataset', 'import', 'lines', inTest, '--split', 'test=1');
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('lines@1') });
  const optimize = ['topics@1', '--dataset', 'lines@1', '--metric', 'f1-micro', '--minimize', 'size'];
  const pruned = ['--pass', 'feature-pruning', '--keep-rows', '60', '--max-quality-loss', '0.5'];
  const smaller = await runSluice(env, 'optimize', ...optimize, ...pruned);
  expect([smaller.code, smaller.stderr, smaller.stdout].join('\n')).toMatch(/topics@2/);
  const made = await trainings.ask<{ modelVersion: MultiLabelVersion }>(VERSION, { ref: 'topics@2' });
  const [{ node: ofPruned }] = made.modelVersion.evaluations.edges as [{ node: MultiLabelEvaluation }];
  expect(valueOf(ofPruned.metrics, 'F1_MICRO')).toBeGreaterThan(valueOf(measured.metrics, 'F1_MICRO') - 0.5);
  const quantized = await runSluice(env, 'optimize', ...optimize, '--pass', 'product-quantization');
  expect(quantized.stdout).toMatch(/tried +product_quantization: .*no table of 4096 rows/);

  // Brought back it gives the same, from a threshold of 0.5 on.
  const brought = await runSluice(env, 'model', 'register', 'brought', path);
  expect(brought).toMatchObject({ code: 0, stdout: expect.stringContaining('brought@1') });
  await releaseAt(gateway, 'production', 'brought@1');
  const again = await predicted('brought');
  again.forEach(({ scores }, at) => {
    const expected = answers[at]!.scores;
    expect(scores.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
    scores.forEach(({ score }, place) => {
      expect(score).toBeCloseTo(expected[place]!.score, 5);
    });
  });
  const input = { idempotencyKey: randomUUID(), modelVersion: 'brought@1', datasetVersion: 'many@1' };
  const { evaluateModelVersion } = await trainings.ask<{ evaluateModelVersion: { job: { id: string } } }>(EVALUATE, {
    input,
  });
  const evaluated = await trainings.finished<{ state: string; result: MultiLabelEvaluation }>(
    EVALUATED,
    evaluateModelVersion.job.id,
  );
  const at1 = (metrics: MultiLabelEvaluation['metrics']) => valueOf(metrics, 'PRECISION_AT_1');
  expect(at1(evaluated.result.metrics)).toBe(at1(measured.metrics));
  await rm(folder, { recursive: true });
}, 180_000);

test('a training whose worker dies goes on from its last checkpoint', async () => {
  const id = await start({ epochs: 1_000, dimensions: 1_024 }, { datasetVersion: 'long@1', evaluationSplit: null });
  await trainings.untilCheckpoint(id);
  await trainings.replaceWorker();
  const now = JOB.replace('PT20S', 'PT0S');
  await trainings.when<Job>(now, id, ({ attempts }) => attempts.at(-1)!.resumedFromCheckpoint);
  await trainings.cancel(id);
  expect((await trainings.finished<Job>(JOB, id)).state).toBe('CANCELLED');
}, 180_000);

test.each([
  [{ dimensions: 0 }, {}, 'dimensions is 1 to 1024.'],
  [{ learningRate: 0 }, {}, 'learningRate is above 0'],
  [{ maxNgram: 4 }, {}, 'minNgram is 1 to 4.'],
  [{ negatives: 5 }, {}, 'leave out negatives'],
  [{ buckets: 0 }, {}, 'buckets is 1 to'],
  [{}, { wordTests: [{ datasetVersion: 'topics@1' }] }, 'Tests of words measure word vectors'],
  [{ threshold: 0.5 }, {}, 'threshold is for texts of any number of labels'],
  [{ multiLabel: true, threshold: 2 }, { model: 'tags' }, 'threshold is 0 to 1.'],
  [{}, { model: 'tags' }, 'and "tags" is for MULTI_LABEL. Give multiLabel: true, or train a model of another name.'],
  [
    { multiLabel: true },
    {},
    'and "filter" is for CLASSIFICATION. Leave out multiLabel, or train a model of another name.',
  ],
  [{}, { model: 'words' }, 'This trains models of the task CLASSIFICATION, and "words" is for EMBEDDING.'],
  [{}, { validationSplit: 'validation' }, 'leave out validationSplit'],
] as const)('%p with %p is refused before a job is made', async (settings, changes, message) => {
  await expect(start(settings, changes)).rejects.toThrow(message);
});

test('rows of several labels fail a training of one label a text with what trains them', async () => {
  const id = await start(SETTINGS, { datasetVersion: 'many@1', evaluationSplit: null });
  expect(await trainings.finished<Job>(JOB, id)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringMatching(/has no label|several labels.+multiLabel: true/) },
  });
});

test('rows of one label fail with what is missing', async () => {
  const id = await start(SETTINGS, { datasetVersion: 'alike@1', evaluationSplit: null });
  expect(await trainings.finished<Job>(JOB, id)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('at least two labels') },
  });
});
