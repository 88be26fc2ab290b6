import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { servedClassifier } from '../../../src/training/neural/classifier/classifier-network.js';
import { LABELLED_TEXTS, seedDatasetVersion } from '../../support/datasets.js';
import { seedUpload } from '../../support/seed.js';
import { TrainingsForTest } from '../../support/trainings.js';
import { topicCsv, topicTexts } from '../topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message } attempts { end resumedFromCheckpoint }
  metricSeries { name points { value } } logs(last: 100) { edges { node { message } } }
  ... on TrainingJob { initialVersion { ref }
    settings { algorithm ... on RecurrentLanguageModelSettings { cell layers hiddenSize embeddingSize level vocabularySize }
      ... on TransformerLanguageModelSettings { layers heads hiddenSize contextLength level vocabularySize } }
    result { ref files { path digest } signature { labels } lineage { summary inputs { ref } } } } } }`;
const REGISTER =
  'mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { modelVersion { ref } } }';
const NETWORK = {
  ...{ layers: 1, heads: 2, hiddenSize: 32, feedForwardSize: 88, dropout: 0 },
  ...{ vocabularySize: 300, labelCount: 3 },
};
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', 'a cat saw the dog run.'];
const COMMON = { hiddenSize: 32, dropout: 0, batchSize: 4, epochs: 40, learningRate: 0.02 };
const RECURRENT = { ...COMMON, cell: 'GRU', level: 'CHARACTER', sequenceLength: 24 };
const TRANSFORMER = { ...COMMON, level: 'SUBWORD', vocabularySize: 300, layers: 1, heads: 2, contextLength: 24 };
const CLASSIFIER = { layers: 1, heads: 2, hiddenSize: 32, vocabularySize: 300, epochs: 4, learningRate: 0.01 };
/** What a training that goes on changes little with. */
const GENTLY = { epochs: 1, batchSize: 4, dropout: 0, learningRate: 1e-5 };

interface Job {
  state: string;
  metricSeries: { name: string; points: { value: number }[] }[];
  logs: { edges: { node: { message: string } }[] };
  result: { ref: string; files: { path: string; digest: string }[] };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const rows = Array.from({ length: 120 }, (_, at) => `${at % 20 === 19 ? 'test' : 'train'},${LINES[at % 3]!}`);
  await seedDatasetVersion(trainings.context, 'lines', `split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
  });
  const columns = LABELLED_TEXTS;
  const csv = topicCsv(topicTexts(400));
  await seedDatasetVersion(trainings.context, 'topics', csv, { splits: { column: 'split' }, columns });
  const others = csv.replaceAll('sport', 'games');
  await seedDatasetVersion(trainings.context, 'others', others, { splits: { column: 'split' }, columns });
  await trainings.createModels({ poet: 'LANGUAGE_MODEL', topic: 'CLASSIFICATION', brought: 'TENSORS' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

function start(settings: object, initialVersion?: string, datasetVersion = 'lines@1'): Promise<string> {
  const model = 'transformerClassifier' in settings || 'maximumEntropy' in settings ? 'topic' : 'poet';
  return trainings.train({ model, datasetVersion, settings, ...(initialVersion ? { initialVersion } : {}) });
}

const finished = (id: string) => trainings.finished<Job>(JOB, id);
const trained = async (...given: Parameters<typeof start>) => finished(await start(...given));

function lossesOf({ metricSeries }: Job): number[] {
  return metricSeries.find(({ name }) => name === 'train_loss')!.points.map(({ value }) => value);
}

test.each([
  ['recurrentLanguageModel', RECURRENT, { cell: 'GRU', hiddenSize: 32, embeddingSize: 32, level: 'CHARACTER' }],
  ['transformerLanguageModel', TRANSFORMER, { layers: 1, heads: 2, hiddenSize: 32, level: 'SUBWORD' }],
])(
  'a %s goes on with the weights, tokens and sizes of a version, and its lineage names it',
  async (algorithm, settings, sizes) => {
    const base = await trained({ [algorithm]: settings });
    const { ref } = base.result;
    const [job, again] = [await trained({ [algorithm]: GENTLY }, ref), await trained({ [algorithm]: GENTLY }, ref)];

    expect(job).toMatchObject({
      state: 'SUCCEEDED',
      initialVersion: { ref },
      settings: sizes,
      result: {
        lineage: [
          { summary: expect.stringContaining(` from ${ref} on `), inputs: [{ ref: 'lines@1' }, { ref }] },
          { inputs: [{ ref: 'lines@1' }] },
        ],
      },
    });
    const [untrained, learned] = [lossesOf(base)[0]!, lossesOf(base).at(-1)!];
    expect(untrained).toBeGreaterThan(2);
    expect(learned).toBeLessThan(0.5);
    expect(Math.abs(lossesOf(job)[0]! - learned)).toBeLessThan(0.1 * untrained);
    expect(again.result.files).toEqual(job.result.files);
    const tokens = ({ result }: Job) =>
      result.files.find(({ path }) => path === 'vocabulary.txt' || path === 'tokenizer.json');
    expect(tokens(job)).toEqual(tokens(base));
  },
  240_000,
);

test('a training that goes on from a version, and whose worker is killed, goes on from its checkpoint', async () => {
  const settings = { recurrentLanguageModel: { ...GENTLY, epochs: 25 } };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings, 'poet@1'));

  expect(resumed).toMatchObject({
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a classifier keeps the labels of its version, learns others anew, and takes over the blocks of a language model', async () => {
  const gently = { transformerClassifier: { ...GENTLY, batchSize: 32 } };
  const base = await trained({ transformerClassifier: CLASSIFIER }, undefined, 'topics@1');
  const { ref } = base.result;
  const same = await trained(gently, ref, 'topics@1');
  const other = await trained(gently, ref, 'others@1');
  const pretrained = await trained(gently, 'poet@4', 'topics@1');

  expect(lossesOf(base)[0]).toBeGreaterThan(0.9);
  expect(lossesOf(same)[0]).toBeLessThan(0.2);
  expect(same).toMatchObject({ result: { signature: { labels: ['money', 'sport', 'food'] } } });
  expect(lossesOf(other)[0]).toBeGreaterThan(0.5);
  expect(other).toMatchObject({
    state: 'SUCCEEDED',
    result: { signature: { labels: expect.arrayContaining(['games']) } },
  });
  expect(other.logs.edges.map(({ node }) => node.message)).toContainEqual(
    expect.stringContaining(`labels that ${ref} does not know`),
  );
  expect(pretrained).toMatchObject({
    state: 'SUCCEEDED',
    result: { lineage: [{ inputs: [{ ref: 'topics@1' }, { ref: 'poet@4' }] }, { inputs: [{ ref: 'lines@1' }] }] },
  });
}, 240_000);

test('what a version cannot give is refused before anything runs', async () => {
  const recurrent = (settings: object) => start({ recurrentLanguageModel: settings }, 'poet@1');
  await expect(recurrent({ hiddenSize: 64 })).rejects.toThrow(
    'hiddenSize is 32 in the version that the training begins from, not 64: leave it out.',
  );
  await expect(recurrent({ level: 'WORD' })).rejects.toThrow('level is CHARACTER in the version');
  await expect(recurrent({ embeddingSize: 64 })).rejects.toThrow('embeddingSize is 32 in the version');
  await expect(start({ transformerLanguageModel: {} }, 'poet@1')).rejects.toThrow(
    'poet@1 was trained by RECURRENT_LANGUAGE_MODEL; a training by TRANSFORMER_LANGUAGE_MODEL begins from versions of TRANSFORMER_LANGUAGE_MODEL.',
  );
  await expect(start({ transformerClassifier: {} }, 'poet@1', 'topics@1')).rejects.toThrow(
    'poet@1 was trained by RECURRENT_LANGUAGE_MODEL; a training by TRANSFORMER_CLASSIFIER begins from',
  );
  await expect(start({ maximumEntropy: {} }, 'topic@1', 'topics@1')).rejects.toThrow(
    'Trainings by MAXIMUM_ENTROPY begin from nothing: leave out initialVersion',
  );
  await expect(start({ transformerClassifier: { lowercase: true } }, 'poet@4', 'topics@1')).rejects.toThrow(
    'lowercase is false in the version',
  );
  const upload = await seedUpload(trainings.context, servedClassifier(NETWORK, null));
  const files = [{ path: 'model.onnx', role: 'MODEL', source: { upload } }];
  await trainings.ask(REGISTER, { input: { idempotencyKey: randomUUID(), model: 'brought', files } });
  await expect(start({ transformerClassifier: {} }, 'brought@1', 'topics@1')).rejects.toThrow(
    'brought@1 was not trained here',
  );
  await expect(start({ recurrentLanguageModel: { patience: 2 } })).rejects.toThrow(
    'patience counts epochs without a lower loss on a validation split, and there is none',
  );
  await expect(start({ recurrentLanguageModel: {} }, 'poet@99')).rejects.toThrow('No model version "poet@99"');
}, 120_000);
