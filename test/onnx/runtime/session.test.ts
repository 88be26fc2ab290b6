import { expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/lib/errors.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { linearModel } from '../models.js';

test('a device that is not there gives way to the next, and says why', async () => {
  const session = await createSession(linearModel().toBytes(), { devices: ['cuda', 'cpu'] });
  expect(session.device).toMatchObject({ requested: ['cuda', 'cpu'] });
  if (session.device.effective === 'cpu') expect(session.device.reason).toMatch(/^cuda: /);
  await session.release();
});

test('feeds that do not fit are refused before the runtime sees them', async () => {
  const session = await createSession(linearModel().toBytes());
  const x = tensor('FP32', [1, 4], Float32Array.of(1, 0, 0, 0));
  await expect(session.run({})).rejects.toThrow('The input "x" is missing: FP32 [-1, 4].');
  await expect(session.run({ x: tensor('FP32', [4], x.data) })).rejects.toThrow(InvalidInputError);
  await expect(session.run({ x, z: x })).rejects.toThrow('has no input "z". Its inputs: x.');
  expect((await session.run({ x }, ['y'])).y).toEqual(tensor('FP32', [1, 2], Float32Array.of(1, 2)));
  await session.release();
});
