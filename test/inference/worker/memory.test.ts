import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ServableModel } from '../../../src/inference/backends/servable-model.js';
import { echoModel, weightyModel } from '../models.js';
import { TestHome, TestWorker, until } from './worker-process.js';

const MEBIBYTE = 1024 * 1024;

// Large models take their time to be written and read on a busy machine.
jest.setTimeout(90_000);

let home: TestHome;
let worker: TestWorker;
beforeEach(async () => {
  home = await TestHome.create();
});
afterEach(async () => {
  await worker.stop();
  await home.remove();
});

const echoOf = (number: number) => [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [number, -number] }];

/** A model that is refused before anybody asks for its bytes. */
function modelOfSize(id: string, mebibytes: number): ServableModel {
  const size = { sizeBytes: mebibytes * MEBIBYTE, digest: `sha256:${'0'.repeat(64)}` };
  return { id, files: [{ path: 'model.onnx', role: 'MODEL', ...size }] };
}

async function loadedModels(): Promise<string[]> {
  return (await worker.report()).models.map(({ name }) => name).sort();
}

test('what a model takes is predicted from its files, measured in its lanes, and reserved', async () => {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '2' });
  const empty = await worker.report();
  await worker.load(await home.model('weighty', weightyModel(40)));
  await until(async () => (await worker.report()).lanes.every(({ models }) => models.length === 1));
  const { models, memoryReservedBytes, lanes } = await worker.report();

  const [{ predictedBytes, measuredBytes }] = models as [(typeof models)[0]];
  expect(predictedBytes).toBeGreaterThan(40 * MEBIBYTE);
  expect(predictedBytes).toBeLessThan(50 * MEBIBYTE);
  expect(measuredBytes).toBeGreaterThan(36 * MEBIBYTE);
  expect(measuredBytes).toBeLessThan(56 * MEBIBYTE);
  expect(memoryReservedBytes - empty.memoryReservedBytes).toBeGreaterThan(40 * MEBIBYTE);
  for (const lane of lanes) expect(lane.memoryBytes).toBeGreaterThan(40 * MEBIBYTE);
});

test('a model that cannot fit is refused at once with the figures, and nothing gives way to it', async () => {
  worker = await TestWorker.start(home, { INFERENCE_MEMORY_MB: '400' });
  await worker.load(await home.model('echo', echoModel()));
  const { status, body } = await worker.load(modelOfSize('huge', 450));

  expect({ status, code: body.code }).toEqual({ status: 507, code: 'OUT_OF_MEMORY' });
  expect(body.error).toMatch(
    /^"huge" needs about 454 MiB in each of 1 lanes\. Of the worker's 400 MiB \d+ are free, and models that may be evicted hold \d+\./,
  );
  expect(await loadedModels()).toEqual(['echo']);
});

test('when memory is short, the model that was not asked for longest gives way, unless it is to stay loaded', async () => {
  worker = await TestWorker.start(home, { INFERENCE_MEMORY_MB: '400' });
  await worker.load(await home.model('echo', echoModel()), { pinned: true });
  const { memoryBudgetBytes, memoryReservedBytes } = await worker.report();
  const third = Math.floor((memoryBudgetBytes - memoryReservedBytes) / MEBIBYTE / 4);
  const graph = weightyModel(third);
  const weighty = (id: string) => home.model(id, graph);
  const ones = [{ name: 'x', shape: [1, 1024], datatype: 'FP32', data: Array.from({ length: 1024 }, () => 1) }];
  await worker.load(await weighty('a'), { pinned: true });
  await worker.load(await weighty('b'));
  await worker.load(await weighty('c'));
  expect((await worker.infer('b', ones)).status).toBe(200);

  expect((await worker.load(await weighty('d'))).status).toBe(200);
  expect(await loadedModels()).toEqual(['a', 'b', 'd', 'echo']);
  expect(await worker.load(modelOfSize('e', 3 * third))).toMatchObject({
    status: 507,
    body: { code: 'OUT_OF_MEMORY' },
  });
  expect(await loadedModels()).toEqual(['a', 'b', 'd', 'echo']);
  expect((await worker.infer('a', ones)).body.outputs?.[0]?.data[0]).toBe(0.5);
  expect(await worker.infer('c', ones)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});

test.each([
  ['beside the old one where there is room for both', '1000', true],
  ['after the old one where there is not', '450', false],
])('a lane that does not give memory back is replaced %s, and no request fails', async (_, budget, beside) => {
  // Blocks of up to 32 MiB stay with a process that has freed one before: the habit of the C library.
  const names = ['a', 'b', 'c', 'd'];
  worker = await TestWorker.start(home, { INFERENCE_MEMORY_MB: budget });
  const graph = weightyModel(25);
  for (const name of names)
    expect((await worker.load(await home.model(name, graph), { pinned: true })).status).toBe(200);
  await worker.load(await home.model('echo', echoModel()), { pinned: true });
  const [before] = (await worker.report()).lanes;
  let going = true;
  let alwaysReady = true;
  const failures: unknown[] = [];
  const asking = Array.from({ length: 2 }, async (_, client) => {
    for (let number = client; going; number += 2) {
      const { status, body } = await worker.infer('echo', echoOf(number));
      if (status !== 200 || body.outputs?.[0]?.data[0] !== 2 * number + 1) failures.push(body);
    }
  });
  for (const name of names.slice(0, 3)) await worker.request('POST', `/v2/repository/models/${name}/unload`);
  await until(async () => {
    const { lanes, ready } = await worker.report();
    alwaysReady &&= ready;
    return lanes[0]!.recycleCount > 0 && lanes[0]!.processId !== before!.processId && ready;
  });
  const after = await worker.infer('echo', echoOf(7));
  going = false;
  await Promise.all(asking);

  expect(failures).toEqual([]);
  expect(after.body.outputs?.[0]?.data).toEqual([15, -13]);
  if (beside) expect(alwaysReady).toBe(true);
  const [lane] = (await worker.report()).lanes;
  expect(lane).toMatchObject({ models: ['d', 'echo'], restartCount: 0 });
  expect(before!.memoryBytes - lane!.memoryBytes).toBeGreaterThan(64 * MEBIBYTE);
});
