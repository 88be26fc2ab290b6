import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiToken } from '../../../src/access/tokens/create-api-token.js';
import { Role } from '../../../src/access/role.js';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import type { Model } from '../../../src/models/model.entity.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';
import { adminContext, seedModel, seedVersion } from '../../support/seed.js';
import { seedTextClassifier } from '../../support/text-classifier.js';

interface Answer {
  error?: string;
  code?: string;
  parameters?: { prediction_ids: string };
  outputs?: { name: string; shape: number[]; data: number[] }[];
  [key: string]: unknown;
}

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let origin: string;
let model: Model;
let client: OipClient;

beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  origin = new URL(gateway.url).origin;
  client = new OipClient(origin, gateway.token);
  const context = await adminContext(gateway);
  model = await seedModel(context, 'adder');
  const plusOne = await seedVersion(context, model, 1);
  const plusTwo = await seedVersion(context, model, 2);
  const spamFilter = await seedTextClassifier(context, 'spam-filter');
  for (const environment of ['production', 'staging']) await createEnvironmentAt(gateway, environment);
  await releaseAt(gateway, 'production', plusOne.id);
  await releaseAt(gateway, 'staging', plusTwo.id);
  await releaseAt(gateway, 'production', spamFilter.id);
}, 120_000);
afterAll(async () => {
  await client.close();
  await gateway.close();
  await workers.stop();
});

async function request(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer; headers: Headers }> {
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${gateway.token}`, ...headers },
    ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer, headers: response.headers };
}

const row = (...data: number[]) => ({ name: 'x', shape: [data.length], datatype: 'FP32', data });
const infer = (path: string, inputs: unknown[], more: object = {}, headers: Record<string, string> = {}) =>
  request('POST', `${path}/infer`, { inputs, ...more }, headers);

const kept = (ids: string) =>
  eventually('the record is written', async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) { prediction(id: $id) {
        id input { text tensors { name values } } route { role release { id } } modelVersion { number }
        ... on TensorPrediction { outputs { values } } ... on Classification { label }
      } }`,
      { id: ids.split(',')[0] },
    );
    return (data as { prediction: object | null }).prediction;
  });

