import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { createModel } from '../../src/models/create-model.js';
import { ModelTask } from '../../src/models/model.entity.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { endedJob } from '../support/ended-job.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type Program, startProgram } from '../support/programs.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';
import { topicCsv, topicTexts } from '../training/topics.js';

const TRAIN = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
const EVALUATE =
  'mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { replayed job { id split } } }';
const WAIT = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on TrainingJob { trained: result { ref } }
  ... on EvaluationJob { split modelVersion { ref } datasetVersion { ref } result {
    id split modelVersion { ref } datasetVersion { ref } job { id }
    metrics(names: [ACCURACY, LOG_LOSS]) { name value unit higherIsBetter sampleSize interval { lower upper } }
    confusion { expected predicted count }
  } } } }`;
const COMPARE = `query ($ref: Ref!, $baseline: Ref!, $datasetVersion: Ref, $split: String) { modelVersion(ref: $ref) {
  comparison(baseline: $baseline, datasetVersion: $datasetVersion, split: $split) {
    baseline { ref } candidate { ref } datasetVersion { ref } split sameSignature settings { setting baseline candidate }
    metrics { name change verdict interval { lower upper } baseline { value } candidate { value } }
  } } }`;

interface Finished {
  state: string;
  trained: { ref: string };
  result: { id: string; metrics: { value: number }[]; confusion: { count: number }[] };
}

let gateway: GatewayForTest;
let context: RequestContext;
let worker: Program;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  worker = startProgram('job-worker.js', [], context.config);
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(600)), {
    splits: { column: 'split' },
    columns: [
      { name: 'label', kind: ColumnKind.LABEL },
      { name: 'text', kind: ColumnKind.TEXT },
    ],
  });
  const model = { name: 'topic', task: ModelTask.CLASSIFICATION, description: '', tags: [] };
  await context.db.transaction((tx) => createModel(tx, context.actor, model, new Date()));
  await train({});
  // Only the strongest prior to learn from: hardly better than a guess.
  await train({ wordNgrams: 1, punctuation: false, l2: 100 });
});
afterAll(async () => {
  worker.signal('SIGKILL');
  await worker.exited;
  await gateway.close();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function train(maximumEntropy: Record<string, unknown>): Promise<string> {
  const settings = { maximumEntropy };
  const input = { idempotencyKey: randomUUID(), model: 'topic', datasetVersion: 'topics@1', settings };
  const { startTraining } = await ask<{ startTraining: { job: { id: string } } }>(TRAIN, { input });
  return (await finished(startTraining.job.id)).trained.ref;
}

async function evaluate(changes: Record<string, unknown> = {}): Promise<string> {
  const input = { idempotencyKey: randomUUID(), modelVersion: 'topic@1', datasetVersion: 'topics@1', ...changes };
  const answer = await ask<{ evaluateModelVersion: { job: { id: string } } }>(EVALUATE, { input });
  return answer.evaluateModelVersion.job.id;
}

function finished(id: string): Promise<Finished> {
  return endedJob<Finished>(gateway, WAIT, id);
}

test('a version is measured on a split, with intervals and the confusions', async () => {
  const id = await evaluate({ split: 'validation' });
  const job = await finished(id);
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    split: 'validation',
    modelVersion: { ref: 'topic@1' },
    datasetVersion: { ref: 'topics@1' },
    result: {
      split: 'validation',
      job: { id },
      metrics: [
        { name: 'ACCURACY', unit: 'SHARE', higherIsBetter: true, sampleSize: 60 },
        { name: 'LOG_LOSS', unit: 'NATS', higherIsBetter: false, sampleSize: 60 },
      ],
    },
  });
  expect(job.result.confusion.reduce((sum, { count }) => sum + count, 0)).toBe(60);
  const { node } = await ask<{ node: object }>(
    'query ($id: ID!) { node(id: $id) { id ... on Evaluation { split } } }',
    {
      id: job.result.id,
    },
  );
  expect(node).toEqual({ id: job.result.id, split: 'validation' });
});

test('measuring again what training measured gives the same figures', async () => {
  const QUERY = `{ modelVersion(ref: "topic@1") { evaluations(datasetVersion: "topics@latest", split: "test") { totalCount
    edges { node { metrics { name value interval { lower upper } } confusion { expected predicted count } } } } } }`;
  interface Answer {
    modelVersion: { evaluations: { totalCount: number; edges: { node: object }[] } };
  }
  expect((await ask<Answer>(QUERY, {})).modelVersion.evaluations.totalCount).toBe(1);
  await finished(await evaluate());
  const { totalCount, edges } = (await ask<Answer>(QUERY, {})).modelVersion.evaluations;
  expect(totalCount).toBe(2);
  expect(edges[0]!.node).toEqual(edges[1]!.node);
});

test('two versions are compared on rows that both were measured on, with a verdict for each metric', async () => {
  const { modelVersion } = await ask<{
    modelVersion: { comparison: { metrics: { name: string; verdict: string }[] } };
  }>(COMPARE, { ref: 'topic@1', baseline: 'topic@2' });
  expect(modelVersion.comparison).toMatchObject({
    baseline: { ref: 'topic@2' },
    candidate: { ref: 'topic@1' },
    datasetVersion: { ref: 'topics@1' },
    split: 'test',
    sameSignature: true,
    settings: [
      { setting: 'l2', baseline: '100', candidate: expect.any(String) },
      { setting: 'punctuation', baseline: 'false', candidate: 'true' },
      { setting: 'wordNgrams', baseline: '1', candidate: '2' },
    ],
  });
  const verdicts = Object.fromEntries(modelVersion.comparison.metrics.map(({ name, verdict }) => [name, verdict]));
  expect(verdicts).toMatchObject({ LOG_LOSS: 'BETTER' });
  expect(Object.keys(verdicts)).toHaveLength(7);
});

test('versions that were measured on no common rows have nothing to compare', async () => {
  const variables = { ref: 'topic@1', baseline: 'topic@2', split: 'validation' };
  const { modelVersion } = await ask<{ modelVersion: { comparison: object } }>(COMPARE, variables);
  expect(modelVersion.comparison).toMatchObject({ datasetVersion: null, split: null, metrics: [] });
});

test('comparisons in a list read evaluations with the same number of SQL statements for one version as for many', async () => {
  const statements: string[] = [];
  const logQuery = (sql: string) => statements.push(sql);
  Object.assign(context.db, { logger: { ...context.db.logger, logQuery } });
  const count = async (first: number) => {
    statements.length = 0;
    await ask(
      `query ($first: Int) { model(name: "topic") { versions(first: $first) { edges { node {
        evaluations(datasetVersion: "topics@1") { edges { node { datasetVersion { ref } job { state } } } }
        comparison(baseline: "topic@1", split: "test") { split metrics { name } }
      } } } } }`,
      { first },
    );
    return statements.filter((sql) => sql.includes('evaluation')).length;
  };
  const one = await count(1);
  expect(one).toBeGreaterThan(2);
  expect(await count(2)).toBe(one);
});

test('what cannot be measured is refused, with what can', async () => {
  await expect(evaluate({ split: 'nowhere' })).rejects.toThrow('"train", "validation", "test"');
  await expect(evaluate({ modelVersion: 'topic@99' })).rejects.toThrow('No model version "topic@99"');
  const model = await seedModel(context);
  const version = await seedVersion(context, model);
  await expect(evaluate({ modelVersion: version.id })).rejects.toThrow(
    'CLASSIFICATION, MULTI_LABEL, REGRESSION, EMBEDDING, not TENSORS',
  );
});
