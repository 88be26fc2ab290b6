import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server as TlsServer } from 'node:tls';
import type { InferenceServer } from '../../../src/config/inference-servers.js';
import { fromWire, toWire } from '../../../src/inference/protocol/tensors/wire-tensor.js';
import { ModelServers } from '../../../src/inference/servers/model-servers.js';
import { readAuthorities } from '../../../src/inference/servers/trusted-authorities.js';
import { createLogger } from '../../../src/lib/logger.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { freePort } from '../../../src/storage/postgres/postmaster.js';
import { hasOpenssl, TestAuthority } from '../../support/certificates.js';
import { echoModel } from '../models.js';
import { TestHome, TestWorker } from '../worker/worker-process.js';

const ECHO = { name: 'theirs', model: 'echo', modelVersion: null };
const row = tensor('FP32', [1, 2], Float32Array.of(1, 2));

(hasOpenssl ? describe : describe.skip)('servers behind TLS (skipped where openssl is not installed)', () => {
  let folder: string;
  let home: TestHome;
  let worker: TestWorker;
  let texts: Server;
  let ours: TestAuthority;
  let others: TestAuthority;
  const ingresses: TlsServer[] = [];
  /** Ports at which TLS ends before the worker's HTTP and gRPC, and before a server of OpenAI's API. */
  let ports: Record<'https' | 'grpcs' | 'openai' | 'elsewhere', number>;
  let servers: ModelServers | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-tls-'));
    ours = new TestAuthority(folder, 'ours');
    others = new TestAuthority(folder, 'others');
    home = await TestHome.create();
    const grpcPort = await freePort();
    worker = await TestWorker.start(home, { INFERENCE_GRPC_PORT: String(grpcPort) });
    await worker.load(await home.model('echo', echoModel()));
    texts = createHttpServer((request, response) => {
      request.resume();
      response.end(
        request.method === 'GET'
          ? '{"data":[{"id":"echo"}]}'
          : 'data: {"choices":[{"text":"Hi","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      );
    });
    texts.listen(0, '127.0.0.1');
    await once(texts, 'listening');
    const here = ours.sign('IP:127.0.0.1');
    const http = Number(new URL(worker.url).port);
    ports = {
      https: await ingress(here, http),
      grpcs: await ingress(here, grpcPort),
      openai: await ingress(here, (texts.address() as AddressInfo).port),
      elsewhere: await ingress(ours.sign('DNS:elsewhere.example'), http),
    };
  }, 120_000);
  afterEach(() => servers?.stop());
  afterAll(async () => {
    for (const ingress of ingresses) ingress.close();
    texts.closeAllConnections();
    texts.close();
    await worker.stop('SIGKILL');
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Ends TLS before a port of this machine. Returns the port at which it does. */
  async function ingress(certificate: { key: Buffer; cert: Buffer }, target: number): Promise<number> {
    const server = createServer({ ...certificate, ALPNProtocols: ['h2', 'http/1.1'] }, (outer) => {
      const inner = connect(target, '127.0.0.1');
      outer.pipe(inner).pipe(outer);
      for (const [socket, other] of [[outer, inner] as const, [inner, outer] as const])
        socket.on('error', () => other.destroy());
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ingresses.push(server);
    return (server.address() as AddressInfo).port;
  }

  function use(protocol: InferenceServer['protocol'], url: string, ca?: string): ModelServers {
    const authorities = readAuthorities(ca);
    const described = { name: 'theirs', protocol, url };
    servers = new ModelServers({
      servers: [described],
      ...(authorities && { authorities }),
      logger: createLogger('silent'),
    });
    return servers;
  }

  const KINDS = [
    ['http', 'https'],
    ['grpc', 'grpcs'],
  ] as const;

  test.each(KINDS)('a certificate of the authority that is named is accepted over %s', async (protocol, scheme) => {
    const client = use(protocol, `${scheme}://127.0.0.1:${ports[scheme]}`, ours.path);
    const { outputs } = await client.inferWire(ECHO, [toWire('x', row)], { timeoutMs: 10_000, outputs: ['y'] });
    expect(fromWire(outputs[0]!)).toEqual(tensor('FP32', [1, 2], Float32Array.of(3, 5)));
  });

  test('texts, too, come from behind a certificate of that authority', async () => {
    const client = use('openai', `https://127.0.0.1:${ports.openai}`, ours.path);
    await client.assertGenerates(ECHO);
    const request = {
      prompt: 'a',
      addSpecialTokens: true,
      sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 },
      seed: [0, 0] as const,
      stop: [],
      maxTokens: 1,
      answered: [],
    };
    expect(await client.generate(ECHO, request, { timeoutMs: 10_000 }).next()).toMatchObject({
      value: { text: 'Hi', finish: 'STOP' },
    });
  });

  test.each(KINDS)('over %s any other is refused with what is wrong, and tried once', async (protocol, scheme) => {
    for (const ca of [others.path, undefined]) {
      let lost = 0;
      const client = use(protocol, `${scheme}://127.0.0.1:${ports[scheme]}`, ca);
      const given = client.inferWire(ECHO, [], { timeoutMs: 10_000, onLost: () => (lost += 1) });
      await expect(given).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'UNTRUSTED' });
      await expect(given).rejects.toThrow(
        /"theirs" at \w+:\/\/127\.0\.0\.1:\d+ has a certificate that is not accepted: .*certificate.* INFERENCE_SERVER_CA/,
      );
      expect(lost).toBe(0);
      await client.stop();
    }
  });

  test('a certificate of another host is refused, whoever signed it', async () => {
    const client = use('http', `https://127.0.0.1:${ports.elsewhere}`, ours.path);
    await expect(client.inferWire(ECHO, [], { timeoutMs: 10_000 })).rejects.toThrow("does not match certificate's");
  });

  test('a file that is not there, or holds no certificate, stops the start with a sentence', async () => {
    expect(() => readAuthorities(join(folder, 'nothing.pem'))).toThrow(
      'INFERENCE_SERVER_CA: there is no readable file',
    );
    for (const text of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
      const path = join(folder, 'broken.pem');
      await writeFile(path, text);
      expect(() => readAuthorities(path)).toThrow('is to hold certificates in the form of PEM');
    }
  });
});