describe('what is released answers the Open Inference Protocol', () => {
  test('server, health, metadata, configuration, readiness and index', async () => {
    expect((await request('GET', '/v2', undefined)).body).toMatchObject({
      name: 'sluice',
      extensions: expect.arrayContaining(['binary_tensor_data', 'statistics', 'model_configuration']),
    });
    for (const probe of ['live', 'ready']) expect((await fetch(`${origin}/v2/health/${probe}`)).status).toBe(200);
    expect((await request('GET', '/v2/models/adder')).body).toMatchObject({
      name: 'adder',
      versions: ['1'],
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
    });
    expect((await request('GET', '/v2/models/spam-filter/config')).body).toMatchObject({
      name: 'spam-filter',
      max_batch_size: 4096,
      input: [{ name: 'text', data_type: 'TYPE_STRING', dims: [] }],
      output: [{ name: 'probabilities', data_type: 'TYPE_FP32', dims: [2] }],
    });
    expect(await request('GET', '/v2/models/adder/versions/1/ready')).toMatchObject({
      status: 200,
      body: { name: 'adder', ready: true },
    });
    expect((await request('POST', '/v2/repository/index', {})).body).toEqual([
      { name: 'adder', version: '1', state: 'READY', reason: '' },
      { name: 'spam-filter', version: '1', state: 'READY', reason: '' },
    ]);
  });

  test('the client that gateways ask workers with asks a gateway, with binary tensors', async () => {
    const x = tensor('FP32', [3], Float32Array.of(0.5, -1, 2));
    const { outputs } = await client.infer('adder', { x }, { timeoutMs: 5000, outputs: ['y'] });
    expect(outputs).toEqual({ y: tensor('FP32', [3], Float32Array.of(1.5, 0, 3)) });
  });

  test('tensors as JSON, with the id given back and the prediction’s way back kept', async () => {
    const { status, body } = await infer('/v2/models/adder', [row(1, 2)], { id: 'seven' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        model_name: 'adder',
        model_version: '1',
        id: 'seven',
        outputs: [{ name: 'y', datatype: 'FP32', shape: [2], data: [2, 3] }],
      },
    });
    expect(await kept(body.parameters!.prediction_ids)).toMatchObject({
      input: { tensors: [{ name: 'x', values: [1, 2] }] },
      outputs: [{ values: [2, 3] }],
      route: { role: 'STABLE', release: { id: expect.any(String) } },
      modelVersion: { number: 1 },
    });
  });

  test('texts are predictions of their own', async () => {
    const text = { name: 'text', shape: [2], datatype: 'BYTES', data: ['buy cheap pills', 'the meeting is at 3'] };
    const { body } = await infer('/v2/models/spam-filter', [text]);
    expect(body.outputs).toMatchObject([{ name: 'probabilities', shape: [2, 2] }]);
    const ids = body.parameters!.prediction_ids.split(',');
    expect(ids).toHaveLength(2);
    expect(await kept(ids[0]!)).toMatchObject({ input: { text: 'buy cheap pills' }, label: 'spam' });
    expect(await kept(ids[1]!)).toMatchObject({ input: { text: 'the meeting is at 3' }, label: 'ham' });
  });

  test('an environment has addresses of its own, and a version number means that very version', async () => {
    const answer = async (path: string) => (await infer(path, [row(1)])).body;
    expect(await answer('/v2/models/adder')).toMatchObject({ model_version: '1', outputs: [{ data: [2] }] });
    expect(await answer('/environments/staging/v2/models/adder')).toMatchObject({
      model_version: '2',
      outputs: [{ data: [3] }],
    });
    const serving = await answer('/v2/models/adder/versions/1');
    expect(await kept(serving.parameters!.prediction_ids)).toMatchObject({ route: { role: 'STABLE' } });
    const elsewhere = await answer('/v2/models/adder/versions/2');
    expect(elsewhere.outputs).toMatchObject([{ data: [3] }]);
    expect(await kept(elsewhere.parameters!.prediction_ids)).toMatchObject({
      route: null,
      modelVersion: { number: 2 },
    });
  });

  test('statistics are those of the workers', async () => {
    await infer('/v2/models/adder', [row(1, 2)]);
    const { body } = await request('GET', '/v2/models/adder/versions/1/stats');
    const [statistics] = body.model_stats as [{ inference_stats: { success: { count: number; ns: number } } }];
    expect(statistics).toMatchObject({ name: 'adder', version: '1', inference_count: expect.any(Number) });
    expect(statistics.inference_stats.success.count).toBeGreaterThan(0);
    expect(statistics.inference_stats.success.ns).toBeGreaterThan(0);
    expect((await request('GET', '/v2/models/stats')).body.model_stats).toHaveLength(2);
  });

  test('any role may ask; health of the deployment counts what was asked', async () => {
    const { secret } = await gateway.db.transaction((tx) =>
      createApiToken(tx, null, { name: 'scoring', role: Role.VIEWER }, new Date()),
    );
    expect((await infer('/v2/models/adder', [row(1)], {}, { authorization: `Bearer ${secret}` })).status).toBe(200);
    await eventually('health counts it', async () => {
      const { data } = await gateway.ask(
        '{ health(environment: "production", model: "adder") { requestCount errorRate } }',
      );
      return (data as { health: { requestCount: number } }).health.requestCount > 0;
    });
  });
});

