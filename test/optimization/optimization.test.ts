import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { createModel } from '../../src/models/create-model.js';
import { ModelTask } from '../../src/models/model.entity.js';
import { type JobWorkerForTest, seedDatasetVersion, startJobWorkerForTest } from '../support/datasets.js';
import { endedJob } from '../support/ended-job.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext } from '../support/seed.js';
import { topicCsv, topicTexts } from '../training/topics.js';

/** Trains, and measures models for seconds: longer than most. */
jest.setTimeout(60_000);

const OPTIMIZE = 'mutation ($input: OptimizeModelVersionInput!) { optimizeModelVersion(input: $input) { job { id } } }';
const CHANGE = '{ name baseline { value unit } candidate { value } change interval { lower upper } verdict }';
const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") {
  state failure { message } progress { fraction }
  ... on OptimizationJob {
    source { ref } datasetVersion { ref } split batchSizes passes verdict
    goal { minimize qualityMetric maxQualityLoss maxLatencyMs maxSizeBytes }
    chosen { id } result { id ref archivedAt tags { key value } files { path role digest sizeBytes } origin { ... on OptimizationJob { id } }
      lineage { kind summary inputs { ref } } comparison(baseline: "topic@1") { sameSignature metrics { name change } } }
    candidates(first: 10) { edges { node {
      id passes { kind settings { key value } toolVersion reproducible } verdict reason onParetoFront
      modelVersion { ref archivedAt tags { key value } evaluations(first: 5) { edges { node { split } } } }
      size ${CHANGE} latency ${CHANGE} throughput ${CHANGE} quality ${CHANGE}
    } } }
  } } }`;

interface Change {
  baseline: { value: number };
  candidate: { value: number };
  change: number;
  interval: object | null;
}
interface Candidate {
  id: string;
  passes: { kind: string; settings: { value: string }[] }[];
  verdict: string;
  reason: string;
  modelVersion: { ref: string; archivedAt: string | null; tags: object[]; evaluations: { edges: object[] } } | null;
  size: Change | null;
  latency: Change | null;
  throughput: Change | null;
  quality: Change | null;
}
interface Finished {
  state: string;
  failure: { message: string } | null;
  verdict: string;
  chosen: { id: string } | null;
  result: { ref: string; archivedAt: string | null; files: { path: string; digest: string }[] } | null;
  candidates: { edges: { node: Candidate }[] };
}

let gateway: GatewayForTest;
let context: RequestContext;
let worker: JobWorkerForTest;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(900)), {
    splits: { column: 'split' },
    columns: [
      { name: 'label', kind: ColumnKind.LABEL },
      { name: 'text', kind: ColumnKind.TEXT },
    ],
  });
  const model = { name: 'topic', task: ModelTask.CLASSIFICATION, description: '', tags: [] };
  await context.db.transaction((tx) => createModel(tx, context.actor, model, new Date()));
  worker = await startJobWorkerForTest(gateway);
  const training = await gateway.ask(
    'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }',
    {
      input: {
        idempotencyKey: 'train',
        model: 'topic',
        datasetVersion: 'topics@1',
        settings: { maximumEntropy: { l2: 0.001 } },
      },
    },
  );
  expect(training.errors).toBeUndefined();
  await finished((training.data!.startTraining as { job: { id: string } }).job.id);
});
afterAll(async () => {
  await worker.stop();
  await gateway.close();
});

async function finished(id: string): Promise<Finished> {
  const job = await endedJob<Finished>(gateway, JOB, id);
  expect(job).toMatchObject({ state: 'SUCCEEDED' });
  return job;
}

async function optimize(changes: Record<string, unknown> = {}) {
  return gateway.ask(OPTIMIZE, {
    input: {
      idempotencyKey: randomUUID(),
      modelVersion: 'topic@1',
      goal: { minimize: 'SIZE', maxQualityLoss: 0.05 },
      evaluation: { datasetVersion: 'topics@1', split: 'test' },
      ...changes,
    },
  });
}

async function optimized(changes: Record<string, unknown> = {}): Promise<Finished> {
  const { data, errors } = await optimize(changes);
  if (errors) throw new Error(errors[0]!.message);
  return finished((data!.optimizeModelVersion as { job: { id: string } }).job.id);
}

test('every combination of passes is measured, the smallest good one is chosen, and the others are kept and marked', async () => {
  const job = await optimized();
  const candidates = job.candidates.edges.map(({ node }) => node);

  expect(candidates.map(({ passes }) => passes.map(({ kind }) => kind).join('+')).sort()).toEqual([
    'DYNAMIC_INT8',
    'DYNAMIC_INT8+FUSION',
    'FUSION',
  ]);
  for (const { size, latency, throughput, quality, modelVersion, verdict } of candidates) {
    expect(size!.change).toBe(size!.candidate.value - size!.baseline.value);
    for (const change of [latency, throughput, quality])
      expect(change!.interval).toMatchObject({ lower: expect.any(Number) });
    expect(modelVersion!.tags).toEqual([{ key: 'optimization', value: verdict }]);
    expect(modelVersion!.archivedAt === null).toBe(verdict === 'BETTER');
    expect(modelVersion!.evaluations.edges).toHaveLength(1);
  }
  const fused = candidates.find(({ passes }) => passes.length === 1 && passes[0]!.kind === 'FUSION')!;
  expect(fused.verdict).toBe('NOT_WORTH_IT');
  expect(job.verdict).toBe('BETTER');
  const chosen = candidates.find(({ id }) => id === job.chosen!.id)!;
  expect(chosen.size!.candidate.value).toBe(Math.min(...candidates.map(({ size }) => size!.candidate.value)));
  expect(job.result).toMatchObject({
    ref: chosen.modelVersion!.ref,
    archivedAt: null,
    origin: { id: expect.stringMatching(/^job_/) },
    comparison: {
      sameSignature: true,
      metrics: expect.arrayContaining([expect.objectContaining({ name: 'ACCURACY' })]),
    },
  });
  expect(job.result).toMatchObject({
    lineage: [
      { kind: 'OPTIMIZATION', inputs: [{ ref: 'topic@1' }] },
      { kind: 'TRAINING', inputs: [{ ref: 'topics@1' }] },
    ],
  });
  const { data } = await gateway.ask('{ modelVersion(ref: "topic@latest") { ref } }');
  expect(data!.modelVersion).toEqual({ ref: job.result!.ref });
});

test('optimizing again gives the same bytes', async () => {
  const [first, second] = [
    await optimized({ passes: ['DYNAMIC_INT8'] }),
    await optimized({ passes: ['DYNAMIC_INT8'] }),
  ];
  expect(first.result!.files).toEqual(second.result!.files);
});

test('when nothing is better the newest version stays what it was, and the job says why', async () => {
  const before = await gateway.ask('{ modelVersion(ref: "topic@latest") { ref } }');
  const job = await optimized({ goal: { minimize: 'SIZE', maxQualityLoss: 0.05, maxSizeBytes: 10 } });

  expect(job).toMatchObject({ verdict: 'GOAL_MISSED', chosen: null, result: null });
  expect(job.candidates.edges[0]!.node.reason).toContain('at most 10 are wanted');
  expect((await gateway.ask('{ modelVersion(ref: "topic@latest") { ref } }')).data).toEqual(before.data);
});

test.each([
  ['an unknown split', { evaluation: { datasetVersion: 'topics@1', split: 'none' } }, 'There is no split "none"'],
  [
    'a metric that is no quality',
    { goal: { minimize: 'SIZE', qualityMetric: 'SIZE' } },
    'SIZE is no measure of the quality',
  ],
  ['a batch of no rows', { evaluation: { datasetVersion: 'topics@1', batchSizes: [0] } }, '1 to 4 batch sizes'],
  ['pruning to nobody knows how many rows', { passes: ['FEATURE_PRUNING'] }, 'give keepRows'],
  ['a number of rows without pruning', { keepRows: 10 }, 'keepRows is for FEATURE_PRUNING'],
  ['pruning to no rows', { passes: ['FEATURE_PRUNING'], keepRows: 0 }, 'keepRows is 1 or more'],
  ['an unknown version', { modelVersion: 'topic@99' }, 'No model version "topic@99"'],
])('%s is refused', async (_, changes, message) => {
  const { errors } = await optimize(changes);
  expect(errors?.[0]?.message).toContain(message);
});
