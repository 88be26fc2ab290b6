import { describe, expect, test } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../src/lib/errors.js';
import { TensorProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { fuse } from '../../src/onnx/rewrites/fuse.js';
import { quantizeDynamic } from '../../src/onnx/rewrites/quantize-dynamic.js';
import { runtimeReason } from '../../src/onnx/runtime-reason.js';
import { createSession } from '../../src/onnx/session.js';
import type { Tensor, Tensors } from '../../src/onnx/tensor.js';
import { protoToTensor } from '../../src/onnx/tensor-proto.js';
import { relativeError } from './random.js';

/** What ONNX Runtime has no kernel for on the CPU: old versions of operators, the training set, text in a locale that is not installed. */
const WITHOUT_KERNEL =
  /(AveragePool\(1\)|BatchNormalization\(6\)|Pow\(1\)|(Add|Gemm|Mul|PRelu)\(6\)|ai\.onnx\.preview\.training:\w+|name not valid)/;

/** A folder of the ONNX backend test suite (test_*, each with model.onnx and tensors): ONNX_NODE_TESTS=/path npm test. */
const FOLDER = process.env.ONNX_NODE_TESTS;
const CASES = FOLDER ? readdirSync(FOLDER).filter((name) => name.startsWith('test_')) : [];

function tensorsOf(name: string, kind: 'input' | 'output'): Tensor[] {
  const folder = join(FOLDER ?? '', name, 'test_data_set_0');
  const count = readdirSync(folder).filter((file) => file.startsWith(`${kind}_`)).length;
  return Array.from({ length: count }, (_, index) =>
    protoToTensor(fromBinary(TensorProtoSchema, readFileSync(join(folder, `${kind}_${index}.pb`)))),
  );
}

async function run(bytes: Uint8Array, name: string): Promise<Tensor[]> {
  const { inputs, outputs } = inspectModel(bytes);
  const given = tensorsOf(name, 'input');
  const feeds: Tensors = Object.fromEntries(inputs.map((input, index) => [input.name, given[index]!]));
  const session = await createSession(bytes);
  const answers = await session.run(feeds);
  await session.release();
  return outputs.map((output) => answers[output.name]!);
}

function expectClose(actual: readonly Tensor[], expected: readonly Tensor[], tolerance: number): void {
  expect(actual.map(({ type, dims }) => ({ type, dims }))).toEqual(expected.map(({ type, dims }) => ({ type, dims })));
  for (const [index, { data }] of expected.entries()) {
    const answer = actual[index]!.data;
    if (data instanceof Float32Array) expect(relativeError(answer as Float32Array, data)).toBeLessThan(tolerance);
    else expect(answer).toEqual(data);
  }
}

(FOLDER ? describe : describe.skip)('the ONNX backend test suite (skipped: ONNX_NODE_TESTS names no folder)', () => {
  if (CASES.length === 0) test('no case', () => undefined);

  test.each(CASES)('%s gives its expected outputs, fused too', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(FOLDER ?? '', name, 'model.onnx')));
    const expected = tensorsOf(name, 'output');

    const answers = await run(bytes, name).catch((error: unknown) => runtimeReason(error));
    if (typeof answers === 'string') {
      expect(answers).toMatch(WITHOUT_KERNEL);
      return;
    }
    expectClose(answers, expected, 1e-4);
    expectClose(await run((await fuse(bytes)).bytes, name), expected, 1e-4);
  });

  test.each(CASES)('%s gives about its expected outputs in int8, or has nothing to quantize', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(FOLDER ?? '', name, 'model.onnx')));
    let quantized: Uint8Array;
    try {
      quantized = quantizeDynamic(bytes, { minimumValues: 1 }).bytes;
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      return;
    }
    expectClose(await run(quantized, name), tensorsOf(name, 'output'), 0.05);
  });
});
