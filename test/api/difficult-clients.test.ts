import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { OipClient } from '../../src/inference/backends/oip-client.js';
import { writeInferRequest } from '../../src/inference/protocol/infer-request.js';
import { toWire } from '../../src/inference/protocol/tensors/wire-tensor.js';
import { tensor } from '../../src/onnx/tensor.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../support/released.js';
import { adminContext, seedModel, seedVersion } from '../support/seed.js';

const MEBIBYTE = 1024 * 1024;
/** Time that clients have, by how much they send: the least that a busy machine needs. And the most that a request may have. */
const LIMITS = {
  little: { CLIENT_TIMEOUT_MS: '500', INFERENCE_MAX_BODY_BYTES: String(MEBIBYTE) },
  much: { CLIENT_TIMEOUT_MS: '4000', INFERENCE_MAX_BODY_BYTES: String(32 * MEBIBYTE) },
  most: { CLIENT_TIMEOUT_MS: '30000', INFERENCE_MAX_BODY_BYTES: String(128 * MEBIBYTE) },
} as const;
type Amount = keyof typeof LIMITS;
const ESTABLISHED = '01';
/** More than what the system's buffers between two sockets hold. */
const LARGE_ROWS = 8_000_000;

interface Server {
  url: URL;
  model: string;
  token: string;
}

const installations: { gateway: GatewayForTest; workers: InferenceWorkersForTest }[] = [];
const servers = new Map<string, Server>();

beforeAll(async () => {
  for (const amount of Object.keys(LIMITS)) await startServers(amount as Amount);
}, 120_000);
afterAll(async () => {
  for (const { gateway, workers } of installations) {
    await gateway.close();
    await workers.stop();
  }
});

async function startServers(amount: Amount): Promise<void> {
  const limits = LIMITS[amount];
  const workers = await startInferenceWorkers(1, limits);
  const gateway = await startGatewayForTest({ env: { ...workers.env, ...limits } });
  installations.push({ gateway, workers });
  const context = await adminContext(gateway);
  const { id } = await seedVersion(context, await seedModel(context, 'adder'), 1);
  await createEnvironmentAt(gateway, 'production');
  await releaseAt(gateway, 'production', id);
  const { INFERENCE_URLS, INFERENCE_TOKEN } = workers.env;
  const worker = { url: new URL(INFERENCE_URLS!), model: id, token: INFERENCE_TOKEN! };
  servers.set(`an inference worker, ${amount}`, worker);
  servers.set(`a gateway, ${amount}`, { url: new URL(gateway.url), model: 'adder', token: gateway.token });
}

function open({ url }: Server): Socket {
  return connect(Number(url.port), url.hostname);
}

function headOf({ model, token }: Server, length: number, more = ''): string {
  return `POST /v2/models/${model}/infer HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: ${length}\r\n${more}\r\n`;
}

/** What the server answers somebody who sends the same again every 100 ms. */
async function answerTo(socket: Socket, sent: string): Promise<string> {
  // A write that the server refuses loses its answer: what has come is read first.
  const trickle = setInterval(() => setImmediate(() => socket.bytesRead === 0 && socket.write(sent)), 100);
  try {
    return await text(socket);
  } finally {
    clearInterval(trickle);
  }
}

/** A request of 100 MB takes 2 s alone, and many times that beside others. */
const PATIENCE_MS = 60_000;

async function answersAsEver({ url, model, token }: Server, rows = 2): Promise<void> {
  const client = new OipClient(url.origin, token);
  const values = new Float32Array(rows);
  values[rows - 1] = rows - 1;
  const x = tensor('FP32', [rows], values);
  const { outputs } = await client.infer(model, { x }, { timeoutMs: PATIENCE_MS });
  const y = outputs.y!.data as Float32Array;
  expect([y.length, y[0], y[rows - 1]]).toEqual([rows, 1, rows]);
  await client.close();
}

describe.each(['an inference worker', 'a gateway'])('%s', (name) => {
  const serverFor = (amount: Amount) => servers.get(`${name}, ${amount}`)!;
  let server: Server;
  beforeAll(() => {
    server = serverFor('little');
  });

  test('cuts off a client that sends its headers one by one for too long', async () => {
    const socket = open(server);
    socket.write(headOf(server, 10).slice(0, -2));
    expect(await answerTo(socket, 'x-more: 1\r\n')).toMatch(/^HTTP\/1\.1 408 Request Timeout/);
    await answersAsEver(server);
  });

  test('tells a client that sends its body bit by bit that its time is over, and closes the connection', async () => {
    const socket = open(server);
    socket.write(headOf(server, 1000));
    const answer = await answerTo(socket, ' ');
    expect(answer).toMatch(/^HTTP\/1\.1 504 /);
    expect(answer).toContain('"TIMEOUT"');
    expect(answer).toContain('was not sent whole within 500 ms');
    await answersAsEver(server);
  });

  test('does not keep an answer for a client that does not read it', async () => {
    const server = serverFor('much');
    const socket = open(server);
    await once(socket, 'connect');
    const x = toWire('x', tensor('FP32', [LARGE_ROWS], new Float32Array(LARGE_ROWS)));
    const { body, headerLength } = writeInferRequest([x], null);
    socket.write(headOf(server, body.byteLength, `inference-header-content-length: ${headerLength}\r\n`));
    socket.write(body);
    await once(socket, 'readable');
    const port = socket.localPort!;
    expect(await stateAtServer(server, port)).toBe(ESTABLISHED);
    await eventually(
      'the server has closed the connection',
      async () => (await stateAtServer(server, port)) !== ESTABLISHED,
    );
    socket.destroy();
    await answersAsEver(server);
  });

  test('answers a request of 100 MB where the limit allows it', async () => {
    await answersAsEver(serverFor('most'), 25_000_000);
  }, 90_000);

  test('refuses a request beyond the limit with the limit and its size', async () => {
    const server = serverFor('much');
    const response = await fetch(new URL(`/v2/models/${server.model}/infer`, server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
      body: new Uint8Array(40_000_000),
    });
    expect(response.status).toBe(413);
    const { error, code } = (await response.json()) as { error: string; code: string };
    expect(code).toBe('LIMIT_EXCEEDED');
    expect(error).toMatch(/33554432 bytes.* 40000000/);
    await answersAsEver(server);
  });

  test('says that NaN is no JSON', async () => {
    const response = await fetch(new URL(`/v2/models/${server.model}/infer`, server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
      body: '{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT', error: expect.stringContaining('no JSON') });
  });
});

/** State of the server's end of a connection as Linux counts states; undefined when it is gone. */
async function stateAtServer({ url }: Server, clientPort: number): Promise<string | undefined> {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  const table = await readFile('/proc/net/tcp', 'utf8');
  return new RegExp(`:${hex(Number(url.port))} \\w+:${hex(clientPort)} (\\w\\w) `).exec(table)?.[1];
}