describe('each mistake has its own answer', () => {
  const text = (...data: unknown[]) => ({ name: 'text', shape: [data.length], datatype: 'BYTES', data });

  test.each<[string, string, unknown[], number, string, string]>([
    ['a wrong shape', 'adder', [{ ...row(1, 2), shape: [1, 2] }], 400, 'INVALID_INPUT', 'takes the shape [-1]'],
    ['too few values', 'adder', [{ ...row(1), shape: [2] }], 400, 'INVALID_INPUT', 'takes 2 values'],
    ['a wrong datatype', 'adder', [{ ...row(1), datatype: 'INT64' }], 400, 'INVALID_INPUT', 'takes FP32, not INT64'],
    ['no number', 'adder', [{ ...row(1), data: [null] }], 400, 'INVALID_INPUT', 'takes FP32 values, not null'],
    ['an empty batch', 'adder', [row()], 400, 'INVALID_INPUT', 'The batch is empty'],
    ['no texts', 'spam-filter', [text()], 400, 'INVALID_INPUT', 'The batch is empty'],
    ['a missing input', 'adder', [], 400, 'INVALID_INPUT', 'The input "x" is missing'],
    ['an unknown model', 'nobody', [row(1)], 404, 'NOT_FOUND', 'No deployment "nobody in production"'],
    ['an unknown version', 'adder/versions/9', [row(1)], 404, 'NOT_FOUND', 'No model version "adder@9"'],
    ['no version', 'adder/versions/x', [row(1)], 400, 'INVALID_INPUT', 'versions are whole numbers'],
    ['too many texts', 'spam-filter', [text(...Array<string>(4097).fill('a'))], 413, 'LIMIT_EXCEEDED', 'At most 4096'],
  ])('%s', async (_, path, inputs, status, code, message) => {
    const answer = await infer(`/v2/models/${path}`, inputs);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.error).toContain(message);
  });

  test('NaN', async () => {
    const x = tensor('FP32', [1], Float32Array.of(NaN));
    await expect(client.infer('adder', { x }, { timeoutMs: 5000 })).rejects.toThrow('"x" holds NaN');
  });

  test('no token, an unknown token, another method, an unknown path, an encoded body', async () => {
    const refused = await infer('/v2/models/adder', [row(1)], {}, { authorization: '' });
    expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect((await infer('/v2/models/adder', [row(1)], {}, { authorization: 'Bearer no' })).status).toBe(401);
    expect((await request('GET', '/v2/models/adder/infer')).status).toBe(405);
    expect(await request('GET', '/v2/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await request('GET', '/environments/production/v3')).status).toBe(404);
    expect((await infer('/v2/models/adder', [row(1)], {}, { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('a load by hand, a parameter that no worker honours, an unknown output, a timeout that is none', async () => {
    const load = await request('POST', '/v2/repository/models/adder/load', {});
    expect(load.status).toBe(400);
    expect(load.body.error).toContain('startRelease');
    const sequence = await infer('/v2/models/adder', [row(1)], { parameters: { sequence_id: 7 } });
    expect(sequence.body.error).toContain('"sequence_id"');
    const output = await infer('/v2/models/spam-filter', [text('a')], { outputs: [{ name: 'z' }] });
    expect(output.body.error).toContain('no output "z"');
    expect((await infer('/v2/models/adder', [row(1)], {}, { 'x-request-timeout-ms': '0' })).status).toBe(400);
  });

  test.each(['inference-header-content-length', 'x-request-timeout-ms'])('no number in %s', async (name) => {
    for (const value of ['abc', '-1']) {
      const { status, body } = await infer('/v2/models/adder', [row(1)], {}, { [name]: value });
      expect({ status, error: body.error }).toEqual({
        status: 400,
        error: `The header ${name} holds "${value}", which is no number of at least zero.`,
      });
    }
  });

  test('100 MB are refused before they are read, and the gateway goes on', async () => {
    const { status, body } = await request('POST', '/v2/models/adder/infer', new Uint8Array(100_000_000));
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'LIMIT_EXCEEDED' });
    expect((await infer('/v2/models/adder', [row(1)])).status).toBe(200);
  });
});
