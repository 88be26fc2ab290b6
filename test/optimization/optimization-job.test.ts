import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { MetricName } from '../../src/evaluation/metric-name.js';
import type { JobContext } from '../../src/jobs/job-context.js';
import { createModel } from '../../src/models/create-model.js';
import { insertModelVersion } from '../../src/models/insert-model-version.js';
import { ModelFileRole } from '../../src/models/model-file.entity.js';
import type { ModelVersion } from '../../src/models/model-version.entity.js';
import { ModelTask } from '../../src/models/model.entity.js';
import { OptimizationCandidate } from '../../src/optimization/optimization-candidate.entity.js';
import type { OptimizationJob } from '../../src/optimization/optimization-job.entity.js';
import { OptimizationObjective, OptimizationVerdict } from '../../src/optimization/optimization-kinds.js';
import { optimizationJob } from '../../src/optimization/optimization.job.js';
import { optimizeModelVersion } from '../../src/optimization/optimize-model-version.js';
import { classifierSignature } from '../../src/training/linear/classifier-graph.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-classifier-settings.js';
import { trainTextClassifier } from '../../src/training/linear/train-text-classifier.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext } from '../support/seed.js';
import { topicCsv, topicTexts } from '../training/topics.js';

const ROLES: Readonly<Record<string, ModelFileRole>> = {
  'model.onnx': ModelFileRole.MODEL,
  'pipeline.json': ModelFileRole.PIPELINE,
};

let gateway: GatewayForTest;
let context: RequestContext;
let folder: string;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(300)), {
    splits: { column: 'split' },
    columns: [
      { name: 'label', kind: ColumnKind.LABEL },
      { name: 'text', kind: ColumnKind.TEXT },
    ],
  });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

/** A classifier of topics with at most so many features. */
async function classifier(name: string, vocabularySize: number): Promise<ModelVersion> {
  const { db, actor, blobs } = context;
  const { files, labels, weights } = await trainTextClassifier(
    async function* () {
      yield await Promise.resolve(topicTexts(300));
    },
    { ...DEFAULT_SETTINGS, vocabularySize, l2: 0.01 },
  );
  const stored = await Promise.all(
    [...files].map(async ([path, bytes]) => ({
      path,
      role: ROLES[path] ?? ModelFileRole.VOCABULARY,
      ...(await blobs.put(bytes)),
    })),
  );
  return db.transaction(async (tx) => {
    const model = { name, task: ModelTask.CLASSIFICATION, description: '', tags: [] };
    const { id: modelId } = await createModel(tx, actor, model, new Date());
    return insertModelVersion(tx, {
      modelId,
      files: stored,
      signature: classifierSignature(labels),
      parameterCount: weights.length,
      origin: { uploadedById: actor.id, fileName: 'model.onnx', note: null },
      actorId: actor.id,
      now: new Date(),
    });
  });
}

function enqueue(version: ModelVersion): Promise<OptimizationJob> {
  const goal = { minimize: OptimizationObjective.SIZE, qualityMetric: MetricName.ACCURACY, maxQualityLoss: 0.2 };
  const evaluation = { datasetVersion: 'topics@1', split: 'test', batchSizes: [4] };
  return context.db.transaction((tx) =>
    optimizeModelVersion(tx, context, { modelVersion: version.id, goal, evaluation }),
  );
}

/** An attempt in this process; `stopAt` is the message at which it is told to stop. */
async function attempt(job: OptimizationJob, checkpoints: Uint8Array[], stopAt?: string): Promise<string[]> {
  const stopping = new AbortController();
  const messages = new Set<string>();
  const { db, blobs, config, logger, projectId } = context;
  const jobContext: JobContext = {
    ...{ id: job.id, attempt: 1, projectId, db, blobs, config, logger, signal: stopping.signal },
    folder: await mkdtemp(join(folder, 'attempt-')),
    report: ({ message }) => {
      if (message) messages.add(message);
      if (message === stopAt) stopping.abort();
      return Promise.resolve();
    },
    log: () => undefined,
    checkpoint: (state) => Promise.resolve(void checkpoints.push(state)),
    lastCheckpoint: () => Promise.resolve(checkpoints.at(-1) ?? null),
    adjust: () => undefined,
    finish: async (write) => {
      await db.transaction(write);
    },
  };
  await optimizationJob.run(job, jobContext).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return [...messages];
}

test('an optimization that was stopped goes on behind the last candidate that it measured', async () => {
  const job = await enqueue(await classifier('large', 100_000));
  const checkpoints: Uint8Array[] = [];

  expect(await attempt(job, checkpoints, 'Measuring FUSION')).toEqual([
    'Measuring the source',
    'Measuring DYNAMIC_INT8',
    'Measuring FUSION',
  ]);
  expect(await attempt(job, checkpoints)).toEqual(['Measuring FUSION', 'Measuring DYNAMIC_INT8 and FUSION']);

  const candidates = await context.db.getRepository(OptimizationCandidate).findBy({ jobId: job.id });
  expect(candidates.map(({ passes }) => passes.length).sort()).toEqual([1, 1, 2]);
  expect(candidates.every(({ quality, latency }) => quality !== null && latency !== null)).toBe(true);
});

test('a pass that finds nothing to do makes its candidates fail with the reason, and the others are measured', async () => {
  const job = await enqueue(await classifier('small', 20));
  await attempt(job, []);

  const candidates = await context.db.getRepository(OptimizationCandidate).findBy({ jobId: job.id });
  const byPasses = new Map(
    candidates.map((candidate) => [candidate.passes.map(({ kind }) => kind).join('+'), candidate]),
  );
  for (const passes of ['DYNAMIC_INT8', 'DYNAMIC_INT8+FUSION']) {
    expect(byPasses.get(passes)).toMatchObject({
      verdict: OptimizationVerdict.FAILED,
      reason: expect.stringContaining('no MatMul, Gemm or Gather'),
      modelVersionId: null,
    });
  }
  expect(byPasses.get('FUSION')).toMatchObject({ verdict: OptimizationVerdict.NOT_WORTH_IT });
});
