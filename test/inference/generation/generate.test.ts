import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import type { GeneratedToken } from '../../../src/inference/backends/read-tokens.js';
import type { GenerateRequest } from '../../../src/inference/protocol/generation/generate-request.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { decoderModel, languageModelFiles, nextLetter } from '../../support/language-models.js';
import { echoModel } from '../models.js';
import { TestHome, TestWorker, until } from '../worker/worker-process.js';

let home: TestHome;
let worker: TestWorker;
let client: OipClient;
beforeEach(async () => {
  home = await TestHome.create();
});
afterEach(async () => {
  await client.close();
  await worker.stop();
  await home.remove();
});

async function start(settings: Record<string, string> = {}): Promise<void> {
  worker = await TestWorker.start(home, { INFERENCE_LANES: '1', ...settings });
  client = new OipClient(worker.url, undefined);
  const loaded = await worker.load(
    await home.model('letters', decoderModel({ next: nextLetter }), languageModelFiles()),
  );
  expect(loaded.body).toEqual({});
}

const ask = (prompt: string, maxTokens: number): GenerateRequest => ({
  prompt,
  addSpecialTokens: true,
  sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 },
  seed: [0, 0],
  stop: [],
  maxTokens,
  answered: [],
});

const sequences = async () => (await worker.report()).models[0]!.sequenceCount;

/** `count` letters of the alphabet, over and over, behind this one. */
function lettersAfter(letter: string, count: number): string {
  const first = letter.charCodeAt(0) - 96;
  return Array.from({ length: count }, (_, at) => String.fromCharCode(97 + ((first + at) % 26))).join('');
}

test('generate answers a text, generate_stream its tokens one by one', async () => {
  await start();
  const body = { text_input: 'a', parameters: { max_tokens: 5, temperature: 0 } };
  const whole = await worker.request('POST', '/v2/models/letters/generate', body);
  expect(whole).toMatchObject({
    status: 200,
    body: { model_name: 'letters', text_output: 'bcdef', finish_reason: 'length', token_count: 5 },
  });
  const tokens: GeneratedToken[] = [];
  for await (const token of client.generate('letters', ask('a', 5), { timeoutMs: 10_000 })) tokens.push(token);
  expect(tokens.map(({ text, index, finish }) => [text, index, finish])).toEqual([
    ['b', 0, null],
    ['c', 1, null],
    ['d', 2, null],
    ['e', 3, null],
    ['f', 4, 'LENGTH'],
  ]);
  expect(tokens[0]!.lane).toMatch(/^worker_\w+\/0$/);
  expect(tokens[0]!.logProbability).toBeCloseTo(0);
});

test('a caller that stops reading frees its place on the lane', async () => {
  await start();
  for await (const { index } of client.generate('letters', ask('a', 1_000_000), { timeoutMs: 60_000 })) {
    if (index < 10) continue;
    expect(await sequences()).toBe(1);
    break;
  }
  await until(async () => (await sequences()) === 0);
});

test('texts that wait keep no request from its answer', async () => {
  await start();
  await worker.load(await home.model('echo', echoModel()));
  const leaving = new AbortController();
  const options = { timeoutMs: 60_000, signal: leaving.signal };
  let begun = 0;
  const texts = Array.from({ length: 400 }, async () => {
    for await (const { index } of client.generate('letters', ask('a', 100_000), options)) if (index === 0) begun += 1;
  });
  const left = Promise.allSettled(texts);
  await until(async () => begun >= 32 && (await worker.report()).queueLength > 300);
  const { queueLength } = await client.report(2_000);
  expect(queueLength).toBeGreaterThan(300);
  const x = tensor('FP32', [1, 2], Float32Array.of(1, 2));
  expect((await client.infer('echo', { x }, { timeoutMs: 10_000 })).outputs.y!.data).toEqual(Float32Array.of(3, 5));
  leaving.abort();
  expect((await left).every(({ status }) => status === 'rejected')).toBe(true);
  await until(async () => (await worker.report()).queueLength + (await sequences()) === 0);
}, 120_000);

test('a deadline ends a generation with a TIMEOUT behind its tokens', async () => {
  await start();
  const tokens = client.generate('letters', ask('a', 1_000_000), { timeoutMs: 300 });
  const read = (async () => {
    for await (const token of tokens) expect(token.finish).toBeNull();
  })();
  await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' });
  await until(async () => (await sequences()) === 0);
});

test('texts that a lane was generating when it was killed go on where they were, and nobody notices', async () => {
  await start({ INFERENCE_LANES: '2' });
  let read = 0;
  const texts = ['a', 'h', 'm', 'z'].map(async (prompt) => {
    let text = '';
    for await (const token of client.generate('letters', ask(prompt, 600), { timeoutMs: 60_000 })) {
      expect(token.index).toBe(text.length);
      text += token.text;
      read += 1;
    }
    return text;
  });
  await until(() => read > 50);
  await worker.killLane(0);
  await worker.killLane(1);
  expect(await Promise.all(texts)).toEqual(['a', 'h', 'm', 'z'].map((prompt) => lettersAfter(prompt, 600)));
});

