import { describe, expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { FrameReader, Payload, writeFrame } from '../../../src/inference/lane/frames.js';
import { readInferRequest, writeInferRequest } from '../../../src/inference/protocol/infer-request.js';
import { readInferResponse, writeInferResponse } from '../../../src/inference/protocol/infer-response.js';
import { dataFromJson, dataToJson } from '../../../src/inference/protocol/tensors/json-data.js';
import { joinWires, splitWires } from '../../../src/inference/protocol/tensors/wire-rows.js';
import { fromWire, toWire } from '../../../src/inference/protocol/tensors/wire-tensor.js';
import { type Datatype, tensor } from '../../../src/onnx/tensor.js';

describe('values in JSON', () => {
  test.each<[Datatype, unknown[], unknown[]]>([
    ['BOOL', [true, false, 1, 0], [true, false, true, false]],
    ['UINT8', [0, 1, 254, 255], [0, 1, 254, 255]],
    ['INT16', [-32_768, 0, 1, 32_767], [-32_768, 0, 1, 32_767]],
    ['INT64', [-(2 ** 53) + 1, 0, 1, 2 ** 53 - 1], [-(2 ** 53) + 1, 0, 1, 2 ** 53 - 1]],
    ['FP32', [0.5, -1, 0, 3], [0.5, -1, 0, 3]],
    ['FP64', [0.1, -1e300, 0, 3], [0.1, -1e300, 0, 3]],
    ['BYTES', ['', 'a', '混合', '\u{1f600}'], ['', 'a', '混合', '\u{1f600}']],
  ])('%s goes there and back', (type, given, back) => {
    const data = dataFromJson('x', type, [2, 2], [given.slice(0, 2), given.slice(2)]);
    expect(dataToJson({ name: 'x', type, dims: [2, 2], data })).toEqual(back);
  });

  test.each<[Datatype, unknown, string]>([
    ['UINT8', 256, '256 is no UINT8'],
    ['INT8', -129, '-129 is no INT8'],
    ['UINT64', -1, '-1 is no UINT64'],
    ['INT32', 1.5, 'takes INT32 values, not 1.5'],
    ['INT64', 2 ** 53, 'JSON is exact up to 2^53'],
    ['BOOL', 2, 'takes true and false, not 2'],
    ['FP32', null, 'takes FP32 values, not null'],
    ['BYTES', 7, 'takes strings, not 7'],
    ['FP16', 1, 'JSON cannot carry'],
  ])('%s refuses %p', (type, value, message) => {
    expect(() => dataFromJson('x', type, [1], [value])).toThrow(message);
  });

  test('NaN and infinity are not written as null', () => {
    const wire = toWire('y', tensor('FP32', [1], Float32Array.of(Infinity)));
    expect(() => dataToJson(wire)).toThrow('NaN or infinity');
  });
});

test('rows of requests that were joined come apart as they were, strings as well as numbers', () => {
  const requests = [['', 'née'], ['one'], ['a', '混合', '']].map((texts) => [
    toWire('text', tensor('BYTES', [texts.length], texts)),
    toWire('pair', tensor('FP64', [texts.length, 1, 2], new Float64Array(texts.length * 2).fill(texts.length))),
  ]);
  const joined = joinWires(requests);
  expect(joined.map(({ dims }) => dims)).toEqual([[6], [6, 1, 2]]);
  expect(splitWires(joined, [2, 1, 3]).map((wires) => wires.map(fromWire))).toEqual(
    requests.map((wires) => wires.map(fromWire)),
  );
  expect(() => splitWires(joined, [2, 1])).toThrow('"text" has 6 rows for 3');
});

test('a request with binary data is read as it was written, at whatever place in memory', () => {
  const tensors = [
    toWire('a', tensor('BYTES', [2], ['', 'née'])),
    toWire('b', tensor('INT64', [1, 2], BigInt64Array.of(-1n, 1n << 60n))),
    toWire('c', tensor('FP16', [1], Uint16Array.of(0x3c00))),
  ];
  const { body, headerLength } = writeInferRequest(tensors, ['y']);
  const shifted = Buffer.concat([Buffer.alloc(3), body]).subarray(3);

  const request = readInferRequest(shifted, headerLength);

  expect(request.outputs).toEqual([{ name: 'y', binary: true }]);
  expect(request.inputs.map(fromWire)).toEqual([
    tensor('BYTES', [2], ['', 'née']),
    tensor('INT64', [1, 2], BigInt64Array.of(-1n, 1n << 60n)),
    tensor('FP16', [1], Uint16Array.of(0x3c00)),
  ]);
});

test('a header that cuts the JSON short, or takes binary data for JSON, is named with what it says', () => {
  const { body, headerLength } = writeInferRequest([toWire('a', tensor('INT8', [2], Int8Array.of(1, 2)))], null);
  for (const length of [headerLength - 1, headerLength + 1])
    expect(() => readInferRequest(body, length)).toThrow(
      `The header inference-header-content-length says that ${length} of its ${body.byteLength} bytes are JSON`,
    );
});

test('outputs are answered as each was asked for', () => {
  const outputs = [
    toWire('y', tensor('FP32', [1], Float32Array.of(1.5))),
    toWire('z', tensor('INT8', [2], Int8Array.of(1, 2))),
  ];
  const asked = {
    id: null,
    binaryOutputs: false,
    outputs: [
      { name: 'y', binary: true },
      { name: 'z', binary: false },
    ],
  };
  const { body, headerLength } = writeInferResponse({ name: 'm', version: '1' }, asked, outputs);
  const header = JSON.parse(body.subarray(0, headerLength!).toString()) as object;

  expect(header).toMatchObject({
    outputs: [
      { name: 'y', parameters: { binary_data_size: 4 } },
      { name: 'z', data: [1, 2] },
    ],
  });
  expect(readInferResponse(body, headerLength).map(fromWire)).toEqual(outputs.map(fromWire));
});

test.each([
  ['too short', Buffer.from([5, 0, 0, 0, 65])],
  ['too long', Buffer.from([0, 0, 0, 0, 65])],
  ['no UTF-8', Buffer.from([1, 0, 0, 0, 0xff])],
])('strings whose bytes are %s are refused', (_, data) => {
  expect(() => fromWire({ name: 'text', type: 'BYTES', dims: [1], data })).toThrow(/strings|UTF-8/);
});

test('frames are put together from any chunks, and typed arrays can view their payload', () => {
  const channel = new PassThrough();
  const large = Float64Array.from({ length: 20_000 }, Math.sqrt);
  for (const values of [Float64Array.of(1.5), large, new Float64Array()]) {
    const payload = new Payload();
    payload.add(Uint8Array.of(1, 2, 3));
    writeFrame(channel, { slice: payload.add(new Uint8Array(values.buffer)), text: 'ü' }, payload);
  }
  const frames: { header: { slice: { at: number; size: number } }; payload: Uint8Array }[] = [];
  const reader = new FrameReader((header, payload) =>
    frames.push({ header: header as (typeof frames)[0]['header'], payload }),
  );
  const all = channel.read() as Buffer;
  for (let at = 0; at < all.length; at += 777) reader.push(all.subarray(at, at + 777));

  expect(frames).toHaveLength(3);
  const { payload, header } = frames[1]!;
  expect(new Float64Array(payload.buffer, payload.byteOffset + header.slice.at, large.length)).toEqual(large);
});
