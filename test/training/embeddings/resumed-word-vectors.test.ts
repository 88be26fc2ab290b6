import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import { TrainingsForTest } from '../../support/trainings.js';
import { topicCsv, topicTexts } from '../topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state attempts { end resumedFromCheckpoint } metricSeries { name points { value } }
  ... on TrainingJob { result { evaluations(first: 5) { edges { node { metrics { name value } } } } } } } }`;
const PROGRESS = 'query ($id: ID!) { job(id: $id) { attempts { end } progress { done message } } }';

interface Job {
  state: string;
  metricSeries: { name: string; points: { value: number }[] }[];
  attempts: { end: string | null }[];
  progress: { done: number; message: string | null };
  result: { evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] } };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(2_000)), { splits: { column: 'split' } });
  await seedDatasetVersion(context, 'pairs', 'taste\tbread\t9\nmarket\tprice\t8\ntaste\tmarket\t1\n', {
    ...{ splits: { fractions: [{ name: 'test', fraction: 1 }] }, format: DatasetFormat.PLAIN_TEXT },
  });
  await trainings.createModels({ words: 'EMBEDDING' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

test('a training by two threads whose worker is killed goes on from its checkpoint at another, and is as good in the end as an unbroken one', async () => {
  // Long enough to keep a state of: one is due after two seconds.
  const start = () =>
    trainings.train({
      ...{ model: 'words', datasetVersion: 'topics@1', wordTests: [{ datasetVersion: 'pairs@1' }] },
      settings: { word2vec: { dimensions: 1_024, epochs: 1_000, minCount: 2, threads: 2 } },
    });
  const id = await start();
  await trainings.untilCheckpoint(id);
  const { progress: before } = await trainings.when<Job>(PROGRESS, id, ({ progress }) => progress.done > 0);
  await trainings.replaceWorker();
  const { progress: after } = await trainings.when<Job>(
    PROGRESS,
    id,
    ({ attempts, progress: { message } }) => attempts.length === 2 && message === 'Training',
  );
  expect(after.done).toBeGreaterThan(before.done / 2);
  const broken = await trainings.finished<Job>(JOB, id);
  expect(broken).toMatchObject({
    state: 'SUCCEEDED',
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  const whole = await trainings.finished<Job>(JOB, await start());
  const [resumed, unbroken] = [broken, whole].map(figuresOf);
  expect(Math.abs(resumed!.loss - unbroken!.loss)).toBeLessThan(0.05);
  expect(Math.abs(resumed!.similarity - unbroken!.similarity)).toBeLessThan(0.3);
}, 240_000);

/** The loss of the last pairs, and how well cosines go with ratings. */
function figuresOf({ metricSeries, result }: Job): { loss: number; similarity: number } {
  const { points } = metricSeries.find(({ name }) => name === 'train_loss')!;
  const { metrics } = result.evaluations.edges[0]!.node;
  return { loss: points.at(-1)!.value, similarity: metrics.find(({ name }) => name === 'WORD_SIMILARITY')!.value };
}
