import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '../../../src/lib/errors.js';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { type ProbeLimits, probeModel } from '../../../src/onnx/runtime/probe.js';
import { crashingModel, hungryModel, linearModel, slowModel } from '../models.js';

let folder: string;
let counter = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function probe(bytes: Uint8Array, limits?: ProbeLimits) {
  const localPath = join(folder, `${++counter}`);
  await writeFile(localPath, bytes);
  return probeModel([{ path: 'model.onnx', localPath }], limits);
}

async function refusal(bytes: Uint8Array, limits?: ProbeLimits): Promise<string> {
  const error: unknown = await probe(bytes, limits).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  return (error as InvalidInputError).message;
}

test('a sound model is loaded and run once in another process', async () => {
  expect(await probe(linearModel().toBytes())).toMatchObject({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
    parameterCount: 8,
    trialFailure: null,
  });
});

test('a model that crashes ONNX Runtime is refused, and the next one is probed as if nothing had been', async () => {
  expect(await refusal(crashingModel().toBytes())).toMatch(/^The model crashed ONNX Runtime \(SIG[A-Z]+\)/);
  expect(await probe(linearModel().toBytes())).toMatchObject({ trialFailure: null });
});

test('a model that needs more memory than allowed is refused', async () => {
  const limits = { memoryBytes: 300 * 1024 * 1024 };
  expect(await refusal(hungryModel(400_000_000).toBytes(), limits)).toBe(
    'The model needs more than 300 MiB of memory to load.',
  );
});

test('a model that stalls is refused', async () => {
  const limits = { timeoutMs: 1500 };
  expect(await refusal(slowModel(1n << 60n).toBytes(), limits)).toBe(
    'The model did not load and run once within 1.5 s.',
  );
});

test('a custom operator is refused by its name', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  graph.output('y', graph.node('Frobnicate', [x], {}, { domain: 'com.example' }), 'FP32', [1]);
  expect(await refusal(graph.toBytes())).toBe('The model has custom operators: com.example:Frobnicate.');
});

test('an operator that ONNX Runtime lacks is refused with its reason', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  graph.output('y', graph.node('NoSuchOperator', [x]), 'FP32', [1]);
  expect(await refusal(graph.toBytes())).toContain('No Op registered for NoSuchOperator');
});

test('a file that is no model is refused', async () => {
  expect(await refusal(new TextEncoder().encode('{"hello": 1}'))).toContain('The file is not an ONNX model');
});
