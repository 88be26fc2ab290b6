import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelServers } from '../../../src/inference/servers/model-servers.js';
import { fromWire, toWire } from '../../../src/inference/protocol/tensors/wire-tensor.js';
import { createLogger } from '../../../src/lib/logger.js';
import { type Tensor, tensor } from '../../../src/onnx/tensor.js';
import { echoModel } from '../models.js';
import { TestHome, TestWorker, until } from '../worker/worker-process.js';

const ECHO = { name: 'theirs', model: 'echo', modelVersion: null };
const logger = createLogger('silent');

let home: TestHome;
let worker: TestWorker;
let server: Server;
let servers: ModelServers;
/** What the server does with the next requests, in their order, before it hands them on to the worker. */
let first: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
/** The content types of requests for runs, and whether the server says that it takes binary data. */
let asked: string[] = [];
let binary = true;

beforeAll(async () => {
  home = await TestHome.create();
  worker = await TestWorker.start(home);
  await worker.load(await home.model('echo', echoModel()));
  server = createServer((request, response) => {
    const act = first.shift() ?? handOn;
    act(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await servers.stop();
  first = [];
  asked = [];
  binary = true;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await worker.stop('SIGKILL');
  await home.remove();
});

/** The worker under a path of its own, as behind an ingress; it can be made to say less of itself. */
function handOn(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url!.replace('/models-of-others', '');
  const body: Buffer[] = [];
  request.on('data', (chunk: Buffer) => body.push(chunk));
  request.on('end', () => {
    if (path.endsWith('/infer')) asked.push(request.headers['content-type']!);
    const headers = request.headers as Record<string, string>;
    const { host: _, connection: __, ...others } = headers;
    const sent = body.length > 0 ? { body: Buffer.concat(body) } : {};
    void fetch(worker.url + path, { method: request.method!, headers: others, ...sent }).then(async (answer) => {
      const bytes = Buffer.from(await answer.arrayBuffer());
      const { 'content-length': ___, ...told } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, told);
      response.end(path === '/v2' && !binary ? JSON.stringify({ name: 'plain', extensions: [] }) : bytes);
    });
  });
}

function use(url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models-of-others`): void {
  servers = new ModelServers({ servers: [{ name: 'theirs', protocol: 'http', url }], logger, pollMs: 50 });
}

const answer = (status: number, body: string) => (request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
};

async function echo(x: Tensor, options: { signal?: AbortSignal; onLost?: () => void; timeoutMs?: number } = {}) {
  const { outputs } = await servers.inferWire(ECHO, [toWire('x', x)], { timeoutMs: 5000, outputs: ['y'], ...options });
  return fromWire(outputs[0]!);
}

const row = tensor('FP32', [1, 2], Float32Array.of(1, 2));
const doubled = tensor('FP32', [1, 2], Float32Array.of(3, 5));

test('tensors travel as bytes to a server that takes them so, and as JSON to one that does not say so', async () => {
  use();
  expect(await echo(row)).toEqual(doubled);
  expect(asked).toEqual(['application/octet-stream']);
  binary = false;
  await servers.stop();
  use();
  expect(await echo(row)).toEqual(doubled);
  expect(asked).toEqual(['application/octet-stream', 'application/json']);
});

test('inputs that the model does not declare are refused, and those that a version may have are taken where it does', async () => {
  use();
  const spec = { datatype: 'FP32' as const, shape: [-1, 2] };
  const x = { name: 'x', ...spec };
  const outputs = [{ name: 'y', ...spec }];
  await expect(
    servers.inferWire(ECHO, [toWire('x', row), toWire('z', row)], { timeoutMs: 5000, outputs: ['y'] }),
  ).rejects.toThrow('"echo" at the inference server "theirs" has no input "z"; it takes "x".');
  await servers.assertServes(ECHO, { inputs: [], outputs, optional: [x, { name: 'z', ...spec }] });
  await expect(servers.assertServes(ECHO, { inputs: [], outputs, optional: [] })).rejects.toThrow('it takes "x"');
});

test('a server that is not configured any more is UNAVAILABLE', async () => {
  use();
  await expect(servers.inferWire({ ...ECHO, name: 'gone' }, [], { timeoutMs: 5000 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'There is no inference server "gone". INFERENCE_SERVERS names theirs.',
  });
});

test('a server that was changed for another is asked anew what it takes, when a release is prepared', async () => {
  use();
  await echo(row);
  binary = false;
  const y = { name: 'y', datatype: 'FP32' as const, shape: [-1, 2] };
  await servers.assertServes(ECHO, { inputs: [{ ...y, name: 'x' }], outputs: [y], optional: [] });
  expect(await echo(row)).toEqual(doubled);
  expect(asked).toEqual(['application/octet-stream', 'application/json']);
});

test('statistics and configuration are those of the server; one that does not have the extensions is said not to', async () => {
  use();
  await echo(row);
  expect((await servers.statistics(ECHO))[0]).toMatchObject({ name: 'echo', inference_count: expect.any(Number) });
  expect(await servers.configuration(ECHO)).toMatchObject({
    name: 'echo',
    input: [{ name: 'x', data_type: 'TYPE_FP32', dims: [2] }],
  });
  binary = false;
  await expect(servers.statistics(ECHO)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'No extension "statistics". The inference server "theirs" has none.',
  });
  await expect(servers.configuration(ECHO)).rejects.toThrow('No extension "model_configuration"');
});

test('a connection that is cut costs no answer: the server is asked once more', async () => {
  use();
  await echo(row);
  let lost = 0;
  first = [(request) => request.socket.destroy()];
  expect(await echo(row, { onLost: () => (lost += 1) })).toEqual(doubled);
  expect(lost).toBe(1);
});

test.each([
  [400, '{"error":"x is wrong"}', 'INVALID_INPUT', 'refuses the inputs: x is wrong.'],
  [422, '{"detail":"x is wrong"}', 'INVALID_INPUT', 'refuses the inputs: x is wrong.'],
  [401, '{}', 'UNAVAILABLE', 'refuses its token: status 401, {}. Set INFERENCE_SERVER_TOKENS'],
  [404, '{"error":"no model echo"}', 'UNAVAILABLE', 'has no such model: no model echo.'],
  [429, '', 'UNAVAILABLE', 'cannot take more: status 429.'],
  [500, '<html>', 'UNAVAILABLE', 'failed: status 500, <html>.'],
  [504, '', 'TIMEOUT', 'did not answer in time: status 504.'],
  [200, '{"outputs":"none"}', 'UNAVAILABLE', 'failed: The answer is not understood'],
  [200, '{"outputs":[]}', 'UNAVAILABLE', 'failed: its answer lacks the output "y".'],
  [200, '{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]}', 'UNAVAILABLE', 'takes 2 values'],
])('status %i with %s is an error of its own', async (status, body, code, words) => {
  use();
  await echo(row);
  first = [answer(status, body)];
  await expect(echo(row)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

test('a server that does not answer costs the time of the caller and no more; one that left is not waited for', async () => {
  use();
  await echo(row);
  const silence = (request: IncomingMessage) => void request.resume();
  first = [silence, silence];
  await expect(echo(row, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  const leaving = new AbortController();
  const given = echo(row, { signal: leaving.signal });
  await until(() => first.length === 0);
  leaving.abort();
  await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('readiness is asked for as long as a model is watched', async () => {
  use();
  expect(servers.isReady(ECHO)).toBe(false);
  servers.watch([ECHO]);
  await until(() => servers.isReady(ECHO));
  binary = true;
  first = Array.from({ length: 3 }, () => answer(503, '{}'));
  await until(() => !servers.isReady(ECHO));
  await until(() => servers.isReady(ECHO));
  servers.watch([]);
  expect(servers.isReady(ECHO)).toBe(false);
});

test('a server that is not there is UNAVAILABLE with its name and address', async () => {
  use('http://127.0.0.1:9');
  await expect(echo(row)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    reason: 'UNREACHABLE',
    message: expect.stringContaining('The inference server "theirs" at http://127.0.0.1:9 cannot be reached'),
  });
});
