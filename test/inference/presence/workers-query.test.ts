import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RequestContext } from '../../../src/access/context.js';
import { createApiToken } from '../../../src/access/tokens/create-api-token.js';
import { createProject } from '../../../src/access/create-project.js';
import { Role } from '../../../src/access/role.js';
import type { ModelVersion } from '../../../src/models/versions/model-version.entity.js';
import { runSluice } from '../../cli/run-sluice.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';
import { adminContext, seedGraph, seedModel, seedVersion } from '../../support/seed.js';
import { sharedScaleModel } from '../models.js';

const WORKERS = `{ workers(kind: INFERENCE) { edges { node {
  id ready host devicesRequested devices laneCount queueLength memoryBytes memoryReservedBytes memoryBudgetBytes startedAt lastSeenAt
  lanes { index processId memoryBytes restartCount recycleCount loadedVersions { id } }
  models { modelVersion { id } state reason pinned predictedMemoryBytes measuredMemoryBytes maxBatchRows unbatchedReason
    device { requested effective reason } queueLength sequenceCount }
} } } }`;
const MEBIBYTE = 1024 * 1024;

interface SeenWorker {
  id: string;
  devices: string[];
  memoryBytes: number;
  lanes: { index: number; processId: number | null; loadedVersions: { id: string }[] }[];
  models: { modelVersion: { id: string }; device: { effective: string; reason: string | null } | null }[];
  [field: string]: unknown;
}

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let context: RequestContext;
/** Rows of the first run together; those of the second share a scale, and cannot. */
let batched: ModelVersion;
let dependent: ModelVersion;
let worker: SeenWorker;

beforeAll(async () => {
  workers = await startInferenceWorkers(1, { INFERENCE_LANES: '2', INFERENCE_DEVICES: 'cuda,cpu' });
  gateway = await startGatewayForTest({ env: workers.env });
  context = await adminContext(gateway);
  batched = await seedVersion(context, await seedModel(context, 'batched'));
  dependent = await seedGraph(context, await seedModel(context, 'dependent'), sharedScaleModel(), [-1, 8]);
  await createEnvironmentAt(gateway, 'production');
  for (const { id } of [batched, dependent]) await releaseAt(gateway, 'production', id);
  worker = await eventually('a worker with both versions on both lanes', async () => {
    const [seen] = await inferenceWorkers();
    return seen?.lanes.every(({ loadedVersions }) => loadedVersions.length === 2) ? seen : null;
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

async function inferenceWorkers(authorization?: string): Promise<SeenWorker[]> {
  const { data, errors } = await gateway.ask(WORKERS, {}, authorization);
  expect(errors).toBeUndefined();
  return (data as { workers: { edges: { node: SeenWorker }[] } }).workers.edges.map(({ node }) => node);
}

const modelOf = ({ models }: SeenWorker, { id }: ModelVersion) =>
  models.find(({ modelVersion }) => modelVersion.id === id);

test('an inference worker tells of its lanes, its memory, its queue and when it was heard of', () => {
  expect(worker).toMatchObject({
    id: expect.stringMatching(/^worker_/),
    ready: true,
    laneCount: 2,
    queueLength: 0,
    lanes: [0, 1].map((index) => ({ index, restartCount: 0, recycleCount: 0, processId: expect.any(Number) })),
  });
  expect(worker.memoryReservedBytes).toBeGreaterThan(10 * MEBIBYTE);
  expect(worker.memoryBudgetBytes).toBeGreaterThan(worker.memoryReservedBytes as number);
  expect(Date.now() - Date.parse(worker.lastSeenAt as string)).toBeLessThan(15_000);
  expect(Date.parse(worker.startedAt as string)).toBeLessThan(Date.parse(worker.lastSeenAt as string));
});

test('a model tells its memory as predicted and as measured, and whether its rows run together or why not', () => {
  expect(modelOf(worker, batched)).toMatchObject({
    state: 'READY',
    reason: null,
    pinned: true,
    predictedMemoryBytes: expect.any(Number),
    measuredMemoryBytes: expect.any(Number),
    maxBatchRows: expect.any(Number),
    unbatchedReason: null,
    queueLength: 0,
    sequenceCount: 0,
  });
  expect(modelOf(worker, dependent)).toMatchObject({
    maxBatchRows: 1,
    unbatchedReason: expect.stringMatching(/^a row's answer moves by \d/),
  });
});

test('a worker that was to use CUDA where its libraries are missing serves on the CPU, and says why', () => {
  expect(worker.devicesRequested).toEqual(['cuda', 'cpu']);
  const device = modelOf(worker, batched)?.device;
  expect(device).toMatchObject({ requested: ['cuda', 'cpu'] });
  expect(worker.devices).toEqual([device?.effective]);
  // On a machine with CUDA there is nothing to explain.
  if (device?.effective === 'cuda') expect(device.reason).toBeNull();
  else expect(device).toMatchObject({ effective: 'cpu', reason: expect.stringMatching(/^cuda: \w+/) });
});

test('a lane that died has another process and is counted', async () => {
  const before = worker.lanes[1]!;
  process.kill(before.processId!, 'SIGKILL');
  const after = await eventually('the lane is back', async () => {
    const lane = (await inferenceWorkers())[0]!.lanes[1]!;
    return lane.processId !== before.processId && lane.loadedVersions.length === 2 ? lane : null;
  });
  expect(after).toMatchObject({ restartCount: 1 });
});

test('versions of another project are not told of', async () => {
  await createProject(gateway.db.manager, context.actor, 'other', new Date());
  const stranger = { name: 'stranger', role: Role.ADMIN, project: 'other' };
  const { secret } = await createApiToken(gateway.db.manager, context.actor, stranger, new Date());
  const [seen] = await inferenceWorkers(`Bearer ${secret}`);
  expect(seen).toMatchObject({ id: worker.id, laneCount: 2, models: [] });
  expect(seen?.lanes.map(({ loadedVersions }) => loadedVersions)).toEqual([[], []]);
});

test('the command line shows them as tables', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const { code, stdout, stderr } = await runSluice(env, 'workers', '--kind', 'inference');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^${worker.id} +inference +\\S+ +ready +2 +0 +[\\d.]+ MB`, 'm'));
  expect(stdout).toMatch(new RegExp(`^${worker.id}/1 +\\d+ +[\\d.]+ MB +1 +0 +batched@1, dependent@1$`, 'm'));
  expect(stdout).toMatch(/^dependent@1 .* one by one: a row's answer moves by/m);
});
