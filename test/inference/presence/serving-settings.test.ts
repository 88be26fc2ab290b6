import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { echoModel, sharedScaleModel, spinModel } from '../models.js';
import { TestHome, TestWorker, until } from '../worker/worker-process.js';

const STEPS = 1_500_000;

let home: TestHome;
let worker: TestWorker;
beforeAll(async () => {
  home = await TestHome.create();
  worker = await TestWorker.start(home);
  await worker.load(await home.model('spin', spinModel()));
});
afterAll(async () => {
  await worker.stop();
  await home.remove();
});

const ask = (model: string, number: number) =>
  worker.infer(model, [{ name: 'x', shape: [1, 2], datatype: 'FP32', data: [number, -number] }]);
const spin = () => worker.infer('spin', [{ name: 'steps', shape: [1], datatype: 'INT64', data: [STEPS] }]);
async function loadEcho(name: string, settings: object): Promise<void> {
  expect(await worker.load(await home.model(name, echoModel()), { ...settings })).toMatchObject({ status: 200 });
}

const reportOf = async (model: string) => (await worker.report()).models.find(({ name }) => name === model)!;

/** Sizes of the runs of a model, and how often each ran. */
async function runsOf(model: string): Promise<Record<number, number>> {
  const { body } = await worker.request('GET', `/v2/models/${model}/stats`);
  const [{ batch_stats: sizes }] = body.model_stats as [
    { batch_stats: { batch_size: number; compute_infer: { count: number } }[] },
  ];
  return Object.fromEntries(sizes.map(({ batch_size: size, compute_infer: { count } }) => [size, count]));
}

test('no run has more rows than were set', async () => {
  await loadEcho('sized', { max_batch_rows: 4 });
  const busy = spin();
  await until(async () => (await worker.report()).queueLength === 1);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => ask('sized', number)));

  expect(answers.map(({ body }) => body.outputs?.[0]?.data)).toEqual(
    answers.map((_, number) => [2 * number + 1, 1 - 2 * number]),
  );
  expect(await runsOf('sized')).toEqual({ 4: 3 });
  // perf_analyzer divides the times by the requests.
  const { body } = await worker.request('GET', '/v2/models/sized/stats');
  const [{ inference_stats: stats }] = body.model_stats as [
    { inference_stats: Record<string, { count: number; ns: number }> },
  ];
  expect(stats).toMatchObject({ success: { count: 12 }, queue: { count: 12 }, compute_infer: { count: 12 } });
  expect(stats.queue!.ns + stats.compute_infer!.ns).toBeLessThanOrEqual(stats.success!.ns);
  await busy;
});

test('an idle lane waits as long as was set for rows to run with, and no longer than until the batch is full', async () => {
  await loadEcho('gathering', { max_batch_rows: 3, max_batch_wait_ms: 600 });
  const startedAt = performance.now();
  const first = ask('gathering', 1);
  await until(async () => (await reportOf('gathering')).queueLength === 1);
  await Promise.all([first, ask('gathering', 2), ask('gathering', 3)]);
  expect(performance.now() - startedAt).toBeLessThan(600);
  expect(await runsOf('gathering')).toEqual({ 3: 1 });

  const aloneAt = performance.now();
  expect((await ask('gathering', 4)).body.outputs?.[0]?.data).toEqual([9, -7]);
  expect(performance.now() - aloneAt).toBeGreaterThanOrEqual(600);
});

test('other settings for a model that serves load it anew; what waits is answered', async () => {
  await loadEcho('changing', {});
  const busy = spin();
  await until(async () => (await worker.report()).queueLength === 1);
  const waiting = Array.from({ length: 8 }, (_, number) => ask('changing', number));
  await until(async () => (await worker.report()).queueLength === 9);
  await loadEcho('changing', { max_batch_rows: 2, devices: 'cuda,cpu' });

  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
  const { settings, batching, device } = await reportOf('changing');
  expect(settings).toEqual({ maxBatchRows: 2, maxBatchWaitMs: 0, devices: ['cuda', 'cpu'] });
  expect(batching).toEqual({ maxRows: 2, reason: null });
  expect(device?.requested).toEqual(['cuda', 'cpu']);
  expect(await runsOf('changing')).toEqual({ 2: 4 });
  // Who does not say leaves it as it is.
  await loadEcho('changing', {});
  expect((await reportOf('changing')).settings).toEqual(settings);
  await busy;
});

test('a size does not make rows run together that depend on each other: what was asked and what is are both told', async () => {
  await worker.load(await home.model('dependent', sharedScaleModel()), { max_batch_rows: 8 });
  expect(await reportOf('dependent')).toMatchObject({
    settings: { maxBatchRows: 8 },
    batching: { maxRows: 1, reason: expect.stringContaining('beside other rows') },
  });
});

test.each([
  [{ max_batch_rows: 5000 }, 'max_batch_rows'],
  [{ max_batch_wait_ms: 2000 }, 'max_batch_wait_ms'],
  [{ devices: 'tpu' }, 'takes cuda, webgpu and cpu'],
  [{ max_batch_row: 4 }, 'max_batch_row'],
])('%j is refused', async (settings, message) => {
  const { status, body } = await worker.load(await home.model('refused', echoModel()), settings);
  expect(status).toBe(400);
  expect(body.error).toContain(message);
});
