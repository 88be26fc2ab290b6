import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { Evaluation } from '../../src/evaluation/evaluation.entity.js';
import { MetricName } from '../../src/evaluation/metrics/metric-name.js';
import type { JobContext } from '../../src/jobs/job-context.js';
import { createModel } from '../../src/models/create-model.js';
import { insertModelVersion } from '../../src/models/versions/insert-model-version.js';
import { ModelFile, ModelFileRole } from '../../src/models/files/model-file.entity.js';
import type { ModelSignature } from '../../src/models/versions/signature.js';
import { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import { ModelTask } from '../../src/models/model.entity.js';
import { OptimizationCandidate } from '../../src/optimization/candidates/optimization-candidate.entity.js';
import type { OptimizationJob } from '../../src/optimization/optimization-job.entity.js';
import {
  OptimizationObjective,
  OptimizationPassKind,
  OptimizationVerdict,
} from '../../src/optimization/optimization-kinds.js';
import { optimizationJob } from '../../src/optimization/optimization.job.js';
import { optimizeModelVersion } from '../../src/optimization/optimize-model-version.js';
import { BAG_CLASSIFIER_DEFAULTS } from '../../src/training/bags/bag-classifier-settings.js';
import { bagFiles, bagSignature } from '../../src/training/bags/bag-files.js';
import { trainBagClassifier } from '../../src/training/bags/train-bag-classifier.js';
import { OneLabelHead } from '../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../src/training/linear/train-text-model.js';
import { uniform } from '../../src/numerics/random.js';
import { unitVector } from '../../src/numerics/unit-vector.js';
import { formatPipelineFile } from '../../src/pipelines/pipeline-file.js';
import { wordVectorsGraph, wordVectorsSignature } from '../../src/training/embeddings/word-vectors-graph.js';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext } from '../support/seed.js';
import { topicCsv, topicTexts } from '../training/topics.js';

const ROLES: Readonly<Record<string, ModelFileRole>> = {
  'model.onnx': ModelFileRole.MODEL,
  'pipeline.json': ModelFileRole.PIPELINE,
  'vectors.bin': ModelFileRole.WEIGHTS,
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
  const head = new OneLabelHead();
  const { files, weights } = await trainTextModel(
    head,
    async function* () {
      yield await Promise.resolve(topicTexts(300));
    },
    { ...DEFAULT_SETTINGS, vocabularySize, l2: 0.01 },
  );
  return insert(name, files, head.signature(), weights.length);
}

async function insert(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  signature: ModelSignature,
  parameterCount: number,
  task = ModelTask.CLASSIFICATION,
): Promise<ModelVersion> {
  const { db, actor, blobs } = context;
  const stored = await Promise.all(
    [...files].map(async ([path, bytes]) => ({
      path,
      role: ROLES[path] ?? ModelFileRole.VOCABULARY,
      ...(await blobs.put(bytes)),
    })),
  );
  return db.transaction(async (tx) => {
    const model = { name, task, description: '', tags: [] };
    const { id: modelId } = await createModel(tx, actor, model, new Date());
    return insertModelVersion(tx, {
      modelId,
      files: stored,
      signature,
      parameterCount,
      origin: { uploadedById: actor.id, fileName: 'model.onnx', note: null },
      actorId: actor.id,
      now: new Date(),
    });
  });
}

/** A fastText classifier of topics over words and pairs of words. */
async function bagClassifier(name: string): Promise<ModelVersion> {
  const settings = { ...BAG_CLASSIFIER_DEFAULTS, dimensions: 8, epochs: 5, buckets: 1_000 };
  const texts = async function* () {
    yield await Promise.resolve(topicTexts(300).map(({ text, label }) => ({ text, labels: [label] })));
  };
  const trained = await trainBagClassifier(texts(), settings);
  return insert(name, bagFiles(trained, settings), bagSignature(trained.labels), trained.table.length);
}

/** Words of 16 numbers each, near one of 300 directions; and pairs of them, rated by their cosines. */
function wordVectors(): { words: string[]; vectors: Float32Array; pairs: string } {
  const words = Array.from({ length: 5_000 }, (_, row) => `word${row}`);
  const vectors = Float32Array.from({ length: 16 * words.length }, (_, at) => {
    const row = Math.floor(at / 16);
    return uniform(1, row % 300, at % 16) - 0.5 + (uniform(2, row, at % 16) - 0.5) / 10;
  });
  const row = (word: number) => unitVector(vectors.slice(word * 16, (word + 1) * 16));
  const pairs = Array.from({ length: 400 }, (_, at) => {
    const [a, b] = [at * 7, (at * 13 + 5) % words.length];
    return `${words[a]!}\t${words[b]!}\t${row(a).reduce((sum, value, place) => sum + value * row(b)[place]!, 0)}\n`;
  });
  return { words, vectors, pairs: pairs.join('') };
}

