import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiToken } from '../../../src/access/tokens/create-api-token.js';
import { Role } from '../../../src/access/role.js';
import { EventReader } from '../../../src/inference/protocol/generation/event-reader.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { byteTokenizer, decoderModel, EOS, nextLetter } from '../../support/language-models.js';
import { registerFiles } from '../../support/register-files.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';
import { adminContext, seedModel, seedVersion } from '../../support/seed.js';

const CHAT = `{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}k{% endif %}`;
const POET = '/v2/models/poet';

interface Token {
  text_output: string;
  index: number;
  token_id: number;
  log_probability: number;
  finish_reason: string | null;
  prediction_id: string;
  [field: string]: unknown;
}

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let origin: string;
beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  ({ origin } = new URL(gateway.url));
  for (const environment of ['production', 'staging']) await createEnvironmentAt(gateway, environment);
  const poet = await registerFiles(gateway, 'poet', {
    task: 'LANGUAGE_MODEL',
    graph: decoderModel({ next: nextLetter }),
    tokenizer: byteTokenizer(),
    json: {
      'config.json': { architectures: ['GPT2LMHeadModel'], n_positions: 100_000, eos_token_id: EOS },
      'tokenizer_config.json': { chat_template: CHAT },
    },
  });
  await releaseAt(gateway, 'production', poet);
  const context = await adminContext(gateway);
  const adder = await seedVersion(context, await seedModel(context, 'adder'));
  await releaseAt(gateway, 'production', adder.id);
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

