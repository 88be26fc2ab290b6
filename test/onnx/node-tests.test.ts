import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../src/lib/errors.js';
import { inspectModel } from '../../src/onnx/inspect.js';
import { fuse } from '../../src/onnx/rewrites/fuse.js';
import { quantizeDynamic } from '../../src/onnx/rewrites/quantize-dynamic.js';
import { runtimeReason } from '../../src/onnx/runtime/runtime-reason.js';
import { createSession } from '../../src/onnx/runtime/session.js';
import type { Tensor, Tensors } from '../../src/onnx/tensor.js';
import {
  expectClose,
  modelOfCase,
  NODE_TEST_CASES,
  NODE_TESTS_FOLDER,
  tensorsOfCase,
  WITHOUT_KERNEL,
} from './node-test-cases.js';

async function run(bytes: Uint8Array, name: string): Promise<Tensor[]> {
  const { inputs, outputs } = inspectModel(bytes);
  const given = tensorsOfCase(name, 'input');
  const feeds: Tensors = Object.fromEntries(inputs.map((input, index) => [input.name, given[index]!]));
  const session = await createSession(bytes);
  const answers = await session.run(feeds);
  await session.release();
  return outputs.map((output) => answers[output.name]!);
}

(NODE_TESTS_FOLDER ? describe : describe.skip)(
  'the ONNX backend test suite (skipped: ONNX_NODE_TESTS names no folder)',
  () => {
    if (NODE_TEST_CASES.length === 0) test('no case', () => undefined);

    test.each(NODE_TEST_CASES)('%s gives its expected outputs, fused too', async (name) => {
      const bytes = modelOfCase(name);
      const expected = tensorsOfCase(name, 'output');

      const answers = await run(bytes, name).catch((error: unknown) => runtimeReason(error));
      if (typeof answers === 'string') {
        expect(answers).toMatch(WITHOUT_KERNEL);
        return;
      }
      expectClose(answers, expected, 1e-4);
      expectClose(await run((await fuse(bytes)).bytes, name), expected, 1e-4);
    });

    test.each(NODE_TEST_CASES)(
      '%s gives about its expected outputs in int8, or has nothing to quantize',
      async (name) => {
        const bytes = modelOfCase(name);
        let quantized: Uint8Array;
        try {
          quantized = quantizeDynamic(bytes, { minimumValues: 1 }).bytes;
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
          return;
        }
        expectClose(await run(quantized, name), tensorsOfCase(name, 'output'), 0.05);
      },
    );
  },
);
