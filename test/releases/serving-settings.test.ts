import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { createEnvironmentAt } from '../support/released.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';

const START = `mutation ($input: StartReleaseInput!) { startRelease(input: $input) {
  ... on ReleasePayload { release { id serving { maxBatchRows maxBatchWait devices } } }
} }`;
const SETTLED = 'query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") { state outcome { message } } }';
const ROLLBACK = 'mutation ($input: ReleaseActionInput!) { rollbackRelease(input: $input) { __typename } }';
const MODELS = `{ workers(kind: INFERENCE) { edges { node { models {
  state settings { maxBatchRows maxBatchWait devices } maxBatchRows device { requested effective }
} } } } }`;
const DEFAULTS = { maxBatchRows: null, maxBatchWait: 'PT0S', devices: null };
const OWN = { maxBatchRows: 8, maxBatchWait: 'PT0.005S', devices: ['CUDA', 'CPU'] };

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let version: string;

beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({
    env: { ...workers.env, INFERENCE_SERVERS: 'elsewhere=http://127.0.0.1:9' },
  });
  const context = await adminContext(gateway);
  version = (await seedVersion(context, await seedModel(context, 'adder'))).id;
  await createEnvironmentAt(gateway, 'production');
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

const start = (more: object) =>
  gateway.ask(START, {
    input: {
      idempotencyKey: randomUUID(),
      environment: 'production',
      modelVersion: version,
      strategy: { allAtOnce: {} },
      ...more,
    },
  });

async function released(more: object): Promise<{ id: string; serving: object | null }> {
  const { data, errors } = await start(more);
  expect(errors).toBeUndefined();
  const { release } = (data as { startRelease: { release: { id: string; serving: object | null } } }).startRelease;
  const settled = await gateway.ask(SETTLED, { id: release.id });
  expect(settled.data).toMatchObject({ release: { state: 'PROMOTED' } });
  return release;
}

const servedWith = (settings: object) =>
  eventually(`the version is served with ${JSON.stringify(settings)}`, async () => {
    const { data } = await gateway.ask(MODELS);
    const { edges } = (data as { workers: { edges: { node: { models: { state: string; settings: object }[] } }[] } })
      .workers;
    const model = edges[0]?.node.models[0];
    return model?.state === 'READY' && JSON.stringify(model.settings) === JSON.stringify(settings) && model;
  });

test('a release says how workers serve its version, and a rollback brings back how they did', async () => {
  expect((await released({})).serving).toBeNull();
  await servedWith(DEFAULTS);
  const { id, serving } = await released({ serving: OWN });
  expect(serving).toEqual(OWN);
  expect(await servedWith(OWN)).toMatchObject({ maxBatchRows: 8, device: { requested: ['cuda', 'cpu'] } });
  await gateway.ask(ROLLBACK, { input: { idempotencyKey: randomUUID(), id } });
  await servedWith(DEFAULTS);
}, 120_000);

test.each([
  ['a size out of bounds', { serving: { maxBatchRows: 0 } }, 'maxBatchRows is 1 to 4096, not 0'],
  ['a wait out of bounds', { serving: { maxBatchWait: 'PT2S' } }, 'maxBatchWait is at most 1000 ms, not 2000'],
  ['no device', { serving: { devices: [] } }, 'Name a device'],
  [
    'settings for a server of others',
    { serving: { maxBatchRows: 8 }, server: { name: 'elsewhere', model: 'm' } },
    'configured where it runs',
  ],
])('%s is refused', async (_, more, message) => {
  const { errors } = await start(more);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(message),
    extensions: { code: 'INVALID_INPUT' },
  });
});