function post(path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return fetch(origin + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

const asked = (parameters: object = {}, more: object = { text_input: 'a' }) => ({
  ...more,
  parameters: { temperature: 0, max_tokens: 4, ...parameters },
});

async function generate(body: unknown, path = POET, headers: Record<string, string> = {}) {
  const response = await post(`${path}/generate`, body, headers);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The events of a stream as they come; leaving it closes the connection. */
async function* stream(body: unknown, path = POET): AsyncGenerator<Token> {
  const response = await post(`${path}/generate_stream`, body);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('event-stream'),
  ]);
  const reader = new EventReader();
  for await (const chunk of response.body!)
    for (const data of reader.push(chunk as Uint8Array)) yield JSON.parse(data) as Token;
}

async function all(tokens: AsyncIterable<Token>): Promise<Token[]> {
  const read: Token[] = [];
  for await (const token of tokens) read.push(token);
  return read;
}

const kept = (id: string) =>
  eventually('its record is written', async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) { prediction(id: $id) {
        input { text } route { role release { id } } modelVersion { ref } ... on Generation { text tokenCount finishReason } } }`,
      { id },
    );
    return (data as { prediction: object | null }).prediction;
  });

test('a whole text, with the number of its tokens and the way back to its record', async () => {
  const { status, body } = await generate({ id: 'seven', ...asked() });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      model_name: 'poet',
      model_version: '1',
      id: 'seven',
      text_output: 'bcde',
      finish_reason: 'length',
      prompt_token_count: 1,
      token_count: 4,
      prediction_id: expect.stringMatching(/^prediction_/),
    },
  });
  expect(await kept(body.prediction_id as string)).toEqual({
    input: { text: 'a' },
    route: { role: 'STABLE', release: { id: expect.any(String) } },
    modelVersion: { ref: 'poet@1' },
    text: 'bcde',
    tokenCount: 4,
    finishReason: 'LENGTH',
  });
});

test('a stream has an event for each token; the last says how the text ended', async () => {
  const tokens = await all(stream(asked({ max_tokens: 50, stop: 'fg' })));
  expect(tokens.map((token) => token.text_output).join('')).toBe('bcde');
  expect(tokens.map(({ index }) => index)).toEqual(tokens.map((_, place) => place));
  expect(tokens[0]).toEqual({
    model_name: 'poet',
    model_version: '1',
    text_output: 'b',
    index: 0,
    token_id: 98,
    log_probability: expect.any(Number),
    prompt_token_count: 1,
    finish_reason: null,
    prediction_id: expect.stringMatching(/^prediction_/),
  });
  expect(tokens.at(-1)!.finish_reason).toBe('stop');
});

test('a conversation goes through the template of the model, and a text goes on behind tokens that are there', async () => {
  const messages = [{ role: 'user', content: 'Go on' }];
  expect((await generate(asked({}, { messages }))).body.text_output).toBe('lmno');
  const behind = await all(stream(asked({ max_tokens: 4, answered_tokens: [98, 99] })));
  expect(behind.map(({ index, text_output: text }) => [index, text])).toEqual([
    [2, 'd'],
    [3, 'e'],
  ]);
});

test('a seed repeats a text; a version and an environment have addresses of their own', async () => {
  const drawn = async () => (await generate(asked({ temperature: 2, seed: 11, max_tokens: 20 }))).body.text_output;
  expect(await drawn()).toBe(await drawn());
  expect(await generate(asked(), `${POET}/versions/1`)).toMatchObject({ status: 200, body: { text_output: 'bcde' } });
  expect(await generate(asked(), `/environments/staging${POET}`)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', error: expect.stringContaining('No deployment "poet in staging"') },
  });
});

test('a client that leaves ends its text; health counts those that came to their end', async () => {
  let id = '';
  for await (const token of stream(asked({ max_tokens: 30_000 }))) {
    id = token.prediction_id;
    break;
  }
  expect(await kept(id)).toMatchObject({ finishReason: 'CANCELLED' });
  await generate(asked());
  await eventually('health counts it', async () => {
    const { data } = await gateway.ask('{ health(environment: "production", model: "poet") { requestCount } }');
    return (data as { health: { requestCount: number } }).health.requestCount > 0;
  });
});

test('any role may ask, and nobody without a token', async () => {
  const { secret } = await gateway.db.transaction((tx) =>
    createApiToken(tx, null, { name: 'reader', role: Role.VIEWER }, new Date()),
  );
  expect((await generate(asked(), POET, { authorization: `Bearer ${secret}` })).status).toBe(200);
  expect(await generate(asked(), POET, { authorization: 'Bearer no' })).toMatchObject({
    status: 401,
    body: { code: 'UNAUTHENTICATED' },
  });
  expect(
    await fetch(`${origin}/v2`, { headers: { authorization: `Bearer ${secret}` } }).then((r) => r.json()),
  ).toMatchObject({
    extensions: expect.arrayContaining(['generate']),
  });
});

test.each<[string, unknown, string]>([
  ['a parameter that nobody knows', asked({ beam_width: 4 }), 'Unrecognized key: "beam_width"'],
  ['another field', { ...asked(), suffix: 'x' }, 'Unrecognized key: "suffix"'],
  ['no prompt', { parameters: {} }, 'Give either "text_input" or "messages"'],
  ['two prompts', { text_input: 'a', messages: [{ role: 'user', content: 'b' }] }, 'Give either'],
  ['too many tokens', asked({ max_tokens: 32_769 }), 'max_tokens is at most 32768'],
  ['no tokens', asked({ max_tokens: 0 }), 'parameters.max_tokens'],
  ['a temperature below none', asked({ temperature: -1 }), 'parameters.temperature'],
  ['tokens that the model does not have', asked({ answered_tokens: [100_000] }), '100000'],
  ['a stream where there is none', asked({ stream: true }), 'ask generate_stream for that'],
  [
    'a way to a seed from none',
    asked({ towards: { seed: 2, share: 0.5 } }),
    '"towards" is for a text that begins by a "seed"',
  ],
  ['a way to its own seed', asked({ seed: 2, towards: { seed: 2, share: 0.5 } }), 'nothing lies between the two'],
  ['no time', asked({ timeout: 0 }), 'The timeout is more than nothing'],
  ['too much time', asked({ timeout: 601_000_000 }), 'at most 600000 ms'],
  ['no JSON', '{"text_input": "a"', 'no JSON'],
  ['an empty body', '', 'no JSON'],
])('%s is refused with a sentence', async (_, body, message) => {
  const { status, body: answer } = await generate(body);
  expect({ status, ...answer }).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  expect(answer.error).toContain(message);
});

test('another task generates nothing, and a language model infers nothing', async () => {
  expect(await generate(asked(), '/v2/models/adder')).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('A model of the task TENSORS generates no text') },
  });
  const inferred = await post(`${POET}/infer`, {
    inputs: [{ name: 'text_input', shape: [1], datatype: 'BYTES', data: ['a'] }],
  });
  expect([inferred.status, await inferred.json()]).toEqual([
    400,
    expect.objectContaining({ error: expect.stringContaining('ask generate or generate_stream') }),
  ]);
});
