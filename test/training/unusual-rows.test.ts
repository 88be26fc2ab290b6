import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { releaseAt } from '../support/released.js';
import { TrainingsForTest } from '../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { code message } metricSeries { name points { value } }
  ... on TrainingJob { result { ref } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { label score } ... on TextEmbedding { vector } ... on PredictionFailure { message } } } }`;
const SMALL = { dimensions: 8, epochs: 1, minCount: 1 };
const TRAINERS = ['word2vec', 'fastText', 'gloVe', 'fastTextClassifier'] as const;

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  metricSeries: { points: { value: number }[] }[];
  result: { ref: string } | null;
}

/** A row of three megabytes; an import takes four. */
const LONG_TEXT = Array.from({ length: 400_000 }, (_, at) => `word${(at * 7) % 997}`).join(' ');

let trainings: TrainingsForTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-unusual-'));
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  const rows = [
    ...['marks,x,!!!', 'marks,y,???'],
    ...['one,x,bread', 'one,y,bread bread'],
    ...['frequent,x,bread bread bread', 'frequent,y,bread market'],
    ...['alike,x,bread market', 'alike,x,market bread'],
    ...['unlabelled,x,bread market', 'unlabelled,,market price'],
    ...[`long,x,${LONG_TEXT}`, 'long,y,bread market'],
  ];
  const splits = { column: 'split' };
  await seedDatasetVersion(context, 'rows', `split,label,text\n${rows.join('\n')}\n`, { splits, columns });
  await seedDatasetVersion(context, 'texts', 'bread market\nmarket price\n', {
    splits: { fractions: [{ name: 'train', fraction: 1 }] },
  });
  await trainings.createModels({ vectors: 'EMBEDDING', labels: 'CLASSIFICATION', several: 'MULTI_LABEL' });
  trainings.startWorker();
}, 120_000);
afterAll(async () => {
  await trainings.stop();
  await rm(folder, { recursive: true });
});

async function trained(
  trainer: (typeof TRAINERS)[number],
  trainSplit: string,
  changes: object = {},
  datasetVersion = 'rows@1',
): Promise<Job> {
  const model = trainer === 'fastTextClassifier' ? ('multiLabel' in changes ? 'several' : 'labels') : 'vectors';
  const buckets = trainer === 'fastText' || trainer === 'fastTextClassifier' ? { buckets: 10_000 } : {};
  const settings = { [trainer]: { ...SMALL, ...buckets, ...changes } };
  const request = { model, datasetVersion, settings, trainSplit, evaluationSplit: null };
  return trainings.finished<Job>(JOB, await trainings.train(request));
}

const refused = (message: RegExp) => ({
  state: 'FAILED',
  failure: { code: 'INVALID_INPUT', message: expect.stringMatching(message) },
});

function expectTrained({ state, failure, metricSeries }: Job): void {
  expect({ state, failure }).toEqual({ state: 'SUCCEEDED', failure: null });
  for (const { points } of metricSeries) for (const { value } of points) expect(Number.isFinite(value)).toBe(true);
}

/** Answers of the newest version; they are numbers. */
async function answersOf(job: Job, text: string): Promise<{ label?: string; score?: number; vector?: number[] }> {
  await releaseAt(trainings.gateway, 'production', job.result!.ref);
  const [model] = job.result!.ref.split('@');
  const target = { deployment: { environment: 'production', model } };
  const { predict } = await trainings.ask<{ predict: { results: { score?: number; vector?: number[] }[] } }>(PREDICT, {
    input: { target, inputs: { texts: [text] } },
  });
  const [answer] = predict.results;
  for (const value of answer!.vector ?? [answer!.score!]) expect(Number.isFinite(value)).toBe(true);
  return answer!;
}

test.each(TRAINERS)(
  '%s says what is missing, or learns what there is to learn',
  async (trainer) => {
    const isClassifier = trainer === 'fastTextClassifier';
    const [marks, one, frequent, none, long] = await Promise.all([
      trained(trainer, 'marks'),
      trained(trainer, 'one'),
      trained(trainer, 'frequent', { minCount: 3 }),
      trained(trainer, 'frequent', { minCount: 100 }),
      trained(trainer, 'long'),
    ]);
    if (isClassifier) {
      // Marks are words of a classifier, and a single word can tell labels apart by how often it comes.
      for (const job of [marks, one, frequent]) expectTrained(job);
      expect(none).toMatchObject(refused(/none occurs at least 100 times.+lower minCount/));
    } else {
      expect(marks).toMatchObject(refused(/The corpus is empty/));
      for (const job of [one, frequent, none]) expect(job).toMatchObject(refused(/two are needed/));
    }
    expectTrained(long);
    await answersOf(long, 'word7 word14');
  },
  180_000,
);

test('a classifier says which rows lack a label, or that there is nothing to tell apart', async () => {
  const [alike, unlabelled, noColumn, several, severalAlike] = await Promise.all([
    trained('fastTextClassifier', 'alike'),
    trained('fastTextClassifier', 'unlabelled'),
    trained('fastTextClassifier', 'train', {}, 'texts@1'),
    trained('fastTextClassifier', 'unlabelled', { multiLabel: true }),
    trained('fastTextClassifier', 'alike', { multiLabel: true }),
  ]);
  expect(alike).toMatchObject(refused(/at least two labels; the training split has x/));
  expect(unlabelled).toMatchObject(refused(/Row \d+ of the dataset version has no label/));
  expect(noColumn).toMatchObject(refused(/no column of the kind LABEL.+Import it with one/));
  expectTrained(several);
  expect(severalAlike).toMatchObject(refused(/at least two labels; the training split has x/));
}, 120_000);

test('what holds no rows is refused before anything is trained', async () => {
  for (const trainer of TRAINERS)
    await expect(trained(trainer, 'nowhere')).rejects.toThrow(/no split "nowhere"; its splits are "marks"/);
  const bytes = (length: number) => Buffer.alloc(length, 'bread market ');
  const files = {
    empty: ['', /no rows|empty/i],
    broken: [Buffer.from([...Buffer.from('bread '), 0xff, 0xfe, ...Buffer.from(' market\n')]), /not valid UTF-8/],
    long: [
      Buffer.concat([Buffer.from('bread\n'), bytes(10_000_000), Buffer.from('\nmarket\n')]),
      /4 MiB|4194304|4,194,304/,
    ],
  } as const;
  for (const [name, [content, message]] of Object.entries(files)) {
    const path = join(folder, `${name}.txt`);
    await writeFile(path, content);
    const { code, stderr } = await runSluice(trainings.env, 'dataset', 'import', name, path);
    expect([name, code === 0]).toEqual([name, false]);
    expect(stderr).toMatch(message);
  }
}, 120_000);
