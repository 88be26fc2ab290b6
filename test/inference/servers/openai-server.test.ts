import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { type GenerateRequest, MAX_TOKENS } from '../../../src/inference/protocol/generation/generate-request.js';
import { ModelServers } from '../../../src/inference/servers/model-servers.js';
import { createLogger } from '../../../src/lib/logger.js';
import { until } from '../worker/worker-process.js';

const OF = { name: 'vllm', model: 'poet', modelVersion: null };
const REQUEST: GenerateRequest = {
  prompt: 'Once',
  addSpecialTokens: true,
  sampling: { temperature: 0.5, topK: 0, topP: 1, repetitionPenalty: 1 },
  seed: [7, 0],
  stop: [],
  maxTokens: 20,
  answered: [],
};

/** A server of OpenAI's API: what it does with the next requests for texts, in their order, and what it was asked. */
let server: Server;
let acts: ((response: ServerResponse) => void)[];
let asked: { path: string | undefined; body: unknown; authorization: string | undefined }[];
let servers: ModelServers;

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  acts = [];
  asked = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const described = { name: 'vllm', protocol: 'openai' as const, url, token: 'secret' };
  servers = new ModelServers({ servers: [described], logger: createLogger('silent') });
});
afterEach(() => servers.stop());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/v1/models') {
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'poet', object: 'model' }] }));
    return;
  }
  asked.push({ path: request.url, body: await json(request), authorization: request.headers.authorization });
  acts.shift()!(response);
}

