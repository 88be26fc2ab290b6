import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { byteTokenizer, decoderModel, EOS } from '../support/language-models.js';
import { registerFiles } from '../support/register-files.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on TrainingJob { tokenizerFrom { ref }
    settings { ... on RecurrentLanguageModelSettings { level vocabularySize }
      ... on TransformerLanguageModelSettings { level vocabularySize }
      ... on TransformerClassifierSettings { vocabularySize lowercase } }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const FILES = 'query ($ref: Ref!) { modelVersion(ref: $ref) { files { path digest } lineage { inputs { ref } } } }';
const COMMON = { hiddenSize: 16, epochs: 1, batchSize: 4 };
const RECURRENT = { recurrentLanguageModel: { ...COMMON, sequenceLength: 8 } };
const TRANSFORMER = { transformerLanguageModel: { ...COMMON, layers: 1, heads: 2, contextLength: 16 } };
const CLASSIFIER = { transformerClassifier: { layers: 1, heads: 2, hiddenSize: 16, epochs: 1 } };

interface Version {
  files: { path: string; digest: string }[];
}

let trainings: TrainingsForTest;
let brought: string;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  await seedDatasetVersion(trainings.context, 'topics', topicCsv(topicTexts(200)), {
    splits: { column: 'split' },
    columns,
  });
  await trainings.createModels({ poet: 'LANGUAGE_MODEL', topic: 'CLASSIFICATION', bags: 'CLASSIFICATION' });
  brought = await registerFiles(trainings.gateway, 'brought', {
    ...{ task: 'LANGUAGE_MODEL', graph: decoderModel({ cache: true }), tokenizer: byteTokenizer() },
    json: { 'config.json': { architectures: ['GPT2LMHeadModel'], eos_token_id: EOS, max_position_embeddings: 64 } },
  });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

function start(settings: object, tokenizerFrom?: string, more: object = {}): Promise<string> {
  const [algorithm = ''] = Object.keys(settings);
  const model = algorithm.endsWith('LanguageModel') ? 'poet' : 'topic';
  return trainings.train({
    model,
    datasetVersion: 'topics@1',
    settings,
    ...(tokenizerFrom ? { tokenizerFrom } : {}),
    ...more,
  });
}

async function trained(...given: Parameters<typeof start>) {
  return trainings.finished<{ state: string; result: Version & { ref: string } }>(JOB, await start(...given));
}

function tokenizerOf({ files }: Version): string {
  return files.find(({ path }) => path === 'tokenizer.json')!.digest;
}

async function versionOf(ref: string): Promise<Version> {
  return (await trainings.ask<{ modelVersion: Version }>(FILES, { ref })).modelVersion;
}

test.each([
  ['recurrent', RECURRENT],
  ['transformer', TRANSFORMER],
])(
  'a %s language model is trained with the tokens of a brought model',
  async (kind, settings) => {
    const job = await trained(settings, brought);

    expect(job).toMatchObject({
      ...{ state: 'SUCCEEDED', tokenizerFrom: { ref: brought } },
      settings: { level: 'SUBWORD', vocabularySize: 257 },
      result: {
        lineage: [
          {
            summary: expect.stringContaining(`Trained a ${kind} language model with the tokens of ${brought} on `),
            inputs: [{ ref: 'topics@1' }, { ref: brought }],
          },
          {},
        ],
      },
    });
    expect(tokenizerOf(job.result)).toBe(tokenizerOf(await versionOf(brought)));
  },
  120_000,
);

test('language models and classifiers exchange tokens, also from the command line', async () => {
  const classifier = await trained({
    transformerClassifier: { ...CLASSIFIER.transformerClassifier, vocabularySize: 300 },
  });
  const { ref } = classifier.result;
  const model = await trained(TRANSFORMER, ref);
  expect(model).toMatchObject({ state: 'SUCCEEDED', settings: { level: 'SUBWORD', vocabularySize: 300 } });
  const again = await trained(CLASSIFIER, model.result.ref);

  expect(again).toMatchObject({ state: 'SUCCEEDED', settings: { vocabularySize: 300, lowercase: true } });
  const begun = await trained(CLASSIFIER, undefined, { initialVersion: model.result.ref });
  expect(begun).toMatchObject({ state: 'SUCCEEDED', settings: { vocabularySize: 300, lowercase: true } });
  expect([model, again, begun].map(({ result }) => tokenizerOf(result))).toEqual(
    Array(3).fill(tokenizerOf(classifier.result)),
  );

  const words = await trained({ recurrentLanguageModel: { ...RECURRENT.recurrentLanguageModel, level: 'WORD' } });
  const command = ['train', 'poet', 'topics@1', '--algorithm', 'recurrent-language-model', '--set', 'epochs=1'];
  const answer = await runSluice(trainings.env, ...command, '--tokenizer-from', words.result.ref);
  expect(answer).toMatchObject({ code: 0 });
  const latest = await versionOf('poet@latest');
  expect(latest).toMatchObject({ lineage: [{ inputs: [{ ref: 'topics@1' }, { ref: words.result.ref }] }, {}] });
  const vocabularies = [latest, words.result].map(({ files }) => files.find(({ path }) => path === 'vocabulary.txt'));
  expect(vocabularies[0]).toEqual(vocabularies[1]);
  await expect(start(CLASSIFIER, words.result.ref)).rejects.toThrow(
    `Classifiers read the tokens of a tokenizer.json, and those of ${words.result.ref} are of a vocabulary`,
  );
}, 180_000);

test('what a tokenizer cannot do, or a setting says otherwise, is refused before anything runs', async () => {
  await expect(start(RECURRENT, brought, { initialVersion: 'poet@1' })).rejects.toThrow(
    'initialVersion brings its tokens: leave out tokenizerFrom.',
  );
  await expect(
    start({ recurrentLanguageModel: { ...RECURRENT.recurrentLanguageModel, level: 'WORD' } }, brought),
  ).rejects.toThrow(`level is SUBWORD in ${brought}, whose tokens it takes, not WORD: leave it out.`);
  await expect(start(CLASSIFIER, brought)).rejects.toThrow('The tokenizer adds no token to a text');
  await expect(start({ maximumEntropy: {} }, brought)).rejects.toThrow(
    'Trainings by MAXIMUM_ENTROPY take no tokens of a version: leave out tokenizerFrom',
  );
  const bags = await trainings.train({
    ...{ model: 'bags', datasetVersion: 'topics@1', settings: { fastTextClassifier: { dimensions: 4, epochs: 1 } } },
  });
  await trainings.finished(JOB, bags);
  await expect(start(RECURRENT, 'bags@1')).rejects.toThrow('bags@1 has no tokens to take over: its pipeline reads bag');
}, 120_000);
