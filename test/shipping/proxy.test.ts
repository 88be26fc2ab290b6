import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { eventually } from '../support/eventually.js';

const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0;

/** Stands in for a gateway: tells its name, counts bodies, echoes over WebSocket, and is ready or not. */
interface StandIn {
  server: Server;
  ready: boolean;
}

let folder: string;
let proxy: ChildProcess;
let url: string;
let gateways: Record<'one' | 'two', StandIn>;

(hasHaproxy ? describe : describe.skip)('the proxy (skipped where haproxy is not installed)', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-proxy-'));
    gateways = { one: await standIn('one'), two: await standIn('two') };
    const port = await freePort();
    const shipped = await readFile(join(PACKAGE_ROOT, 'docker', 'haproxy.cfg'), 'utf8');
    const servers = Object.values(gateways).map(({ server }, at) => `  server g${at} 127.0.0.1:${portOf(server)}`);
    const config = shipped
      .replace('bind :4000', `bind 127.0.0.1:${port}`)
      .replace(/^ *server-template .*$/m, servers.map((line) => `${line} check`).join('\n'));
    await writeFile(join(folder, 'haproxy.cfg'), config);
    proxy = spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' });
    url = `http://127.0.0.1:${port}`;
    await eventually('the proxy to answer', () => answerOf('/').catch(() => null));
  });
  afterAll(async () => {
    proxy.kill();
    for (const { server } of Object.values(gateways)) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  test('spreads requests over both gateways, and says for whom it asks', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => answerOf('/')));
    expect(new Set(answers)).toEqual(new Set(['one for 127.0.0.1', 'two for 127.0.0.1']));
  });

  test('lets WebSockets through', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('ping');
    const [echoed] = (await once(socket, 'message')) as [Buffer];
    expect(echoed.toString()).toBe('ping');
    expect(socket.protocol).toBe('graphql-transport-ws');
    socket.close();
  });

  test('passes the bytes of an upload on whole', async () => {
    const response = await fetch(`${url}/uploads/upload_x`, { method: 'PATCH', body: new Uint8Array(30_000_000) });
    expect(await response.text()).toBe('30000000 bytes');
  });

  test('keeps figures from the outside', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  test('sends nothing to a gateway that is not ready, until it is again', async () => {
    gateways.one.ready = false;
    await eventually('only the other one to be asked', async () => (await askTimes(8)).every((by) => by === 'two'));
    gateways.one.ready = true;
    await eventually('both to be asked', async () => new Set(await askTimes(8)).size === 2);
  });

  test('asks the other gateway when one cannot be reached, and the client notices nothing', async () => {
    const { server } = gateways.one;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    expect(new Set(await askTimes(8))).toEqual(new Set(['two']));
  });
});

async function standIn(name: string): Promise<StandIn> {
  const gateway: StandIn = { server: createServer(), ready: true };
  const sockets = new WebSocketServer({ server: gateway.server });
  sockets.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      socket.send(data);
    }),
  );
  gateway.server.on('request', (request, response) => {
    if (request.url === '/readyz') {
      response.writeHead(gateway.ready ? 200 : 503).end();
      return;
    }
    let size = 0;
    request.on('data', (chunk: Buffer) => (size += chunk.length));
    request.on('end', () => {
      const client = String(request.headers['x-forwarded-for']);
      response.end(request.method === 'PATCH' ? `${size} bytes` : `${name} for ${client}`);
    });
  });
  gateway.server.listen(0, '127.0.0.1');
  await once(gateway.server, 'listening');
  return gateway;
}

async function answerOf(path: string): Promise<string> {
  const response = await fetch(url + path, { headers: { connection: 'close' } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}

/** Which gateway answered each of `times` requests. */
async function askTimes(times: number): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: times }, () => answerOf('/')));
  return answers.map((answer) => answer.split(' ')[0]!);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
