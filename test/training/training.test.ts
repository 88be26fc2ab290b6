import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LABELLED_TEXTS, seedDatasetVersion } from '../support/datasets.js';
import { type TrainingRequest, TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") {
  id state progress { fraction } failure { code message } adjustments { setting requested effective reason }
  attempts { end resumedFromCheckpoint } metricSeries { name points { value } }
  ... on TrainingJob {
    model { name } datasetVersion { ref } trainSplit validationSplit evaluationSplit tags { key value }
    settings { algorithm seed epochs ... on MaximumEntropySettings { l2 wordNgrams minCount hashBuckets } }
    result {
      id ref parameterCount signature { labels inputs { name datatype shape } outputs { name shape } }
      files { path role digest } tags { key value } origin { ... on TrainingJob { id } }
      lineage { kind reproducible summary inputs { ref } }
      evaluations { edges { node { split datasetVersion { ref } metrics { name value interval { lower upper } sampleSize } confusion { expected predicted count } } } }
    }
  } } }`;

interface TrainedJob {
  id: string;
  state: string;
  failure: { message: string } | null;
  adjustments: { setting: string; effective: string; reason: string }[];
  attempts: { end: string; resumedFromCheckpoint: boolean }[];
  metricSeries: { name: string; points: { value: number }[] }[];
  settings: { l2: number };
  validationSplit: string | null;
  result: {
    id: string;
    ref: string;
    origin: { id: string };
    files: { path: string; role: string; digest: string }[];
    evaluations: { edges: { node: { split: string; metrics: { name: string; value: number }[] } }[] };
  };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start({ inferenceWorkers: 0 });
  for (const [name, texts] of Object.entries({
    topics: topicTexts(600),
    many: topicTexts(2_000, 0, 40),
    long: topicTexts(6_000, 0, 40),
  })) {
    await seedDatasetVersion(trainings.context, name, topicCsv(texts), {
      splits: { column: 'split' },
      columns: LABELLED_TEXTS,
    });
  }
  await trainings.createModels({ topic: 'CLASSIFICATION' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

/** Starts a training with the given changes to a plain one; answers the job's id. */
function start(changes: Partial<TrainingRequest> & Record<string, unknown> = {}): Promise<string> {
  return trainings.train({
    ...{ model: 'topic', datasetVersion: 'topics@1', settings: { maximumEntropy: {} } },
    ...changes,
  });
}

const finished = (id: string) => trainings.finished<TrainedJob>(JOB, id);

const tags = [{ key: 'team', value: 'search' }];
let plainJob: Promise<TrainedJob> | null = null;

/** The first training, which several tests look at. */
function plain(): Promise<TrainedJob> {
  plainJob ??= start({ tags, seed: 7 }).then(finished);
  return plainJob;
}

test('a training makes a version with its files, signature, evaluation, lineage and settings as run', async () => {
  const job = await plain();
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    progress: { fraction: 1 },
    model: { name: 'topic' },
    datasetVersion: { ref: 'topics@1' },
    trainSplit: 'train',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'MAXIMUM_ENTROPY', wordNgrams: 2, minCount: 2, hashBuckets: null },
    adjustments: [{ setting: 'l2', reason: expect.stringContaining('"validation"') }],
    result: {
      ref: 'topic@1',
      tags,
      signature: {
        labels: ['food', 'money', 'sport'],
        inputs: [
          { name: 'indices', datatype: 'INT64', shape: [-1, -1] },
          { name: 'values', datatype: 'FP32', shape: [-1, -1] },
        ],
        outputs: [{ name: 'probabilities', shape: [-1, 3] }],
      },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vocabulary.tsv', role: 'VOCABULARY' },
      ],
      origin: { id: job.id },
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'topics@1' }] }],
      evaluations: { edges: [{ node: { split: 'test', datasetVersion: { ref: 'topics@1' } } }] },
    },
  });
  expect(job.settings.l2).toBe(Number(job.adjustments[0]!.effective));
  const accuracy = job.result.evaluations.edges[0]!.node.metrics.find(({ name }) => name === 'ACCURACY');
  expect(accuracy).toMatchObject({ sampleSize: 60, interval: { lower: expect.any(Number) } });
  expect(accuracy!.value).toBeGreaterThan(0.8);
});

test('loss and validation figures can be watched as curves', async () => {
  const { metricSeries } = await plain();
  const loss = metricSeries.find(({ name }) => name === 'train_loss')!;
  expect(loss.points.at(-1)!.value).toBeLessThan(loss.points[0]!.value);
  expect(metricSeries.map(({ name }) => name).sort()).toEqual([
    'l2',
    'train_loss',
    'validation_accuracy',
    'validation_loss',
  ]);
});

test('the same rows, settings and seed make the same files', async () => {
  const first = await plain();
  const second = await finished(await start({ seed: 7 }));
  expect(second.result.files).toEqual(first.result.files);
});

test('an L2 that is given is used and needs no validation rows; hashing needs no vocabulary; no split measures nothing', async () => {
  const maximumEntropy = { l2: 0.001, hashBuckets: 4096, characterNgrams: 3, classWeights: 'BALANCED' };
  const job = await finished(await start({ settings: { maximumEntropy }, evaluationSplit: null }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    adjustments: [],
    validationSplit: null,
    settings: { l2: 0.001, minCount: null, hashBuckets: 4096 },
    result: { evaluations: { edges: [] } },
  });
  expect(job.result.files.map(({ path }) => path)).toContain('document-frequencies.bin');
});

test('a key used twice starts one training', async () => {
  const idempotencyKey = randomUUID();
  expect(await start({ idempotencyKey })).toBe(await start({ idempotencyKey }));
});

describe('a training that cannot go well is refused before it starts', () => {
  test.each([
    [{ model: 'nobody' }, 'No model "nobody"'],
    [{ datasetVersion: 'topics@9' }, 'No dataset version "topics@9"'],
    [{ trainSplit: 'nowhere' }, 'its splits are "train", "validation", "test"'],
    [{ evaluationSplit: 'nowhere' }, 'no split "nowhere"'],
    [{ settings: { maximumEntropy: { wordNgrams: 0 } } }, 'Choose wordNgrams, characterNgrams or both'],
    [{ settings: { maximumEntropy: { wordNgrams: 9 } } }, 'wordNgrams is 0 to 5'],
    [{ settings: { maximumEntropy: { l2: 0 } } }, 'l2 is'],
    [{ settings: { maximumEntropy: { l2: 0.1 } }, validationSplit: 'validation' }, 'leave out one of them'],
    [{ settings: { maximumEntropy: { hashBuckets: 1000 } } }, 'power of two'],
    [{ settings: { maximumEntropy: { hashBuckets: 1024, minCount: 3 } } }, 'leave out minCount or hashBuckets'],
    [{ settings: {} }, 'TrainingSettingsInput'],
    [{ seed: -1 }, 'seed is 0 to'],
  ])('%j', async (changes, sentence) => {
    await expect(start(changes)).rejects.toThrow(sentence);
  });
});

test('rows without labels fail the job with what to do', async () => {
  await seedDatasetVersion(trainings.context, 'unlabelled', 'text\none\ntwo\nthree\n', {
    splits: { fractions: [{ name: 'train', fraction: 1 }] },
  });
  const job = await finished(await start({ datasetVersion: 'unlabelled@1', evaluationSplit: null }));
  expect(job).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('no column of the kind LABEL') },
  });
});

test('a training whose worker is killed resumes from its checkpoint and makes the very same version', async () => {
  const settings = { maximumEntropy: { characterNgrams: 4 } };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<TrainedJob>(JOB, () =>
    start({ datasetVersion: 'many@1', settings }),
  );
  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
  expect(resumed.settings).toEqual(unbroken.settings);
  const [{ count }] = await trainings.context.db.query<[{ count: string }]>(
    "SELECT count(*) FROM model_version WHERE origin ->> 'jobId' = $1",
    [resumed.result.origin.id],
  );
  expect(Number(count)).toBe(1);
}, 120_000);

test('a training that is cancelled stops soon', async () => {
  const settings = { maximumEntropy: { characterNgrams: 8, wordNgrams: 5 } };
  const id = await start({ datasetVersion: 'long@1', settings });
  await trainings.when<TrainedJob>(JOB.replace('PT20S', 'PT0S'), id, ({ metricSeries }) => metricSeries.length > 0);
  const asked = Date.now();
  await trainings.cancel(id);
  expect((await finished(id)).state).toBe('CANCELLED');
  expect(Date.now() - asked).toBeLessThan(5_000);
});
