import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { echoModel, halfModel, sharedScaleModel, spinModel } from '../models.js';
import { TestHome, TestWorker, until } from './worker-process.js';

let home: TestHome;
let worker: TestWorker;
beforeAll(async () => {
  home = await TestHome.create();
  worker = await TestWorker.start(home, { INFERENCE_MAX_BODY_BYTES: '1000000' });
  for (const [name, graph] of Object.entries({ echo: echoModel(), spin: spinModel(), scaled: sharedScaleModel() }))
    expect(await worker.load(await home.model(name, graph))).toMatchObject({ status: 200 });
});
afterAll(async () => {
  await worker.stop();
  await home.remove();
});

const row = (data: number[], shape = [data.length / 2, 2]) => ({ name: 'x', shape, datatype: 'FP32', data });

describe('the Open Inference Protocol', () => {
  test('server, health, index, metadata and readiness', async () => {
    expect((await worker.request('GET', '/v2')).body).toMatchObject({
      name: 'sluice',
      extensions: expect.arrayContaining(['binary_tensor_data']),
    });
    expect(await worker.request('GET', '/v2/health/live')).toMatchObject({ status: 200, body: { live: true } });
    expect(await worker.request('GET', '/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    expect((await worker.request('POST', '/v2/repository/index', {})).body).toEqual(
      expect.arrayContaining([{ name: 'echo', version: '1', state: 'READY', reason: '' }]),
    );
    expect((await worker.request('GET', '/v2/models/echo/versions/1')).body).toMatchObject({
      name: 'echo',
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
    });
    expect((await worker.request('GET', '/v2/models/echo/ready')).status).toBe(200);
    expect((await worker.request('GET', '/v2/models/none/ready')).status).toBe(404);
  });

  test('tensors as JSON, flat and nested, with the id given back', async () => {
    const { body } = await worker.infer(
      'echo',
      [
        {
          name: 'x',
          shape: [2, 2],
          datatype: 'FP32',
          data: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      { id: 'seven' },
    );
    expect(body).toEqual({
      model_name: 'echo',
      model_version: '1',
      id: 'seven',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], data: [3, 5, 7, 9] }],
    });
  });

  test('tensors as binary data, both ways', async () => {
    const client = new OipClient(worker.url, undefined);
    const x = tensor('FP32', [1, 2], Float32Array.of(0.5, -0));
    const { outputs, lane } = await client.infer('echo', { x }, { timeoutMs: 5000 });
    expect(outputs).toEqual({ y: tensor('FP32', [1, 2], Float32Array.of(2, 1)) });
    expect(lane).toMatch(/^worker_\w+\/0$/);
    await client.close();
  });

  test('a model that is loaded twice is loaded once; another under its name is refused', async () => {
    expect((await worker.load(await home.model('echo', echoModel()))).status).toBe(200);
    expect(await worker.load(await home.model('echo', spinModel()))).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
  });

  test('an unloaded model is gone, and can be loaded again', async () => {
    const model = await home.model('passing', echoModel());
    await worker.load(model);
    expect((await worker.infer('passing', [row([1, 1])])).status).toBe(200);
    expect((await worker.request('POST', '/v2/repository/models/passing/unload')).status).toBe(200);
    expect(await worker.infer('passing', [row([1, 1])])).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await worker.load(model)).status).toBe(200);
  });

  test('statistics count requests, rows and runs', async () => {
    await worker.load(await home.model('counted', echoModel()));
    await worker.infer('counted', [row([1, 2, 3, 4])]);
    await worker.infer('counted', [row([1, 2, 3], [1, 3])]);
    const { body } = await worker.request('GET', '/v2/models/counted/stats');
    expect(body.model_stats).toMatchObject([
      {
        name: 'counted',
        inference_count: 2,
        execution_count: 1,
        // As in Triton, times are told of what was answered.
        inference_stats: {
          success: { count: 1 },
          fail: { count: 1 },
          queue: { count: 1 },
          compute_infer: { count: 1 },
        },
        batch_stats: [{ batch_size: 2 }],
      },
    ]);
  });
});

