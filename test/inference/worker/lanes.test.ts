import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import { WorkerUnavailableError } from '../../../src/inference/protocol/protocol-error.js';
import { isDomainError } from '../../../src/lib/errors.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { crashingModel } from '../../onnx/models.js';
import { echoModel, poisonableModel, spinModel } from '../models.js';
import { TestHome, TestWorker, until } from './worker-process.js';

const LEAST = -(2 ** 31);

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
const spin = (steps: number) => [{ name: 'steps', shape: [1], datatype: 'INT64', data: [steps] }];
const divide = (x: number, d: number) => [
  { name: 'x', shape: [1], datatype: 'INT32', data: [x] },
  { name: 'd', shape: [1], datatype: 'INT32', data: [d] },
];

test('lanes killed under load: every request gets its own answer or a typed error, and answers go on', async () => {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '2' });
  await worker.load(await home.model('echo', echoModel()));
  const client = new OipClient(worker.url, undefined);
  const errors: unknown[] = [];
  let wrong = 0;
  let answered = 0;
  let going = true;
  const ask = async (first: number) => {
    for (let number = first; going; number += 64) {
      try {
        const x = tensor('FP32', [1, 2], Float32Array.of(number, -number));
        const { outputs } = await client.infer('echo', { x }, { timeoutMs: 20_000 });
        answered += 1;
        const { data } = outputs.y!;
        if (data[0] !== 2 * number + 1 || data[1] !== 1 - 2 * number) wrong += 1;
      } catch (error) {
        errors.push(error);
      }
    }
  };
  const clients = Array.from({ length: 64 }, (_, first) => ask(first));
  for (let kill = 0; kill < 6; kill++) {
    const before = answered;
    await until(() => answered > before + 100);
    await worker.killLane(kill % 2);
  }
  const afterKills = answered;
  await until(() => answered > afterKills + 100);
  going = false;
  await Promise.all(clients);
  await client.close();

  expect(wrong).toBe(0);
  expect(errors.filter((error) => !(error instanceof WorkerUnavailableError && error.reason === 'LANE_LOST'))).toEqual(
    [],
  );
  await until(async () => (await worker.report()).lanes.every(({ models }) => models.includes('echo')));
});

test('a request that crashes its lane fails alone; its neighbours are answered, and the lanes come back', async () => {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '2' });
  await worker.load(await home.model('divide', poisonableModel()));
  await worker.load(await home.model('spin', spinModel()));
  await until(async () => (await worker.report()).lanes.every(({ models }) => models.length === 2));
  // Both lanes are busy, so that the requests behind run together.
  const busy = [worker.infer('spin', spin(500_000)), worker.infer('spin', spin(500_000))];
  await until(async () => (await worker.report()).queueLength === 2);
  const neighbours = Array.from({ length: 8 }, (_, index) => worker.infer('divide', divide(index * 10, 10)));
  const poison = await worker.infer('divide', divide(LEAST, -1));

  expect(poison).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE', reason: 'LANE_LOST' } });
  const answers = await Promise.all(neighbours);
  expect(answers.map(({ body }) => body.outputs?.[0]?.data)).toEqual(answers.map((_, index) => [index]));
  expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
  expect(await worker.infer('divide', divide(84, 2))).toMatchObject({
    status: 200,
    body: { outputs: [{ data: [42] }] },
  });
});

test('a crash costs the full batches that wait at its lane nothing', async () => {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '2' });
  const settings = { maxBatchRows: 4, maxBatchWaitMs: 0, devices: null };
  await worker.load({ ...(await home.model('divide', poisonableModel())), settings });
  await until(async () => (await worker.report()).lanes.every(({ models }) => models.length === 1));
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      worker.infer('divide', index === 150 ? divide(LEAST, -1) : divide(index * 10, 10)),
    ),
  );

  expect(answers[150]).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE', reason: 'LANE_LOST' } });
  const others = answers.filter((_, index) => index !== 150);
  expect(others.filter(({ status }) => status !== 200)).toEqual([]);
  expect(answers.map(({ body }) => body.outputs?.[0]?.data[0])).toEqual(
    answers.map((_, index) => (index === 150 ? undefined : index)),
  );
});