test('a text that ends every lane that takes it fails alone, and its neighbours go on', async () => {
  await start({ INFERENCE_RUN_LIMIT_MS: '1000' });
  const template = `{% if messages[0].content == 'boom' %}{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}{% endif %}a`;
  const chat = { template, beginToken: null, endToken: null };
  await worker.load(await home.model('chatty', decoderModel({ next: nextLetter }), languageModelFiles({ chat })));
  let read = 0;
  const texts = Array.from({ length: 3 }, async () => {
    let text = '';
    for await (const token of client.generate('chatty', ask('a', 500), { timeoutMs: 60_000 })) {
      text += token.text;
      read += 1;
    }
    return text;
  });
  await until(() => read > 30);
  const messages = [{ role: 'user', content: 'boom' }];
  const poison = await worker.request('POST', '/v2/models/chatty/generate', { messages });
  expect(poison).toMatchObject({
    status: 400,
    body: { error: expect.stringMatching(/Every process that took this prompt ended/) },
  });
  expect(await Promise.all(texts)).toEqual(Array(3).fill(lettersAfter('a', 500)));
}, 180_000);

test('the caches that texts may come to hold are reserved, and bound which are generated at a time', async () => {
  await start({ INFERENCE_MEMORY_MB: '400' });
  const before = (await worker.report()).memoryReservedBytes;
  const graph = decoderModel({ next: nextLetter });
  await worker.load(await home.model('long', graph, languageModelFiles({ contextLength: 100_000 })));
  const { parameters } = (await worker.request('GET', '/v2/models/long')).body;
  // A key and a value of 8 numbers each, and once more while a step makes the next.
  const tokens = Math.floor((400 * 1024 ** 2) / 8 / (2 * 2 * 8 * 4));
  const bytes = (400 * 1024 ** 2) / 8;
  expect(parameters).toMatchObject({ max_sequences: 64, max_cached_tokens: tokens, cache_bytes: bytes });
  expect((await worker.report()).memoryReservedBytes - before).toBeGreaterThanOrEqual(bytes);

  const leaving = new AbortController();
  const options = { timeoutMs: 60_000, signal: leaving.signal };
  const read = async (maxTokens: number) => {
    for await (const token of client.generate('long', ask('a', maxTokens), options)) expect(token.text).toHaveLength(1);
  };
  const count = async () => (await worker.report()).models.find(({ name }) => name === 'long')!;
  const long = Promise.allSettled(Array.from({ length: 6 }, () => read(100_000)));
  await until(async () => (await count()).sequenceCount === 4 && (await count()).queueLength === 2);
  leaving.abort();
  await long;
  await until(async () => (await count()).sequenceCount + (await count()).queueLength === 0);
  const short = new OipClient(worker.url, undefined);
  const many = Array.from({ length: 20 }, async () => {
    let text = '';
    for await (const token of short.generate('long', ask('a', 600), { timeoutMs: 60_000 })) text += token.text;
    return text.length;
  });
  await until(async () => (await count()).sequenceCount === 20);
  expect(await Promise.all(many)).toEqual(Array(20).fill(600));
  await short.close();
}, 180_000);

test('a wrong request says what is wrong, and each kind of model names the call that it answers', async () => {
  await start();
  const generate = (model: string, body: object) => worker.request('POST', `/v2/models/${model}/generate`, body);
  const wrong = { text_input: 'a', parameters: { top_p: 2, best_of: 3 } };
  const refused = await generate('letters', wrong);
  expect(refused.status).toBe(400);
  expect(refused.body.error).toMatch(/top_p.*best_of/);
  expect((await generate('letters', { text_input: '' })).body.error).toMatch(/The prompt has no token/);
  expect(
    (await generate('letters', { text_input: 'a', messages: [{ role: 'user', content: 'b' }] })).body.error,
  ).toMatch(/either "text_input" or "messages"/);
  expect((await generate('letters', { messages: [{ role: 'user', content: 'b' }] })).body.error).toMatch(
    /This model has no chat template/,
  );
  expect((await generate('nobody', { text_input: 'a' })).status).toBe(404);
  await worker.load(await home.model('echo', echoModel()));
  expect((await generate('echo', { text_input: 'a' })).body.error).toMatch(/"echo" is no language model: ask infer/);
  const inputs = [{ name: 'text_input', shape: [1], datatype: 'BYTES', data: ['a'] }];
  expect((await worker.infer('letters', inputs)).body.error).toMatch(/ask generate or generate_stream/);
});

test('a model that is no decoder is refused when it is loaded, with the reason', async () => {
  await start();
  const { status, body } = await worker.load(await home.model('echo', echoModel(), languageModelFiles()));
  expect(status).toBe(400);
  expect(body.error).toMatch(/A language model needs "input_ids"/);
});

test('a model that generates is in use: it does not give way to another', async () => {
  await start({ INFERENCE_MEMORY_MB: '400' });
  const size = { sizeBytes: 600 * 1024 ** 2, digest: `sha256:${'0'.repeat(64)}` };
  const huge = { id: 'huge', files: [{ path: 'model.onnx', role: 'MODEL', ...size }] };
  for await (const { index } of client.generate('letters', ask('a', 1_000_000), { timeoutMs: 60_000 })) {
    if (index < 10) continue;
    expect((await worker.load(huge)).body.error).toMatch(/models that may be evicted hold 0\./);
    break;
  }
  await until(async () => (await sequences()) === 0);
  expect((await worker.load(huge)).body.error).toMatch(/models that may be evicted hold [1-9]/);
});