describe('each mistake has its own answer', () => {
  test.each([
    ['a wrong shape', [row([1, 2, 3], [1, 3])], 'takes the shape [-1, 2] (-1 is free), not [1, 3]'],
    ['a wrong datatype', [{ name: 'x', shape: [1, 2], datatype: 'INT64', data: [1, 2] }], 'takes FP32, not INT64'],
    [
      'an unknown datatype',
      [{ name: 'x', shape: [1, 2], datatype: 'FLOAT', data: [1, 2] }],
      'is no datatype of the protocol',
    ],
    ['too few values', [row([1, 2, 3], [2, 2])], 'takes 4 values, and 3 were given'],
    ['a value that is no number', [{ ...row([1, 2]), data: [1, 'two'] }], 'takes FP32 values, not "two"'],
    ['an empty batch', [row([], [0, 2])], 'The batch is empty'],
    ['a missing input', [], 'The input "x" is missing'],
    ['an input that the model has not', [row([1, 2]), { ...row([1, 2]), name: 'z' }], 'has no input "z"'],
    ['an input twice', [row([1, 2]), row([1, 2])], 'given twice'],
  ])('%s', async (_, inputs, message) => {
    const { status, body } = await worker.infer('echo', inputs);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'INVALID_INPUT' });
    expect(body.error).toContain(message);
  });

  test('an unknown output', async () => {
    const { status, body } = await worker.infer('echo', [row([1, 2])], { outputs: [{ name: 'z' }] });
    expect({ status, error: body.error }).toEqual({
      status: 400,
      error: 'The model has no output "z". Its outputs: y.',
    });
  });

  test('NaN', async () => {
    const client = new OipClient(worker.url, undefined);
    const x = tensor('FP32', [1, 2], Float32Array.of(NaN, 1));
    await expect(client.infer('echo', { x }, { timeoutMs: 5000 })).rejects.toThrow('"x" holds NaN');
    const half = { x: tensor('FP16', [2], Uint16Array.of(0x7c00, 0xfe00)) };
    await worker.load(await home.model('half', halfModel()));
    await expect(client.infer('half', half, { timeoutMs: 5000 })).rejects.toThrow('"x" holds NaN');
    await client.close();
  });

  test('an unknown model, an unknown version and an unknown path', async () => {
    expect(await worker.infer('none', [row([1, 2])])).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('No loaded model "none"') },
    });
    expect(await worker.request('POST', '/v2/models/echo/versions/2/infer', {})).toMatchObject({ status: 404 });
    expect(await worker.request('GET', '/v2/nothing')).toMatchObject({ status: 404 });
  });

  test('a body that is no JSON, or whose binary data does not fit', async () => {
    expect(
      (await worker.request('POST', '/v2/models/echo/infer', new TextEncoder().encode('{"inputs":'))).body.error,
    ).toContain('no JSON');
    const header = Buffer.from(
      JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', parameters: { binary_data_size: 8 } }] }),
    );
    const ask = (binary: number, length = header.length) =>
      worker.request('POST', '/v2/models/echo/infer', Buffer.concat([header, Buffer.alloc(binary)]), {
        'inference-header-content-length': String(length),
      });
    expect((await ask(8)).status).toBe(200);
    expect((await ask(4)).body.error).toContain('is to have 8 bytes of binary data, and 4 are left');
    expect((await ask(12)).body.error).toContain('4 bytes of binary data belong to no tensor');
    expect((await ask(8, 9999)).body.error).toContain('says 9999 of a body of');
  });

  test('a body that is too large is refused at once, and the worker goes on', async () => {
    const { status, body } = await worker.request('POST', '/v2/models/echo/infer', new Uint8Array(30_000_000));
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'LIMIT_EXCEEDED' });
    expect((await worker.infer('echo', [row([1, 2])])).status).toBe(200);
  });

  test('a load without a manifest, or with a path that leads elsewhere', async () => {
    expect((await worker.request('POST', '/v2/repository/models/x/load', {})).body.error).toContain(
      'give the parameter "manifest"',
    );
    const files = [{ path: '../model.onnx', role: 'MODEL', digest: `sha256:${'0'.repeat(64)}`, sizeBytes: 1 }];
    expect((await worker.load({ id: 'x', files })).body.error).toContain('leads out of the model');
  });
});

test('bytes of a model that changed on disk are noticed when it is loaded, and refused', async () => {
  const graph = echoModel();
  graph[graph.length - 1] = graph[graph.length - 1]! ^ 1;
  const model = await home.model('changed', graph);
  await writeFile(await home.blobs.localPath(model.files[0]!.digest), echoModel());

  const { status, body } = await worker.load(model);

  expect(status).toBe(400);
  expect(body.error).toContain('damaged bytes');
  expect((await worker.request('POST', '/v2/repository/index', {})).body).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'changed', state: 'UNAVAILABLE' })]),
  );
});