function enqueue(
  version: ModelVersion,
  how: { passes?: OptimizationPassKind[]; keepRows?: number } = {},
  qualityMetric = MetricName.ACCURACY,
  datasetVersion = 'topics@1',
): Promise<OptimizationJob> {
  const goal = { minimize: OptimizationObjective.SIZE, qualityMetric, maxQualityLoss: 0.2 };
  const evaluation = { datasetVersion, split: 'test', batchSizes: [4] };
  return context.db.transaction((tx) =>
    optimizeModelVersion(tx, context, { modelVersion: version.id, goal, evaluation, ...how }),
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
    pause: () => Promise.reject(new Error('An optimization does not pause.')),
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

test('a fastText classifier whose rows of short vectors are left out is measured, and its version has the files of fewer words and n-grams', async () => {
  const source = await bagClassifier('bag');
  const job = await enqueue(source, { passes: [OptimizationPassKind.FEATURE_PRUNING], keepRows: 40 });
  await attempt(job, []);

  const { db, blobs } = context;
  const candidate = await db.getRepository(OptimizationCandidate).findOneByOrFail({ jobId: job.id });
  expect(candidate).toMatchObject({ verdict: OptimizationVerdict.BETTER, onParetoFront: true });
  const linesOf = async (modelVersionId: string) => {
    const { digest } = await db.getRepository(ModelFile).findOneByOrFail({ modelVersionId, path: 'vocabulary.txt' });
    return Buffer.from(await blobs.readBytes(digest))
      .toString()
      .split('\n');
  };
  const [before, after] = [await linesOf(source.id), await linesOf(candidate.modelVersionId!)];
  expect(after.length).toBeLessThan(before.length);
  expect(before).toEqual(expect.arrayContaining(after));
  expect(await linesOf(candidate.modelVersionId!)).toContain('</s>');
});

test('word vectors are quantized to products on what a test of words measures, and stay searchable', async () => {
  const { words, vectors, pairs } = wordVectors();
  const inTest = { splits: { fractions: [{ name: 'test', fraction: 1 }] }, format: DatasetFormat.PLAIN_TEXT };
  await seedDatasetVersion(context, 'pairs', pairs, inTest);
  const pipeline = {
    format: 1,
    task: 'EMBEDDING',
    input: 'words',
    vocabulary: 'vocabulary.txt',
    cut: 'words',
  } as const;
  const files = new Map<string, Uint8Array>([
    ['model.onnx', wordVectorsGraph({ vectors, dimensions: 16 })],
    ['pipeline.json', Buffer.from(formatPipelineFile(pipeline))],
    ['vocabulary.txt', Buffer.from(`${words.join('\n')}\n`)],
  ]);
  const source = await insert('words', files, wordVectorsSignature(16), vectors.length, ModelTask.EMBEDDING);
  const job = await enqueue(source, {}, MetricName.WORD_SIMILARITY, 'pairs@1');
  await attempt(job, []);

  const { db } = context;
  const candidate = await db.getRepository(OptimizationCandidate).findOneByOrFail({ jobId: job.id });
  expect(candidate).toMatchObject({
    passes: [{ kind: 'PRODUCT_QUANTIZATION' }],
    verdict: OptimizationVerdict.BETTER,
    quality: { name: 'WORD_SIMILARITY', baseline: { value: expect.closeTo(1, 3) } },
  });
  const { neighbours } = await db
    .getRepository(Evaluation)
    .findOneByOrFail({ modelVersionId: candidate.modelVersionId!, jobId: job.id });
  expect(neighbours).toHaveLength(10);
}, 120_000);

test('quality that the rows do not measure fails an optimization of word vectors with what they do', async () => {
  const source = await context.db.getRepository(ModelVersion).findOneByOrFail({ parameterCount: 80_000n });
  const job = await enqueue(source, {}, MetricName.ANALOGY_ACCURACY, 'pairs@1');
  await expect(attempt(job, [])).rejects.toThrow(
    'The rows measure WORD_SIMILARITY, COVERAGE, and not ANALOGY_ACCURACY',
  );
});
