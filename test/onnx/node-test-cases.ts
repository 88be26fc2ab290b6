import { expect } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TensorProtoSchema } from '../../src/onnx/generated/onnx_pb.js';
import type { Tensor } from '../../src/onnx/tensor.js';
import { protoToTensor } from '../../src/onnx/tensor-proto.js';
import { relativeError } from './random.js';

/** What ONNX Runtime has no kernel for on the CPU: old versions of operators, the training set, text in a locale that is not installed. */
export const WITHOUT_KERNEL =
  /(AveragePool\(1\)|BatchNormalization\(6\)|Pow\(1\)|(Add|Gemm|Mul|PRelu)\(6\)|ai\.onnx\.preview\.training:\w+|name not valid)/;

/** A folder of the ONNX backend test suite (test_*, each with model.onnx and tensors): ONNX_NODE_TESTS=/path npm test. */
export const NODE_TESTS_FOLDER = process.env.ONNX_NODE_TESTS;
export const NODE_TEST_CASES = NODE_TESTS_FOLDER
  ? readdirSync(NODE_TESTS_FOLDER).filter((name) => name.startsWith('test_'))
  : [];

export function modelOfCase(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(NODE_TESTS_FOLDER ?? '', name, 'model.onnx')));
}

/** Tensors of a case, in the order of the model's inputs or outputs. */
export function tensorsOfCase(name: string, kind: 'input' | 'output'): Tensor[] {
  const folder = join(NODE_TESTS_FOLDER ?? '', name, 'test_data_set_0');
  const count = readdirSync(folder).filter((file) => file.startsWith(`${kind}_`)).length;
  return Array.from({ length: count }, (_, index) =>
    protoToTensor(fromBinary(TensorProtoSchema, readFileSync(join(folder, `${kind}_${index}.pb`)))),
  );
}

export function expectClose(actual: readonly Tensor[], expected: readonly Tensor[], tolerance: number): void {
  expect(actual.map(({ type, dims }) => ({ type, dims }))).toEqual(expected.map(({ type, dims }) => ({ type, dims })));
  for (const [index, { data }] of expected.entries()) {
    const answer = actual[index]!.data;
    if (data instanceof Float32Array) expect(relativeError(answer as Float32Array, data)).toBeLessThan(tolerance);
    else expect(answer).toEqual(data);
  }
}
