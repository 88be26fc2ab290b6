import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { runSluice } from '../../cli/run-sluice.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import { endedJob } from '../../support/ended-job.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type Program, startProgram } from '../../support/programs.js';
import { adminContext } from '../../support/seed.js';

const EVALUATE = 'mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { job { id } } }';
const WAIT = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { code message }
  ... on EvaluationJob { result {
    metrics { name value unit sampleSize interval { lower upper } } confusion { count }
    sections { name metrics { name value } } neighbours { word neighbours { word similarity } } } } } }`;
const COMPARE = `query ($ref: Ref!, $baseline: Ref!) { modelVersion(ref: $ref) { comparison(baseline: $baseline) {
  datasetVersion { ref } split metrics { name change verdict baseline { value } candidate { value sampleSize } } } } }`;

/** Royalty along one axis, gender along another; the second version has lost the queen. */
const VECTORS = ['Man 1 0 1', 'woman 1 1 1', 'king 1 0 2', 'queen 1 1 2', 'apple 0 0 3'];
const QUESTIONS = ': family\nman king woman queen\nwoman man queen king\n: fruit\nman king woman apple\n';
const PAIRS = 'king\tqueen\t9\nman\tking\t8\nman\tapple\t1\nman\tzebra\t5\n';

interface Finished {
  state: string;
  failure: { code: string; message: string } | null;
  result: {
    metrics: { name: string; value: number }[];
    neighbours: { word: string; neighbours: { word: string }[] }[];
  };
}

let gateway: GatewayForTest;
let worker: Program;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  const context = await adminContext(gateway);
  worker = startProgram('job-worker.js', [], context.config);
  const inTest = { splits: { fractions: [{ name: 'test', fraction: 1 }] } };
  await seedDatasetVersion(context, 'questions', QUESTIONS, inTest);
  await seedDatasetVersion(context, 'pairs', PAIRS, { ...inTest, format: DatasetFormat.PLAIN_TEXT });
  const halves = { splits: { column: 'half' }, format: DatasetFormat.CSV };
  const table = ['text,half', ': family,a', 'man king woman queen,a', 'woman man queen king,b', ': fruit,b'];
  await seedDatasetVersion(context, 'torn', table.join('\n'), halves);
  await seedDatasetVersion(context, 'broken', ': family\nman king woman queen\nman king\n', inTest);
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    name: 'words',
    task: 'EMBEDDING',
  });
  for (const words of [VECTORS, VECTORS.filter((line) => !line.startsWith('queen'))])
    await ask('mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { replayed } }', {
      idempotencyKey: randomUUID(),
      model: 'words',
      wordVectors: { text: `${words.join('\n')}\n` },
    });
}, 120_000);
afterAll(async () => {
  worker.signal('SIGKILL');
  await worker.exited;
  await gateway.close();
});

async function ask<T>(query: string, input: object): Promise<T> {
  const { data, errors } = await gateway.ask(query, { input });
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function evaluated(modelVersion: string, datasetVersion: string, split = 'test'): Promise<Finished> {
  const input = { idempotencyKey: randomUUID(), modelVersion, datasetVersion, split };
  const { evaluateModelVersion } = await ask<{ evaluateModelVersion: { job: { id: string } } }>(EVALUATE, input);
  return endedJob<Finished>(gateway, WAIT, evaluateModelVersion.job.id);
}

test('word vectors are measured on analogies, by section, with intervals and a sample of neighbours', async () => {
  const { state, result } = await evaluated('words@1', 'questions@1');
  expect(state).toBe('SUCCEEDED');
  expect(result).toMatchObject({
    metrics: [
      { name: 'ANALOGY_ACCURACY', value: 2 / 3, unit: 'SHARE', sampleSize: 3, interval: { upper: expect.any(Number) } },
      { name: 'ANALOGY_ACCURACY_MULTIPLICATIVE', value: 2 / 3 },
      { name: 'COVERAGE', value: 1, sampleSize: 3, interval: null },
    ],
    confusion: [],
    sections: [
      { name: 'family', metrics: [{ value: 1 }, { value: 1 }, { value: 1 }] },
      { name: 'fruit', metrics: [{ value: 0 }, { value: 0 }, { value: 1 }] },
    ],
  });
  const man = result.neighbours.find(({ word }) => word === 'man')!;
  expect(man.neighbours.map(({ word }) => word)).not.toContain('Man');
  expect(man.neighbours).toHaveLength(4);
});

test('word vectors are measured on pairs that people rated, with the share of pairs that they know', async () => {
  const { result } = await evaluated('words@1', 'pairs@1');
  expect(result.metrics).toMatchObject([
    { name: 'WORD_SIMILARITY', unit: 'CORRELATION', sampleSize: 3, interval: { upper: expect.any(Number) } },
    { name: 'COVERAGE', value: 0.75, sampleSize: 4 },
  ]);
});

test('two versions are compared on the questions that both know', async () => {
  expect((await evaluated('words@2', 'questions@1')).result.metrics.at(-1)).toMatchObject({ value: 1 / 3 });
  const { data } = await gateway.ask(COMPARE, { ref: 'words@2', baseline: 'words@1' });
  expect(data).toMatchObject({
    modelVersion: {
      comparison: {
        datasetVersion: { ref: 'questions@1' },
        split: 'test',
        metrics: [
          { name: 'ANALOGY_ACCURACY', candidate: { sampleSize: 1 } },
          { name: 'ANALOGY_ACCURACY_MULTIPLICATIVE' },
          { name: 'COVERAGE', verdict: 'WORSE', baseline: { value: 1 }, candidate: { value: 1 / 3 } },
        ],
      },
    },
  });
});

test('a row that is no question fails the evaluation with its number and what is wanted', async () => {
  const { state, failure } = await evaluated('words@1', 'broken@1');
  expect({ state, failure }).toMatchObject({
    state: 'FAILED',
    failure: {
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Row 3 of the dataset version does not hold four words: "man king".'),
    },
  });
});

test('a question whose heading may be in another split fails the evaluation; a split of whole sections is measured', async () => {
  const { failure } = await evaluated('words@1', 'torn@1', 'b');
  expect(failure).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('Row 3 of the dataset version, "woman man queen king", does not follow'),
  });
  expect((await evaluated('words@1', 'torn@1', 'a')).state).toBe('SUCCEEDED');
});

test('the command line measures a version, and compares it with another', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const { code, stdout } = await runSluice(env, 'evaluate', 'words@2', 'questions@1', '--baseline', 'words@1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/questions@1 test +coverage +0.3333/);
  expect(stdout).toMatch(/family +- +- +0/);
  expect(stdout).toMatch(/AGAINST words@1[^]+coverage +1 +0.3333 +-0.6667 +worse/);
});