test('a model that crashes its lane while it loads is refused, and the others are served again', async () => {
  worker = await TestWorker.start(home);
  await worker.load(await home.model('echo', echoModel()));
  const { status, body } = await worker.load(await home.model('crashing', crashingModel().toBytes()));

  expect(status).toBe(400);
  expect(body.error).toMatch(/ended the process that loaded it \(SIG[A-Z]+\)/);
  expect((await worker.infer('echo', echoOf(3))).body.outputs?.[0]?.data).toEqual([7, -5]);
});

test('a run that does not end is ended, and with it its lane', async () => {
  worker = await TestWorker.start(home, { INFERENCE_RUN_LIMIT_MS: '700' });
  await worker.load(await home.model('spin', spinModel()));
  expect(await worker.infer('spin', spin(2 ** 50))).toMatchObject({ status: 503, body: { reason: 'LANE_LOST' } });
  expect((await worker.infer('spin', spin(5))).body.outputs?.[0]?.data).toEqual([5]);
});

test('past the bound of the queue the answer is "unavailable" at once, with a time to try again', async () => {
  worker = await TestWorker.start(home, { INFERENCE_QUEUE_LIMIT: '2' });
  await worker.load(await home.model('spin', spinModel()));
  const slow = worker.infer('spin', spin(1_500_000));
  await until(async () => (await worker.report()).queueLength === 1);
  const waiting = [worker.infer('spin', spin(1)), worker.infer('spin', spin(1))];
  await until(async () => (await worker.report()).queueLength === 3);
  const refused = await worker.infer('spin', spin(1));

  expect(refused).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE', reason: 'QUEUE_FULL' } });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect((await worker.report()).queueLength).toBe(3);
  expect((await Promise.all([slow, ...waiting])).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('SIGTERM: not ready, what is under way is answered, what is new is refused, and no process is left', async () => {
  worker = await TestWorker.start(home);
  await worker.load(await home.model('spin', spinModel()));
  const [lane] = (await worker.report()).lanes;
  const slow = worker.infer('spin', spin(600_000));
  await until(async () => (await worker.report()).queueLength === 1);
  const exited = once(worker.process, 'exit');
  worker.process.kill('SIGTERM');

  await until(async () => (await worker.request('GET', '/v2/health/ready')).status === 503);
  expect(await worker.infer('spin', spin(1))).toMatchObject({ status: 503, body: { reason: 'DRAINING' } });
  expect((await slow).status).toBe(200);
  expect(await exited).toEqual([0, null]);
  await until(() => isGone(lane!.processId!));
});

test('a worker that is killed leaves no lane behind, not even in an endless run; one whose parent is gone ends itself', async () => {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '2' });
  await worker.load(await home.model('spin', spinModel()));
  const { lanes } = await worker.report();
  const endless = worker.infer('spin', spin(2 ** 50)).catch(() => null);
  await until(async () => (await worker.report()).queueLength === 1);
  await worker.stop('SIGKILL');
  expect(await endless).toBeNull();
  await until(() => lanes.every(({ processId }) => isGone(processId!)));

  worker = await TestWorker.start(home);
  const exited = once(worker.process, 'exit');
  worker.process.disconnect();
  expect(await exited).toEqual([0, null]);
});

test('without the token nothing but health is answered', async () => {
  worker = await TestWorker.start(home, { INFERENCE_TOKEN: 'a secret of enough length' });
  expect((await worker.request('GET', '/v2/health/live')).status).toBe(200);
  expect(await worker.request('GET', '/v2')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  expect((await worker.request('GET', '/v2', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
  expect(
    (await worker.request('GET', '/v2', undefined, { authorization: 'Bearer a secret of enough length' })).status,
  ).toBe(200);
  const client = new OipClient(worker.url, 'a secret of enough length');
  const failure: unknown = await client.infer('none', {}, { timeoutMs: 1000 }).catch((error: unknown) => error);
  expect(isDomainError(failure) && failure.message).toContain('No loaded model "none"');
  await client.close();
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
