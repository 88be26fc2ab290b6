import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { uniform } from '../../src/numerics/random.js';
import { runSluice } from '../cli/run-sluice.js';
import { LABELLED_TEXTS, seedDatasetVersion } from '../support/datasets.js';
import { releaseAt } from '../support/released.js';
import { type Measured, TrainingsForTest, valueOf } from '../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { code message } adjustments { setting reason }
  attempts { end resumedFromCheckpoint } metricSeries { name points { value } } logs(first: 20) { edges { node { message } } }
  ... on TrainingJob { validationSplit settings { algorithm ... on MaximumEntropyRegressionSettings { l2 minCount } }
    result { ref model { task } signature { labels outputs { name shape } } files { path digest }
      evaluations { edges { node { metrics { name value unit interval { lower upper } } } } } } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results { ... on Regression { value standardDeviation } } } }`;

const STARS = { splendid: 12, good: 6, decent: 2, dull: -5, awful: -11, 很好: 9 };
const FILLER = ['the', 'film', 'a', 'story', 'with', 'actors'];

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  attempts: { end: string | null; resumedFromCheckpoint: boolean }[];
  metricSeries: { name: string; points: { value: number }[] }[];
  logs: { edges: { node: { message: string } }[] };
  settings: { l2: number };
  result: {
    ref: string;
    files: { path: string; digest: string }[];
    evaluations: { edges: { node: Measured }[] };
  };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  const splits = { column: 'split' };
  const columns = LABELLED_TEXTS;
  await seedDatasetVersion(context, 'films', csv(ratings(600)), { splits, columns });
  await seedDatasetVersion(context, 'long', csv(ratings(1_500, 60)), { splits, columns });
  const odd = ratings(20).map((row, at) => (at === 12 ? { ...row, label: '3,5' } : row));
  const lines = odd.map((row) => JSON.stringify(row)).join('\n');
  await seedDatasetVersion(context, 'odd', lines, { splits, columns, format: DatasetFormat.JSON_LINES });
  await seedDatasetVersion(context, 'alike', 'label,text\n7,a\n7,b\n', { columns });
  await seedDatasetVersion(context, 'huge', 'label,text\n7,a\n-1e39,b\n', { columns });
  await seedDatasetVersion(context, 'close', 'label,text\n1700000000,a\n1700000060,b\n', { columns });
  await trainings.createModels({ stars: 'REGRESSION', broken: 'REGRESSION', tags: 'CLASSIFICATION' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

/** Texts with a rating around 1000 that their words make up, and noise. */
function ratings(count: number, wordCount = 8) {
  const words = Object.keys(STARS) as (keyof typeof STARS)[];
  return Array.from({ length: count }, (_, row) => {
    const said = words.filter((__, word) => uniform(1, row, word) < 0.35);
    const filler = Array.from(
      { length: wordCount },
      (__, at) => FILLER[Math.floor(uniform(2, row, at) * FILLER.length)],
    );
    const stars = said.reduce((sum, word) => sum + STARS[word], 1_000) + 2 * uniform(3, row, 0) - 1;
    const split = row % 10 === 8 ? 'validation' : row % 10 === 9 ? 'test' : 'train';
    return { split, label: stars.toFixed(3), text: [...filler, ...said].join(' ') };
  });
}

function csv(rows: ReturnType<typeof ratings>): string {
  return `split,label,text\n${rows.map(({ split, label, text }) => `${split},${label},${text}`).join('\n')}\n`;
}

function start(settings: object = {}, changes: object = {}): Promise<string> {
  const request = { model: 'stars', datasetVersion: 'films@1', settings: { maximumEntropyRegression: settings } };
  return trainings.train({ ...request, ...changes });
}

test('numbers of texts are learnt, measured, served with their standard deviation, and evaluated again', async () => {
  const job = await trainings.finished<Job>(JOB, await start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    settings: { algorithm: 'MAXIMUM_ENTROPY_REGRESSION', minCount: 2 },
    adjustments: [{ setting: 'l2', reason: expect.stringMatching(/^Lowest mean squared error \(.+"validation"\.$/) }],
    result: {
      ref: 'stars@1',
      model: { task: 'REGRESSION' },
      signature: { labels: [], outputs: [{ name: 'value', shape: [-1, 1] }] },
    },
  });
  const series = new Map(job.metricSeries.map(({ name, points }) => [name, points.at(-1)!.value]));
  expect([...series.keys()].sort()).toEqual([
    ...['l2', 'standard_deviation', 'train_loss', 'validation_loss', 'validation_mean_absolute_error'],
    'validation_r_squared',
  ]);
  const measured = job.result.evaluations.edges[0]!.node;
  expect(measured.metrics.map(({ name }) => name)).toEqual([
    ...['MEAN_ABSOLUTE_ERROR', 'ROOT_MEAN_SQUARED_ERROR', 'R_SQUARED'],
  ]);
  expect(valueOf(measured, 'R_SQUARED')).toBeGreaterThan(0.8);
  // What held-out rows told of errors is how large they are on others.
  const deviation = series.get('standard_deviation')!;
  expect(valueOf(measured, 'ROOT_MEAN_SQUARED_ERROR') / deviation).toBeGreaterThan(0.6);
  expect(valueOf(measured, 'ROOT_MEAN_SQUARED_ERROR') / deviation).toBeLessThan(1.6);

  await releaseAt(trainings.gateway, 'production', 'stars@1');
  const tested = ratings(600).filter(({ split }) => split === 'test');
  const target = { deployment: { environment: 'production', model: 'stars' } };
  const input = { target, inputs: { texts: tested.map(({ text }) => text) } };
  const { predict } = await trainings.ask<{ predict: { results: { value: number; standardDeviation: number }[] } }>(
    PREDICT,
    { input },
  );
  const errors = predict.results.map(({ value }, row) => value - Number(tested[row]!.label));
  const mean = errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
  expect(mean).toBeCloseTo(valueOf(measured, 'MEAN_ABSOLUTE_ERROR'), 3);
  for (const { standardDeviation } of predict.results) expect(standardDeviation).toBeCloseTo(deviation, 4);

  const again = await trainings.evaluated('stars@1', 'films@1');
  expect(valueOf(again, 'R_SQUARED')).toBe(valueOf(measured, 'R_SQUARED'));
}, 120_000);

test('the command line trains one, and prints numbers with their deviation', async () => {
  const { env } = trainings;
  const trained = await runSluice(env, 'train', 'by-hand', 'films@1', '--algorithm', 'maximum-entropy-regression');
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringMatching(/by-hand@1[^]*r_squared/) });
  await releaseAt(trainings.gateway, 'production', 'by-hand@1');
  const asked = await runSluice(env, 'predict', 'by-hand@1', 'splendid film', 'an awful dull film');
  expect(asked.stdout).toMatch(/^10\d\d(\.\d+)? ± [\d.]+\tby-hand@1\t/m);
  const [high, low] = asked.stdout.split('\n').map((line) => Number(line.split(' ')[0]));
  expect(high! - low!).toBeGreaterThan(5);
}, 120_000);

test('an L2 that is given has its deviation, too: of the validation rows, or without them of a tenth of the training rows', async () => {
  const validated = await start({ l2: 0.001 });
  const id = await start({ l2: 0.001 }, { datasetVersion: 'odd@1', trainSplit: 'validation', evaluationSplit: null });
  const job = await trainings.finished<Job>(JOB, id);
  expect(job).toMatchObject({ state: 'SUCCEEDED', adjustments: [], settings: { l2: 0.001 } });
  expect(job.metricSeries.find(({ name }) => name === 'standard_deviation')!.points[0]!.value).toBeGreaterThan(0);
  expect(job.logs.edges.map(({ node }) => node.message)).toContainEqual(
    expect.stringMatching(/^The standard deviation was measured on \d rows alone/),
  );
  const { metricSeries } = await trainings.finished<Job>(JOB, validated);
  const last = (wanted: string) => metricSeries.find(({ name }) => name === wanted)!.points.at(-1)!.value;
  expect(last('standard_deviation')).toBeCloseTo(Math.sqrt(last('validation_loss')), 9);
}, 60_000);

test('a training whose worker is killed resumes from its checkpoint and makes the very same files', async () => {
  const settings = { characterNgrams: 5 };
  const request = { model: 'broken', datasetVersion: 'long@1' };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings, request));
  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 180_000);

test.each([
  [{ wordNgrams: 0 }, {}, 'Choose wordNgrams, characterNgrams or both.'],
  [{ l2: 0 }, {}, 'l2 is 1e-9 to 100.'],
  [{}, { model: 'tags' }, 'This trains models of the task REGRESSION, and "tags" is for CLASSIFICATION.'],
] as const)('%j with %j is refused before a job is made', async (settings, changes, message) => {
  await expect(start(settings, changes)).rejects.toThrow(message);
});

test.each([
  ['odd@1', 'Row 13 of the dataset version has the label "3,5"; a regression needs one number in every row'],
  ['alike@1', 'A regression needs rows of different numbers; the training split has the number 7 in every row.'],
  ['huge@1', 'Row 2 of the dataset version has the label "-1e39"; a regression answers in FP32, which ends at 3.4e38.'],
  [
    'close@1',
    'closer together than FP32, in which a regression answers, can tell apart. Import them with a constant subtracted',
  ],
])('rows of %s fail with what is wrong', async (datasetVersion, message) => {
  const id = await start({}, { datasetVersion, evaluationSplit: null });
  expect(await trainings.finished<Job>(JOB, id)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining(message) },
  });
});
