import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { ModelInferRequestSchema } from '../../../src/inference/grpc/generated/open-inference_pb.js';
import { contentsOf } from '../../../src/inference/grpc/tensor-contents.js';
import { writeGrpcRequest, readGrpcResponse } from '../../../src/inference/grpc/infer-messages.js';
import {
  definitionOf,
  type MethodName,
  type NewRequest,
  type ResponseOf,
} from '../../../src/inference/grpc/service.js';
import { fromWire, toWire, type WireTensor } from '../../../src/inference/protocol/tensors/wire-tensor.js';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { type ArrayOf, Datatype, tensor } from '../../../src/onnx/tensor.js';
import { freePort } from '../../../src/storage/postgres/postmaster.js';
import { echoModel, spinModel } from '../models.js';
import { TestHome, TestWorker, until } from '../worker/worker-process.js';

const VALUES: { [D in Datatype]: ArrayOf[D] } = {
  BOOL: Uint8Array.of(1, 0),
  UINT8: Uint8Array.of(0, 255),
  UINT16: Uint16Array.of(0, 65_535),
  UINT32: Uint32Array.of(0, 2 ** 32 - 1),
  UINT64: BigUint64Array.of(0n, 2n ** 64n - 1n),
  INT8: Int8Array.of(-128, 127),
  INT16: Int16Array.of(-32_768, 32_767),
  INT32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  INT64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n),
  FP16: Uint16Array.of(0x3c00, 0xc000),
  FP32: Float32Array.of(-0.5, 1e30),
  FP64: Float64Array.of(Math.PI, -1e300),
  BYTES: ['', 'Grüße 👋'],
};
const TYPES = Object.values(Datatype);

let home: TestHome;
let worker: TestWorker;
let client: Client;
beforeAll(async () => {
  home = await TestHome.create();
  const port = await freePort();
  worker = await TestWorker.start(home, {
    INFERENCE_GRPC_PORT: String(port),
    INFERENCE_TOKEN: 'secret',
    INFERENCE_MAX_BODY_BYTES: '100000',
  });
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const authorization = { authorization: 'Bearer secret' };
  const models = {
    echo: echoModel(),
    spin: spinModel(),
    ...Object.fromEntries(TYPES.map((type) => [type, copy(type)])),
  };
  for (const [name, graph] of Object.entries(models)) {
    const { files } = await home.model(name, graph);
    const body = { parameters: { manifest: JSON.stringify(files) } };
    const loaded = await worker.request('POST', `/v2/repository/models/${name}/load`, body, authorization);
    expect(loaded.body).toEqual({});
  }
});
afterAll(async () => {
  client.close();
  await worker.stop('SIGKILL');
  await home.remove();
});

/** Answers what it was asked, in any datatype. */
function copy(type: Datatype): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', type, ['N']);
  graph.output('y', graph.node('Identity', [x]), type, ['N']);
  return graph.toBytes();
}

function call<M extends MethodName>(
  name: M,
  request: NewRequest<M>,
  { token = 'secret', deadlineMs = 20_000 }: { token?: string; deadlineMs?: number } = {},
): Promise<ResponseOf<M>> {
  const { path, requestSerialize, responseDeserialize } = definitionOf(name);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    const write: (value: NewRequest<M>) => Buffer = requestSerialize;
    const read: (bytes: Buffer) => ResponseOf<M> = responseDeserialize;
    const deadline = Date.now() + deadlineMs;
    client.makeUnaryRequest(path, write, read, request, metadata, { deadline }, (error, response) => {
      if (error) reject(error);
      else resolve(response!);
    });
  });
}

/** The request with typed values in place of bytes. */
function typed(model: string, wire: WireTensor): NewRequest<'modelInfer'> {
  const request = create(ModelInferRequestSchema, writeGrpcRequest(model, '1', [wire], []));
  request.rawInputContents = [];
  request.inputs[0]!.contents = contentsOf(wire);
  return request;
}

const x = (...values: number[]) => toWire('x', tensor('FP32', [values.length / 2, 2], Float32Array.from(values)));

