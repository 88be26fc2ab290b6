import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SluiceClient, TypedDocumentString } from '../../src/client/index.js';

const Viewer = new TypedDocumentString<{ viewer: { name: string } }, { greeting?: string }>(
  '\n    query Viewer($greeting: String) { viewer(greeting: $greeting) { name } }',
);

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A client of a server that answers everything alike, and what it was sent. */
async function clientOf(
  answer: (response: ServerResponse) => void,
): Promise<{ client: SluiceClient; sent: () => unknown }> {
  let sent: unknown;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      sent = { path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) as unknown };
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { client: new SluiceClient({ url: `http://127.0.0.1:${port}/`, token: 'secret' }), sent: () => sent };
}

const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'request-1' })
    .end(JSON.stringify(body));
};

test('a request sends the document, its name, the variables and the token, and answers the data', async () => {
  const { client, sent } = await clientOf(json(200, { data: { viewer: { name: 'admin' } } }));
  await expect(client.request(Viewer, { greeting: 'hello' })).resolves.toEqual({ viewer: { name: 'admin' } });
  expect(sent()).toEqual({
    path: '/graphql',
    authorization: 'Bearer secret',
    body: { query: Viewer.toString().trim(), operationName: 'Viewer', variables: { greeting: 'hello' } },
  });
});

test('an error of the gateway keeps its code, sentence, details, path and request id', async () => {
  const error = {
    message: 'Too deep.',
    path: ['viewer'],
    extensions: { code: 'LIMIT_EXCEEDED', limit: 14, actual: 20 },
  };
  const { client } = await clientOf(json(400, { errors: [error] }));
  await expect(client.request(Viewer, {})).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: 'Too deep.',
    details: { limit: 14, actual: 20 },
    path: ['viewer'],
    requestId: 'request-1',
  });
});

test('a partial answer is an error: nothing is taken for whole that is not', async () => {
  const { client } = await clientOf(json(200, { data: { viewer: null }, errors: [{ message: 'Gone.' }] }));
  await expect(client.request(Viewer, {})).rejects.toThrow('Gone.');
});

test.each([
  [404, 'UNEXPECTED_ANSWER'],
  [502, 'UNAVAILABLE'],
])('an answer with status %i that is no GraphQL says so', async (status, code) => {
  const { client } = await clientOf((response) => response.writeHead(status).end('<html>'));
  await expect(client.request(Viewer, {})).rejects.toMatchObject({ code });
});

test('a gateway that does not answer is UNREACHABLE, and the sentence says what to do', async () => {
  const { client } = await clientOf(json(200, {}));
  server!.close();
  server!.closeAllConnections();
  await once(server!, 'close');
  await expect(client.request(Viewer, {})).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('sluice up'),
  });
});

test('an aborted request throws the reason of its signal', async () => {
  const { client } = await clientOf(json(200, {}));
  await expect(client.request(Viewer, {}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
});