test('a file that is no model is refused with the reason, and nothing else suffers', async () => {
  const { status, body } = await worker.load(await home.model('nonsense', new TextEncoder().encode('nonsense')));
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'INVALID_INPUT' });
  expect((await worker.infer('echo', [row([1, 2])])).status).toBe(200);
});

test('a model whose rows depend on their neighbours runs them one by one, and says why', async () => {
  const { models } = await worker.report();
  expect(models.find(({ name }) => name === 'scaled')?.batching).toEqual({
    maxRows: 1,
    reason: expect.stringMatching(/^a row's answer moves by \d/),
  });
  expect(models.find(({ name }) => name === 'echo')?.batching?.maxRows).toBeGreaterThan(1);
});

test('requests that wait together run as one, each with its own rows; one among them that is wrong fails alone', async () => {
  await worker.load(await home.model('alike', echoModel()));
  const client = new OipClient(worker.url, undefined);
  const ask = (data: number[]) =>
    client.infer(
      'alike',
      { x: tensor('FP32', data.length === 1 ? [1, 1] : [data.length / 2, 2], Float32Array.from(data)) },
      { timeoutMs: 20_000 },
    );
  const together = async (asked: number[][]) => {
    const busy = worker.infer('spin', [{ name: 'steps', shape: [1], datatype: 'INT64', data: [600_000] }]);
    await until(async () => (await worker.report()).queueLength === 1);
    const answers = Promise.allSettled(asked.map(ask));
    await until(async () => (await worker.report()).queueLength === 1 + asked.length);
    await busy;
    return (await answers).map((answer) =>
      answer.status === 'fulfilled' ? [...(answer.value.outputs.y!.data as Float32Array)] : String(answer.reason),
    );
  };

  expect(
    await together([
      [1, 2],
      [3, 4, 5, 6],
      [7, 8],
    ]),
  ).toEqual([
    [3, 5],
    [7, 9, 11, 13],
    [15, 17],
  ]);
  const mixed = await together([[1, 2], [NaN, 2], [3, 4, 5, 6], [7]]);
  expect([mixed[0], mixed[2]]).toEqual([
    [3, 5],
    [7, 9, 11, 13],
  ]);
  expect(mixed[1]).toContain('holds NaN');
  expect(mixed[3]).toContain('takes the shape [-1, 2]');
  await client.close();

  const { body } = await worker.request('GET', '/v2/models/alike/stats');
  expect(body.model_stats).toMatchObject([
    {
      inference_stats: { success: { count: 5 }, fail: { count: 2 } },
      batch_stats: [{ batch_size: 3 }, { batch_size: 4 }],
    },
  ]);
});

test('a request whose deadline passes is answered then, by header and by parameter', async () => {
  const steps = (count: number) => [{ name: 'steps', shape: [1], datatype: 'INT64', data: [count] }];
  const slow = worker.infer('spin', steps(1_500_000));
  const byHeader = worker.infer('echo', [row([1, 2])], {}, { 'x-request-timeout-ms': '50' });
  const byParameter = worker.infer('spin', steps(1_500_000), { parameters: { timeout: 50_000 } });

  expect(await byHeader).toMatchObject({ status: 504, body: { code: 'TIMEOUT' } });
  expect(await byParameter).toMatchObject({ status: 504, body: { code: 'TIMEOUT' } });
  expect((await slow).status).toBe(200);
});

test('a request whose caller left before it ran does not run', async () => {
  await worker.load(await home.model('left', echoModel()));
  const slow = worker.infer('spin', [{ name: 'steps', shape: [1], datatype: 'INT64', data: [1_000_000] }]);
  await until(async () => (await worker.report()).queueLength === 1);
  const body = JSON.stringify({ inputs: [row([1, 2])] });
  const { hostname, port } = new URL(worker.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST /v2/models/left/infer HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await until(async () => (await worker.report()).queueLength === 2);
  socket.destroy();
  await until(async () => (await worker.report()).queueLength === 1);
  expect((await slow).status).toBe(200);

  const { body: statistics } = await worker.request('GET', '/v2/models/left/stats');
  expect(statistics.model_stats).toMatchObject([{ execution_count: 0 }]);
});