test('tells that it lives, is ready, and what it and its models are', async () => {
  expect(await call('serverLive', {}, { token: '' })).toMatchObject({ live: true });
  await until(async () => (await call('serverReady', {}, { token: '' })).ready);
  expect(await call('serverMetadata', {})).toMatchObject({ name: 'sluice' });
  expect(await call('modelReady', { name: 'echo' })).toMatchObject({ ready: true });
  expect(await call('modelReady', { name: 'echo', version: '2' })).toMatchObject({ ready: false });
  expect(await call('modelReady', { name: 'nothing' })).toMatchObject({ ready: false });
  expect(await call('modelMetadata', { name: 'echo' })).toMatchObject({
    name: 'echo',
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1n, 2n] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1n, 2n] }],
  });
});

test.each(TYPES)('%s travels as bytes, and the answer as it was asked', async (type) => {
  const wire = toWire('x', tensor<Datatype>(type, [2], VALUES[type]));
  const response = await call('modelInfer', { ...writeGrpcRequest(type, '', [wire], ['y']), id: 'seven' });
  expect(response).toMatchObject({ modelName: type, modelVersion: '1', id: 'seven' });
  expect(response.rawOutputContents).toHaveLength(1);
  expect(readGrpcResponse(response).map(fromWire)).toEqual([tensor<Datatype>(type, [2], VALUES[type])]);
});

test.each(TYPES.filter((type) => type !== 'FP16'))('%s travels as typed values, too', async (type) => {
  const wire = toWire('x', tensor<Datatype>(type, [2], VALUES[type]));
  const response = await call('modelInfer', typed(type, wire));
  expect(response.rawOutputContents).toEqual([]);
  expect(readGrpcResponse(response).map(fromWire)).toEqual([tensor<Datatype>(type, [2], VALUES[type])]);
});

test('half precision has no typed values', async () => {
  const described = { name: 'x', datatype: 'FP16', shape: [1n] };
  const request = call('modelInfer', { modelName: 'FP16', inputs: [described] });
  await expect(request).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining('raw'),
  });
});

test.each([
  [
    'a wrong token',
    () => call('modelInfer', writeGrpcRequest('echo', '', [x(1, 2)], []), { token: 'x' }),
    'UNAUTHENTICATED',
  ],
  ['a model that is not loaded', () => call('modelInfer', writeGrpcRequest('nothing', '', [], [])), 'NOT_FOUND'],
  ['another version', () => call('modelMetadata', { name: 'echo', version: '7' }), 'NOT_FOUND'],
  [
    'too few bytes',
    () => call('modelInfer', writeGrpcRequest('echo', '', [{ ...x(1, 2), dims: [2, 2] }], [])),
    'INVALID_ARGUMENT',
  ],
  ['no batch', () => call('modelInfer', writeGrpcRequest('echo', '', [x()], [])), 'INVALID_ARGUMENT'],
  [
    'an unknown datatype',
    () => call('modelInfer', { modelName: 'echo', inputs: [{ name: 'x', datatype: 'BF16', shape: [0n, 2n] }] }),
    'INVALID_ARGUMENT',
  ],
  [
    'a value that does not fit its datatype',
    () =>
      call('modelInfer', {
        modelName: 'INT8',
        inputs: [{ name: 'x', datatype: 'INT8', shape: [1n], contents: { intContents: [300] } }],
      }),
    'INVALID_ARGUMENT',
  ],
  [
    'a parameter that cannot be honoured',
    () =>
      call('modelInfer', {
        modelName: 'echo',
        parameters: { priority: { parameterChoice: { case: 'int64Param', value: 1n } } },
      }),
    'INVALID_ARGUMENT',
  ],
  [
    'more bytes than a request may have',
    () => call('modelInfer', writeGrpcRequest('echo', '', [x(...new Array<number>(40_000).fill(1))], [])),
    'RESOURCE_EXHAUSTED',
  ],
] as const)('%s has an error of its own', async (_, ask, code) => {
  await expect(ask()).rejects.toMatchObject({ code: status[code] });
});

test('a request whose deadline passed is answered so, and the worker goes on', async () => {
  const steps = toWire('steps', tensor('INT64', [1], BigInt64Array.of(50_000_000n)));
  const late = call('modelInfer', writeGrpcRequest('spin', '', [steps], []), { deadlineMs: 100 });
  await expect(late).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  const headers = { authorization: 'Bearer secret' };
  await until(async () => (await worker.request('GET', '/v2/worker', undefined, headers)).body.queueLength === 0);
});