const event = (choice: object) => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })}\n\n`;
const TEXT = [
  event({ text: ' upon', finish_reason: null }),
  event({ text: ' a ⌛', finish_reason: null }),
  event({ text: '', finish_reason: 'length' }),
  `data: ${JSON.stringify({ id: 'c', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } })}\n\n`,
  'data: [DONE]\n\n',
].join('');
const send = (body: string, status = 200) => {
  acts.push((response) => {
    response.writeHead(status);
    response.end(body);
  });
};

async function read(request: Partial<GenerateRequest> = {}, options: { timeoutMs?: number; onLost?: () => void } = {}) {
  const tokens = [];
  for await (const token of servers.generate(OF, { ...REQUEST, ...request }, { timeoutMs: 5000, ...options }))
    tokens.push(token);
  return tokens;
}

test('a text comes piece by piece, wherever the bytes of its stream are cut', async () => {
  acts.push((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const byte of Buffer.from(TEXT)) response.write(Buffer.of(byte));
    response.end();
  });
  const untold = { token: null, logProbability: null, promptTokenCount: null, tokenCount: null, lane: 'vllm' };
  expect(await read()).toEqual([
    { ...untold, text: ' upon', index: 0, finish: null },
    { ...untold, text: ' a ⌛', index: 1, finish: null },
    { ...untold, text: '', index: 2, promptTokenCount: 3, tokenCount: 2, finish: 'LENGTH' },
  ]);
});

test('every setting reaches the server; what its API has no word for is sent only when it is asked for', async () => {
  send(TEXT);
  await read();
  const plain = {
    model: 'poet',
    prompt: 'Once',
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 20,
    temperature: 0.5,
    top_p: 1,
    seed: 7,
  };
  expect(asked).toEqual([{ path: '/v1/completions', body: plain, authorization: 'Bearer secret' }]);
  send(TEXT);
  const sampling = { temperature: 0, topK: 5, topP: 0.9, repetitionPenalty: 1.5 };
  await read({ sampling, stop: ['\n'], seed: [1, 2 ** 32 - 1], addSpecialTokens: false });
  expect(asked[1]!.body).toEqual({
    ...plain,
    temperature: 0,
    top_p: 0.9,
    top_k: 5,
    repetition_penalty: 1.5,
    stop: ['\n'],
    seed: (2 ** 21 - 1) * 2 ** 32 + 1,
    add_special_tokens: false,
  });
});

test('ids of tokens to go on behind are refused: the API has no word for them', async () => {
  await expect(read({ answered: [1] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('leave answered_tokens out'),
  });
  expect(asked).toEqual([]);
});

test('a conversation goes to the server as one, and without a bound where its caller gives none', async () => {
  send(
    [
      event({ delta: { role: 'assistant', content: '' }, finish_reason: null }),
      event({ delta: { content: 'Hi' }, finish_reason: null }),
      event({ delta: {}, finish_reason: 'stop' }),
    ].join(''),
  );
  const prompt = [{ role: 'user' as const, content: 'Hello' }];
  const tokens = await read({ prompt, maxTokens: MAX_TOKENS });
  expect(tokens.map(({ text }) => text).join('')).toBe('Hi');
  expect(tokens.at(-1)!.finish).toBe('STOP');
  expect(asked[0]!.path).toBe('/v1/chat/completions');
  expect(asked[0]!.body).toMatchObject({ messages: prompt, model: 'poet' });
  expect(Object.keys(asked[0]!.body as object)).not.toEqual(expect.arrayContaining(['prompt']));
  expect(Object.keys(asked[0]!.body as object)).not.toEqual(expect.arrayContaining(['max_tokens']));
});

test('a model that the server lists can be released onto it, and no version of it', async () => {
  await servers.assertGenerates(OF);
  await expect(servers.assertGenerates({ ...OF, model: 'other' })).rejects.toThrow('"other" is not ready');
  await expect(servers.assertGenerates({ ...OF, modelVersion: '1' })).rejects.toThrow('leave modelVersion out');
  await expect(servers.assertServes(OF, { inputs: [], outputs: [], optional: [] })).rejects.toThrow(
    'of language models only',
  );
});

test.each([
  [
    400,
    '{"error":{"message":"the prompt is too long"}}',
    'INVALID_INPUT',
    'refuses the inputs: the prompt is too long.',
  ],
  [400, '{"object":"error","message":"bad seed"}', 'INVALID_INPUT', 'refuses the inputs: bad seed.'],
  [401, '{"error":"no"}', 'UNAVAILABLE', 'refuses its token: no.'],
  [404, '{"error":{"message":"no poet"}}', 'UNAVAILABLE', 'has no such model: no poet.'],
  [429, '{}', 'UNAVAILABLE', 'cannot take more'],
  [500, 'oops', 'UNAVAILABLE', 'failed: status 500, oops.'],
  [200, 'data: {"error":{"message":"out of memory"}}\n\n', 'UNAVAILABLE', 'failed: out of memory.'],
  [200, 'data: <html>\n\n', 'UNAVAILABLE', 'is not of OpenAI’s API'],
  [200, event({ text: '', finish_reason: 'content_filter' }), 'UNAVAILABLE', 'for the reason "content_filter"'],
  [200, event({ text: ' upon' }), 'UNAVAILABLE', 'it ended the stream before the text'],
])('status %i with %s is an error of its own', async (status, body, code, words) => {
  send(body, status);
  await expect(read()).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

test('a connection that is cut before the first piece is opened once more; one that is cut later fails the text', async () => {
  let lost = 0;
  const onLost = () => (lost += 1);
  const cut = (response: ServerResponse) => response.destroy();
  acts.push(cut);
  send(TEXT);
  expect(await read({}, { onLost })).toHaveLength(3);
  expect(lost).toBe(1);
  acts.push((response) => {
    response.write(event({ text: ' upon' }), () => response.destroy());
  });
  await expect(read({}, { onLost })).rejects.toMatchObject({ reason: 'UNREACHABLE' });
  expect(lost).toBe(2);
});

test('whoever stops reading ends the text at the server; a deadline does, too', async () => {
  let closed = 0;
  const slowly = (response: ServerResponse) => {
    response.on('close', () => (closed += 1));
    response.write(event({ text: ' upon' }));
  };
  acts.push(slowly, slowly);
  for await (const { text } of servers.generate(OF, REQUEST, { timeoutMs: 5000 })) {
    expect(text).toBe(' upon');
    break;
  }
  await until(() => closed === 1);
  await expect(read({}, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  await until(() => closed === 2);
});

test('however many texts are alive, the server is still found ready, and further texts begin', async () => {
  const alive = new Set<ServerResponse>();
  const slowly = (response: ServerResponse) => {
    alive.add(response);
    response.write(event({ text: ' upon' }));
  };
  const readers = Array.from({ length: 300 }, () => servers.generate(OF, REQUEST, { timeoutMs: 60_000 }));
  acts = readers.map(() => slowly);
  await Promise.all(readers.map((reader) => reader.next()));
  expect(alive.size).toBe(300);
  await servers.assertGenerates(OF);
  send(TEXT);
  expect(await read()).toHaveLength(3);
  await Promise.all(readers.map((reader) => reader.return(undefined)));
});
