import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BackendPool } from '../../../src/inference/backends/backend-pool.js';
import type { ServableModel } from '../../../src/inference/backends/servable-model.js';
import { InvalidInputError, UnavailableError } from '../../../src/lib/errors.js';
import { createLogger } from '../../../src/lib/logger.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { echoModel } from '../models.js';
import { TestHome, TestWorker, until } from '../worker/worker-process.js';

const logger = createLogger('silent');
const timeoutMs = 20_000;

let home: TestHome;
let workers: TestWorker[];
let pool: BackendPool;
let echo: ServableModel;
beforeEach(async () => {
  home = await TestHome.create();
  workers = await Promise.all([TestWorker.start(home), TestWorker.start(home)]);
  echo = await home.model('echo', echoModel());
  pool = new BackendPool({ urls: workers.map(({ url }) => url), logger, pollMs: 100 });
  await pool.start();
});
afterEach(async () => {
  await pool.stop();
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  await home.remove();
});

async function ask(number: number): Promise<number> {
  const x = tensor('FP32', [1, 2], Float32Array.of(number, 0));
  const { outputs } = await pool.infer(echo, { x }, { timeoutMs });
  return outputs.y!.data[0] as number;
}

test('a model that no worker has is loaded first', async () => {
  expect(await ask(4)).toBe(9);
});

test('a model is loaded on every worker, and refused with the reason of the worker', async () => {
  await pool.ensureLoaded(echo);
  for (const worker of workers)
    expect((await worker.report()).models).toMatchObject([{ name: 'echo', state: 'READY' }]);

  const nonsense = await home.model('nonsense', new TextEncoder().encode('nonsense'));
  await expect(pool.ensureLoaded(nonsense)).rejects.toThrow(InvalidInputError);
  await expect(pool.infer(nonsense, {}, { timeoutMs })).rejects.toThrow('"nonsense" cannot be loaded');

  await pool.unload('echo');
  for (const worker of workers)
    expect((await worker.report()).models.filter(({ name }) => name === 'echo')).toEqual([]);
});

test('a worker killed under load costs no answer: the other one gives it', async () => {
  await pool.ensureLoaded(echo);
  const wrong: number[] = [];
  let answered = 0;
  let going = true;
  const client = async (first: number) => {
    for (let number = first; going; number += 16, answered++)
      if ((await ask(number)) !== 2 * number + 1) wrong.push(number);
  };
  const clients = Array.from({ length: 16 }, (_, first) => client(first));
  await until(() => answered > 100);
  await workers[0]!.stop('SIGKILL');
  const before = answered;
  await until(() => answered > before + 100);
  going = false;

  await Promise.all(clients);
  expect(wrong).toEqual([]);
  await until(() => !pool.workers[0]!.reachable);
});

test('a lane killed under load costs no answer either', async () => {
  await pool.ensureLoaded(echo);
  let answered = 0;
  let going = true;
  const client = async (first: number) => {
    for (let number = first; going; number += 16, answered++) expect(await ask(number)).toBe(2 * number + 1);
  };
  const clients = Array.from({ length: 16 }, (_, first) => client(first));
  for (const worker of [workers[0]!, workers[1]!, workers[0]!]) {
    const before = answered;
    await until(() => answered > before + 100);
    await worker.killLane(0);
    await until(async () => (await worker.report()).lanes[0]!.models.includes('echo'));
  }
  going = false;
  await Promise.all(clients);
});

test('when no worker is left, the error says what became of each; when one is back, it answers', async () => {
  await pool.ensureLoaded(echo);
  pool.keepLoaded([echo]);
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  const failure: unknown = await ask(1).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnavailableError);
  for (const { url } of workers) expect((failure as Error).message).toContain(`${url} cannot be reached`);

  const { port } = new URL(workers[0]!.url);
  workers[0] = await TestWorker.start(home, { INFERENCE_PORT: port });
  await until(async () => (await workers[0]!.report()).models.some(({ state }) => state === 'READY'));
  expect(await ask(1)).toBe(3);
});

test('without workers the error says what to configure', async () => {
  const none = new BackendPool({ urls: [], logger });
  await none.start();
  await expect(none.infer(echo, {}, { timeoutMs })).rejects.toThrow('Set INFERENCE_URLS');
  await none.stop();
});

test('an answer that nobody waits for any more is given up', async () => {
  const leaving = new AbortController();
  leaving.abort();
  await pool.ensureLoaded(echo);
  const x = tensor('FP32', [1, 2], new Float32Array(2));
  await expect(pool.infer(echo, { x }, { timeoutMs, signal: leaving.signal })).rejects.toThrow('Nobody waits');
});
