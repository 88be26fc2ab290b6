import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import type { Model } from '../../src/models/model.entity.js';
import type { ModelVersion } from '../../src/models/versions/model-version.entity.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { sharedScaleModel } from '../inference/models.js';
import { adminContext, seedGraph, seedModel, seedVersion } from '../support/seed.js';

const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { failureCount latencyMs results {
  __typename
  ... on TensorPrediction { id latencyMs outputs { name datatype shape values base64 } modelVersion { id } route { role deployment { id } release { id } } }
  ... on PredictionFailure { index code message advice retryable }
} } }`;

interface Result {
  __typename: string;
  id: string;
  outputs: { values: number[] }[];
  modelVersion: { id: string };
  route: { release: { id: string } } | null;
}

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let context: RequestContext;
let model: Model;
let plusOne: ModelVersion;
let plusTwo: ModelVersion;

beforeAll(async () => {
  workers = await startInferenceWorkers(2);
  gateway = await startGatewayForTest({ env: workers.env });
  context = await adminContext(gateway);
  model = await seedModel(context);
  plusOne = await seedVersion(context, model, 1);
  plusTwo = await seedVersion(context, model, 2);
  await ask('mutation ($input: CreateEnvironmentInput!) { createEnvironment(input: $input) { environment { id } } }', {
    input: { idempotencyKey: randomUUID(), name: 'production' },
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

async function ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(JSON.stringify(errors[0]));
  return data as T;
}

const row = (...values: number[]) => ({
  tensors: [{ name: 'x', datatype: 'FP32', shape: [values.length], data: { values } }],
});

async function predict(target: object, rows: object[]): Promise<{ failureCount: number; results: Result[] }> {
  const { predict: batch } = await ask<{ predict: { failureCount: number; results: Result[] } }>(PREDICT, {
    input: { target, inputs: { tensors: rows } },
  });
  return batch;
}

const inProduction = () => ({ deployment: { environment: 'production', model: model.name } });

async function release(version: ModelVersion): Promise<string> {
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(
    'mutation ($input: StartReleaseInput!) { startRelease(input: $input) { ... on ReleasePayload { release { id } } } }',
    {
      input: {
        idempotencyKey: randomUUID(),
        environment: 'production',
        modelVersion: version.id,
        strategy: { allAtOnce: { drain: 'PT1S' } },
      },
    },
  );
  const { id } = startRelease.release;
  const { release: settled } = await ask<{ release: { state: string } }>(
    'query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") { state outcome { message } } }',
    { id },
  );
  expect(settled).toMatchObject({ state: 'PROMOTED' });
  return id;
}

test('a version that serves nowhere answers when it is asked for directly', async () => {
  const { results } = await predict({ modelVersion: plusOne.id }, [row(1, 2)]);
  expect(results).toMatchObject([
    { __typename: 'TensorPrediction', outputs: [{ name: 'y', values: [2, 3] }], route: null },
  ]);
});

test('predictions follow releases and rollbacks, and each leads back to the release and the version', async () => {
  const first = await release(plusOne);
  expect((await predict(inProduction(), [row(1)])).results).toMatchObject([
    { outputs: [{ values: [2] }], route: { release: { id: first } } },
  ]);
  const second = await release(plusTwo);
  const { results } = await predict(inProduction(), [row(1)]);
  expect(results).toMatchObject([
    {
      outputs: [{ values: [3] }],
      modelVersion: { id: plusTwo.id },
      route: { role: 'STABLE', release: { id: second } },
    },
  ]);

  const kept = await eventually('the record is written', async () => {
    const { prediction } = await ask<{ prediction: { lineage: { kind: string }[] } | null }>(
      'query ($id: ID!) { prediction(id: $id) { id input { tensors { values } } lineage { kind subject { id } } } }',
      { id: results[0]!.id },
    );
    return prediction;
  });
  expect(kept).toMatchObject({
    input: { tensors: [{ values: [1] }] },
    lineage: [{ kind: 'RELEASE', subject: { id: second } }],
  });

  await ask('mutation ($input: ReleaseActionInput!) { rollbackRelease(input: $input) { __typename } }', {
    input: { idempotencyKey: randomUUID(), id: second },
  });
  const back = await eventually('the version before serves again', async () => {
    const { results: now } = await predict(inProduction(), [row(1)]);
    return now[0]!.outputs[0]!.values[0] === 2 && now[0];
  });
  expect(back.route!.release.id).toBe(first);
});

test('one bad item fails alone', async () => {
  const wrongName = { tensors: [{ name: 'z', datatype: 'FP32', shape: [1], data: { values: [1] } }] };
  const wrongCount = { tensors: [{ name: 'x', datatype: 'FP32', shape: [3], data: { values: [1] } }] };
  const { failureCount, results } = await predict({ modelVersion: plusOne.id }, [
    row(1),
    wrongName,
    row(5),
    wrongCount,
  ]);
  expect(failureCount).toBe(2);
  expect(results).toMatchObject([
    { outputs: [{ values: [2] }] },
    { __typename: 'PredictionFailure', index: 1, code: 'INVALID_INPUT', retryable: false },
    { outputs: [{ values: [6] }] },
    { __typename: 'PredictionFailure', index: 3, code: 'INVALID_INPUT' },
  ]);
});

/** Requests that the workers answered for a version so far. */
async function requestCount({ id }: ModelVersion): Promise<number> {
  const headers = { authorization: `Bearer ${workers.env.INFERENCE_TOKEN}` };
  const counts = workers.env.INFERENCE_URLS!.split(',').map(async (url) => {
    const answer = await fetch(`${url}/v2/models/${id}/stats`, { headers });
    if (!answer.ok) return 0;
    const { model_stats: stats } = (await answer.json()) as {
      model_stats: { inference_stats: { success: { count: number } } }[];
    };
    return stats[0]!.inference_stats.success.count;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count);
}

test('the items of one call go to a worker together, and each has its own answer, id and failure', async () => {
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  const nan = Buffer.from(Float32Array.of(NaN).buffer).toString('base64');
  const rows = numbers.map((n) =>
    n === 60
      ? { tensors: [{ name: 'x', datatype: 'FP32', shape: [1], data: { base64: nan } }] }
      : row(...numbers.slice(n, n + (n % 3) + 1)),
  );
  const target = { modelVersion: plusOne.id };
  await eventually('the gateway knows what the worker proved of the model', async () => {
    const before = await requestCount(plusOne);
    await predict(
      target,
      numbers.slice(0, 40).map((n) => row(n)),
    );
    return (await requestCount(plusOne)) - before <= 20;
  });
  const { failureCount, results } = await predict(target, rows);
  expect(failureCount).toBe(1);
  expect(results[60]).toMatchObject({ code: 'INVALID_INPUT', index: 60, message: expect.stringContaining('NaN') });
  const answered = results.filter((_, n) => n !== 60);
  expect(answered.map(({ outputs }) => outputs[0]!.values)).toEqual(
    numbers.filter((n) => n !== 60).map((n) => numbers.slice(n, n + (n % 3) + 1).map((value) => value + 1)),
  );
  expect(new Set(answered.map(({ id }) => id)).size).toBe(99);
});

test('an item whose answer would depend on its neighbours is asked alone', async () => {
  const shared = await seedGraph(context, await seedModel(context), sharedScaleModel(), [-1, 8]);
  const target = { modelVersion: shared.id };
  const small = { tensors: [{ name: 'x', datatype: 'FP32', shape: [1, 8], data: { values: Array(8).fill(0.01) } }] };
  const large = { tensors: [{ name: 'x', datatype: 'FP32', shape: [1, 8], data: { values: Array(8).fill(99) } }] };
  const alone = await predict(target, [small]);
  await eventually('the gateway has heard of the model', async () => {
    const { workers: list } = await ask<{
      workers: { edges: { node: { loadedVersions: { id: string }[] } }[] };
    }>('{ workers(kind: INFERENCE) { edges { node { loadedVersions { id } } } } }');
    return list.edges.some(({ node }) => node.loadedVersions.some(({ id }) => id === shared.id));
  });
  const together = await predict(target, [large, small, large]);
  expect(together.results[1]!.outputs[0]!.values).toEqual(alone.results[0]!.outputs[0]!.values);
});

test('nothing to predict, too much, texts for a tensor model and an unknown deployment each say what is wrong', async () => {
  const attempt = async (input: object): Promise<unknown> =>
    (await gateway.ask(PREDICT, { input })).errors?.[0]?.extensions.code;
  const target = { modelVersion: plusOne.id };
  expect(await attempt({ target, inputs: { tensors: [] } })).toBe('INVALID_INPUT');
  expect(await attempt({ target, inputs: { tensors: Array.from({ length: 257 }, () => row(1)) } })).toBe(
    'LIMIT_EXCEEDED',
  );
  expect(await attempt({ target, inputs: { texts: ['hello'] } })).toBe('INVALID_INPUT');
  expect(
    await attempt({
      target: { deployment: { environment: 'nowhere', model: model.name } },
      inputs: { tensors: [row(1)] },
    }),
  ).toBe('NOT_FOUND');
});

test('workers tell what they are and which versions they have', async () => {
  const seen = await eventually('both inference workers are seen with the version', async () => {
    const { workers: list } = await ask<{
      workers: { edges: { node: { kind: string; loadedVersions: { id: string }[] } }[] };
    }>(
      '{ workers { edges { node { kind host devices laneCount memoryBytes loadedVersions { id } runningJobs { id } } } } }',
    );
    const nodes = list.edges.map(({ node }) => node);
    const having = nodes.filter(({ loadedVersions }) => loadedVersions.some(({ id }) => id === plusOne.id));
    return having.length === 2 && nodes;
  });
  expect(seen.map(({ kind }) => kind).sort()).toEqual(['GATEWAY', 'INFERENCE', 'INFERENCE']);
});

test('a worker that is killed under load costs no prediction an answer', async () => {
  await release(plusOne);
  const asked = Array.from({ length: 200 }, (_, n) =>
    predict(inProduction(), [row(n)]).then(({ results }) => {
      expect(results[0]!.outputs[0]!.values).toEqual([n + 1]);
    }),
  );
  await Promise.race(asked);
  workers.kill(0);
  await Promise.all(asked);
  const health = await eventually('health of all predictions', async () => {
    const { health: seen } = await ask<{
      health: { requestCount: number; errorRate: number; reasons: { code: string }[] };
    }>(
      'query ($model: String!) { health(environment: "production", model: $model) { requestCount errorRate reasons { code } } }',
      { model: model.name },
    );
    return seen.requestCount >= 200 && seen;
  });
  expect(health.errorRate).toBe(0);
  expect(health.reasons.map(({ code }) => code)).toContain('WORKER_LOST');
});
