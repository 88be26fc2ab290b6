import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { WorkerReport } from '../../../src/inference/protocol/worker-report.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { eventually } from '../../support/eventually.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';
import { adminContext, seedModel, seedVersion } from '../../support/seed.js';

const SETTINGS = ['max_batch_rows', 'max_batch_wait_ms', 'devices'];

interface Seen {
  workers: { edges: { node: { models: { state: string }[] } }[] };
}

/** A worker that speaks as those did that could not be asked how to serve: it tells no settings, and refuses them. */
let older: Server;
let loads = 0;
let polls = 0;
let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;

beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  older = createServer((request, response) => void answer(workers.env.INFERENCE_URLS!, request, response));
  older.listen(0, '127.0.0.1');
  await once(older, 'listening');
  const url = `http://127.0.0.1:${(older.address() as AddressInfo).port}`;
  gateway = await startGatewayForTest({ env: { ...workers.env, INFERENCE_URLS: url } });
  await createEnvironmentAt(gateway, 'production');
}, 120_000);
afterAll(async () => {
  await gateway.close();
  older.closeAllConnections();
  older.close();
  await workers.stop();
});

async function answer(worker: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  if (request.url!.endsWith('/load')) {
    loads += 1;
    const { parameters } = JSON.parse(body.toString()) as { parameters: object };
    const unknown = SETTINGS.find((name) => name in parameters);
    if (unknown !== undefined) {
      response.writeHead(400).end(JSON.stringify({ error: `Unrecognized key: "${unknown}".`, code: 'INVALID_INPUT' }));
      return;
    }
  }
  const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
  const given = await fetch(worker + request.url!, {
    method: request.method!,
    headers,
    ...(body.length > 0 && { body }),
  });
  const told = Object.fromEntries(given.headers);
  if (request.url === '/v2/worker') {
    polls += 1;
    const report = (await given.json()) as WorkerReport;
    const models = report.models.map((model) => ({ ...model, settings: undefined }));
    delete told['content-length'];
    response.writeHead(given.status, told).end(JSON.stringify({ ...report, models }));
  } else response.writeHead(given.status, told).end(Buffer.from(await given.arrayBuffer()));
}

test('a worker of the release before its gateway serves what is released, and is shown as it serves', async () => {
  const context = await adminContext(gateway);
  const version = await seedVersion(context, await seedModel(context, 'adder'));
  await releaseAt(gateway, 'production', version.id);
  const [model] = await eventually('the worker is shown with its model, loaded', async () => {
    const { data, errors } = await gateway.ask(
      '{ workers(kind: INFERENCE) { edges { node { models { modelVersion { ref } state settings { maxBatchRows maxBatchWait devices } } } } } }',
    );
    expect(errors).toBeUndefined();
    const { models } = (data as unknown as Seen).workers.edges[0]?.node ?? { models: [] };
    return models.some(({ state }) => state === 'READY') && models;
  });
  expect(model).toEqual({
    modelVersion: { ref: 'adder@1' },
    state: 'READY',
    settings: { maxBatchRows: null, maxBatchWait: 'PT0S', devices: null },
  });
  const asked = { inputs: [{ name: 'x', shape: [1], datatype: 'FP32', data: [2] }] };
  const infer = () =>
    fetch(`${new URL(gateway.url).origin}/v2/models/adder/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.token}` },
      body: JSON.stringify(asked),
    }).then((response) => response.json());
  expect(await infer()).toMatchObject({ outputs: [{ data: [3] }] });
  const before = polls;
  await eventually('it was polled again', () => Promise.resolve(polls > before + 1));
  expect(loads).toBe(1);
});

test('what it cannot be asked for fails the release with its words', async () => {
  const context = await adminContext(gateway);
  const version = await seedVersion(context, await seedModel(context, 'bounded'));
  const { data } = await gateway.ask(
    'mutation ($input: StartReleaseInput!) { startRelease(input: $input) { ... on ReleasePayload { release { id } } } }',
    {
      input: {
        idempotencyKey: 'bounded-1',
        environment: 'production',
        modelVersion: version.id,
        strategy: { allAtOnce: {} },
        serving: { maxBatchRows: 8 },
      },
    },
  );
  const { id } = (data as { startRelease: { release: { id: string } } }).startRelease.release;
  const ended = await gateway.ask(
    'query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") { state outcome { message } } }',
    { id },
  );
  expect(ended.data).toEqual({
    release: { state: 'FAILED', outcome: { message: expect.stringContaining('Unrecognized key: "max_batch_rows"') } },
  });
});
