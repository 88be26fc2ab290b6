import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

const MAX_BODY_BYTES = 20_000;

let gateway: GatewayForTest;
beforeAll(async () => {
  gateway = await startGatewayForTest({ env: { MAX_BODY_BYTES: String(MAX_BODY_BYTES) } });
});
afterAll(() => gateway.close());

const address = (path: string): string => new URL(path, gateway.url).href;

interface Sent {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

function send({ headers, ...init }: Sent = {}, path = '/graphql'): Promise<Response> {
  const authorization = `Bearer ${gateway.token}`;
  return fetch(address(path), { ...init, headers: { 'content-type': 'application/json', authorization, ...headers } });
}

async function codeOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return body.errors[0]?.extensions.code;
}

describe('a request', () => {
  test.each([
    ['a body of another type', { method: 'POST', body: 'query=1', headers: { 'content-type': 'text/plain' } }, 415],
    ['another method', { method: 'PUT', body: '{}' }, 405],
    ['a body that is no JSON', { method: 'POST', body: '{"query":' }, 400],
    ['a batch', { method: 'POST', body: '[{"query":"{ viewer { id } }"}]' }, 400],
  ])('with %s is refused with its status', async (_what, init, status) => {
    const response = await send(init);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe('INVALID_INPUT');
  });

  test('that changes something by GET is refused', async () => {
    const query = new URLSearchParams({ query: 'mutation { revokeApiToken(input: { id: "x" }) { token { id } } }' });
    const response = await send({}, `/graphql?${query.toString()}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('by GET takes variables', async () => {
    const query = new URLSearchParams({
      query: 'query ($n: Int) { models(first: $n) { edges { cursor } } }',
      variables: '{"n": 1}',
    });
    const response = await send({}, `/graphql?${query.toString()}`);
    expect(await response.json()).toEqual({ data: { models: { edges: [] } } });
  });

  test('keeps the id that its sender gave it', async () => {
    const response = await send({
      method: 'POST',
      body: '{"query":"{ viewer { id } }"}',
      headers: { 'x-request-id': 'abc-1' },
    });
    expect(response.headers.get('x-request-id')).toBe('abc-1');
  });

  test('that announces too large a body is refused with the limit and its size', async () => {
    const response = await send({ method: 'POST', body: JSON.stringify({ query: '#'.repeat(MAX_BODY_BYTES) }) });
    expect(response.status).toBe(413);
    const { errors } = (await response.json()) as { errors: { extensions: object }[] };
    expect(errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit: MAX_BODY_BYTES,
      actual: MAX_BODY_BYTES + 12,
    });
  });

  test('that never ends is refused while it still comes', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 0x1000) socket.write(chunk);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toString()).toContain('LIMIT_EXCEEDED');
    socket.destroy();
  });

  test('to an unknown address learns which there are', async () => {
    const response = await send({}, '/nowhere');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/graphql');
  });

  test('for a file that is not there gets NOT_FOUND', async () => {
    const response = await send({}, '/files/modelversion_01h455vb4pex5vsknk084sn02q/model.onnx');
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe('NOT_FOUND');
  });

  test.each(['/files/x/y', '/uploads'])('to %s needs a token', async (path) => {
    const response = await fetch(address(path), { method: path === '/uploads' ? 'POST' : 'GET' });
    expect(response.status).toBe(401);
  });
});

describe('probes answer without a token', () => {
  test.each([
    ['/healthz', 'ok'],
    ['/readyz', 'ready'],
  ])('%s', async (path, text) => {
    const response = await fetch(address(path));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(`${text}\n`);
  });

  test('/metrics counts operations by root field, errors by code, and jobs by state', async () => {
    await gateway.ask('query Named { viewer { id } }');
    await gateway.ask('{ model(name: "none") { nothing } }');
    const text = await (await fetch(address('/metrics'))).text();
    expect(text).toMatch(/sluice_graphql_operation_seconds_count\{kind="query",field="viewer",transport="http"\} \d/);
    expect(text).toMatch(/sluice_graphql_errors_total\{code="INVALID_INPUT"\} \d/);
    expect(text).toMatch(/sluice_http_requests_total\{route="\/graphql",status="200"\} \d/);
    expect(text).toContain('# TYPE sluice_jobs gauge');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
