import { afterAll, beforeAll, expect, test } from '@jest/globals';
import OpenAI, { APIError, NotFoundError } from 'openai';
import { createApiToken } from '../../../src/access/tokens/create-api-token.js';
import { Role } from '../../../src/access/role.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { byteTokenizer, decoderModel, EOS, nextLetter } from '../../support/language-models.js';
import { registerFiles } from '../../support/register-files.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';
import { encoderModel, TOKENIZER } from '../../support/transformers.js';

const CHAT = `{% if messages[0].role == 'user' and messages | length > 3 %}{{ raise_exception('too long') }}{% endif %}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: k{% endif %}`;

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let origin: string;
let client: OpenAI;
beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  ({ origin } = new URL(gateway.url));
  client = clientOf(gateway.token);
  for (const environment of ['production', 'staging']) await createEnvironmentAt(gateway, environment);
  const config = { architectures: ['GPT2LMHeadModel'], n_positions: 100_000, eos_token_id: EOS };
  const poet = await registerFiles(gateway, 'poet', {
    task: 'LANGUAGE_MODEL',
    graph: decoderModel({ next: nextLetter }),
    tokenizer: byteTokenizer(),
    json: { 'config.json': config, 'tokenizer_config.json': { chat_template: CHAT } },
  });
  const encoder = await registerFiles(gateway, 'encoder', {
    task: 'EMBEDDING',
    graph: encoderModel(),
    tokenizer: TOKENIZER,
    json: {
      'config.json': { architectures: ['BertModel'], max_position_embeddings: 512 },
      'tokenizer_config.json': { model_max_length: 24, pad_token: '[PAD]' },
      'modules.json': [{ type: 'sentence_transformers.models.Transformer' }],
      '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
    },
  });
  for (const version of [poet, encoder]) await releaseAt(gateway, 'production', version);
  await releaseAt(gateway, 'staging', poet);
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

function clientOf(apiKey: string, path = '/v1'): OpenAI {
  return new OpenAI({ apiKey, baseURL: origin + path, maxRetries: 0 });
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function kept(id: string) {
  return eventually('its record is written', async () => {
    const { prediction } = await ask<{ prediction: Record<string, unknown> | null }>(
      'query ($id: ID!) { prediction(id: $id) { input { text } route { role } ... on Generation { text finishReason } } }',
      { id },
    );
    return prediction;
  });
}

test('the official client lists what serves, and completes a prompt', async () => {
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toEqual(['encoder', 'poet']);
  expect(await client.models.retrieve('poet')).toEqual(models.data[1]);
  expect(await client.models.retrieve('poet@1')).toEqual({ ...models.data[1], id: 'poet@1' });
  await expect(client.models.retrieve('nobody')).rejects.toThrow(NotFoundError);
  const answer = await client.completions.create({ model: 'poet', prompt: 'a', max_tokens: 5, temperature: 0 });
  expect(answer).toMatchObject({
    object: 'text_completion',
    model: 'poet@1',
    choices: [{ index: 0, text: 'bcdef', finish_reason: 'length' }],
    usage: { prompt_tokens: 1, completion_tokens: 5, total_tokens: 6 },
  });
  const { prediction_id: id } = answer.choices[0] as unknown as { prediction_id: string };
  expect(await kept(id)).toEqual({
    input: { text: 'a' },
    route: { role: 'STABLE' },
    text: 'bcdef',
    finishReason: 'LENGTH',
  });
});

test('several prompts and choices come in their order, each with its own text', async () => {
  const prompt = ['a', 'm'];
  const answer = await client.completions.create({ model: 'poet', prompt, n: 2, max_tokens: 3, temperature: 0 });
  expect(answer.choices.map(({ text }) => text)).toEqual(['bcd', 'bcd', 'nop', 'nop']);
  expect(answer.usage).toEqual({ prompt_tokens: 2, completion_tokens: 12, total_tokens: 14 });
});

test('a completion is streamed, stops at a stop string, and tells its usage where that is asked for', async () => {
  const stream = await client.completions.create({
    model: 'poet@1',
    prompt: 'a',
    max_tokens: 50,
    temperature: 0,
    stop: ['gh', 'zz'],
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await all(stream);
  expect(chunks.flatMap(({ choices }) => choices.map(({ text }) => text)).join('')).toBe('bcdef');
  expect(chunks.at(-2)!.choices[0]).toMatchObject({ finish_reason: 'stop' });
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 7 } });
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
});

test('a chat is rendered by the template of the model, whole and streamed', async () => {
  const messages = [
    { role: 'system' as const, content: 'Say letters.' },
    {
      role: 'user' as const,
      content: [
        { type: 'text' as const, text: 'Go ' },
        { type: 'text' as const, text: 'on' },
      ],
    },
  ];
  const asked = { model: 'poet', messages, max_completion_tokens: 4, temperature: 0 };
  const answer = await client.chat.completions.create(asked);
  const promptTokens = 'system: Say letters.\nuser: Go on\nassistant: k'.length;
  expect(answer).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: 'lmno' }, finish_reason: 'length' }],
    usage: { prompt_tokens: promptTokens, completion_tokens: 4 },
  });
  const chunks = await all(await client.chat.completions.create({ ...asked, stream: true }));
  expect(chunks[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: 'l' });
  expect(chunks.map(({ choices }) => choices[0]!.delta.content).join('')).toBe('lmno');
  const { prediction_id: id } = answer.choices[0] as unknown as { prediction_id: string };
  expect(await kept(id)).toMatchObject({
    input: { text: JSON.stringify([messages[0], { role: 'user', content: 'Go on' }]) },
    text: 'lmno',
  });
  const picture = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } } as const];
  await expect(
    client.chat.completions.create({ model: 'poet', messages: [{ role: 'user', content: picture }] }),
  ).rejects.toMatchObject({ status: 400, message: expect.stringContaining('parts of the type "text"') });
  const refused = client.chat.completions.create({
    model: 'poet',
    messages: Array.from({ length: 4 }, () => ({ role: 'user' as const, content: 'x' })),
  });
  await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining('too long') });
});

test('a text is told with its prompt, and with how likely each token was, whole and streamed', async () => {
  const asked = { model: 'poet', prompt: 'ab', echo: true, logprobs: 2, max_tokens: 2, temperature: 0 };
  const { choices, usage } = await client.completions.create(asked);
  expect(choices).toMatchObject([{ text: 'abcd', finish_reason: 'length' }]);
  expect(usage).toEqual({ prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 });
  const told = choices[0]!.logprobs!;
  expect(told).toMatchObject({ tokens: ['a', 'b', 'c', 'd'], text_offset: [0, 1, 2, 3] });
  expect(told.token_logprobs![0]).toBeNull();
  for (const [place, top] of told.top_logprobs!.entries()) {
    if (place === 0) continue;
    expect(Object.keys(top)).toHaveLength(2);
    expect(top[told.tokens![place]!]).toBe(told.token_logprobs![place]);
    expect(Object.keys(top)[0]).toBe(told.tokens![place]);
  }
  // The model says of a text the same, whether it wrote it or reads it.
  const read = await client.completions.create({ ...asked, prompt: 'abcd', max_tokens: 0 });
  expect(read.choices[0]).toMatchObject({ text: 'abcd', finish_reason: 'length', prediction_id: null });
  expect(read.usage).toEqual({ prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 });
  read.choices[0]!.logprobs!.token_logprobs!.forEach((logprob, place) => {
    if (place > 0) expect(logprob).toBeCloseTo(told.token_logprobs![place]!, 4);
  });
  const pieces = (await all(await client.completions.create({ ...asked, stream: true }))).map(
    ({ choices: [choice] }) => choice!,
  );
  expect(pieces.map(({ text }) => text)).toEqual(['ab', 'c', 'd']);
  expect(pieces.flatMap(({ logprobs }) => logprobs!.text_offset!)).toEqual(told.text_offset);
  expect(pieces.flatMap(({ logprobs }) => logprobs!.tokens!)).toEqual(told.tokens);
});

test('a chat is told with how likely each token was', async () => {
  const messages = [{ role: 'user' as const, content: 'Go on' }];
  const asked = { model: 'poet', messages, max_completion_tokens: 2, temperature: 0, logprobs: true };
  const [both, none] = await Promise.all([
    client.chat.completions.create({ ...asked, top_logprobs: 3 }),
    client.chat.completions.create(asked),
  ]);
  const content = both.choices[0]!.logprobs!.content!;
  expect(content.map(({ token, bytes }) => [token, bytes])).toEqual([
    ['l', [108]],
    ['m', [109]],
  ]);
  for (const { token, logprob, top_logprobs: top } of content) {
    expect(top).toHaveLength(3);
    expect(top[0]).toMatchObject({ token, logprob });
  }
  expect(none.choices[0]!.logprobs!.content!.map(({ top_logprobs: top }) => top)).toEqual([[], []]);
  await expect(client.chat.completions.create({ ...asked, logprobs: false, top_logprobs: 1 })).rejects.toMatchObject({
    status: 400,
    param: 'top_logprobs',
  });
});

test('a stream that its client leaves ends its text', async () => {
  const stream = await client.completions.create({ model: 'poet', prompt: 'a', max_tokens: 30_000, stream: true });
  let id = '';
  for await (const { choices } of stream) {
    id = (choices[0] as unknown as { prediction_id: string }).prediction_id;
    break;
  }
  expect(await kept(id)).toMatchObject({ finishReason: 'CANCELLED' });
});

test('embeddings are those of the model, as numbers and as base64', async () => {
  const input = ['the quick brown fox', 'dog'];
  const plain = await client.embeddings.create({ model: 'encoder', input, encoding_format: 'float' });
  // The client asks for base64 by itself.
  const packed = await client.embeddings.create({ model: 'encoder', input });
  expect(plain.data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
    [0, 8],
    [1, 8],
  ]);
  expect(packed.data.map(({ embedding }) => embedding)).toEqual(plain.data.map(({ embedding }) => embedding));
  // [CLS], a letter and [SEP] of each.
  const { usage } = await client.embeddings.create({ model: 'encoder', input: ['a', 'a'] });
  expect(usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
  await expect(client.embeddings.create({ model: 'encoder', input, dimensions: 4 })).rejects.toThrow(/8 dimensions/);
  for (const ids of [
    [1, 2],
    [[1], [2]],
  ])
    await expect(client.embeddings.create({ model: 'encoder', input: ids })).rejects.toMatchObject({
      status: 400,
      param: 'input',
      message: expect.stringContaining('takes texts, not ids of tokens'),
    });
  await expect(client.embeddings.create({ model: 'encoder', input: 'dog '.repeat(40) })).rejects.toMatchObject({
    status: 400,
    param: 'input.0',
  });
});

test('an environment of its own has an address of its own', async () => {
  const staging = clientOf(gateway.token, '/environments/staging/v1');
  expect((await staging.models.list()).data.map(({ id }) => id)).toEqual(['poet']);
  const answer = await staging.completions.create({ model: 'poet', prompt: 'a', max_tokens: 2, temperature: 0 });
  expect(answer.choices[0]!.text).toBe('bc');
  await expect(staging.embeddings.create({ model: 'encoder', input: 'a' })).rejects.toThrow(NotFoundError);
  const nowhere = clientOf(gateway.token, '/environments/nowhere/v1');
  await expect(nowhere.models.list()).rejects.toThrow('No environment "nowhere"');
});

test('tokens of any role may ask, and no others', async () => {
  const { secret } = await gateway.db.transaction((tx) =>
    createApiToken(tx, null, { name: 'reader', role: Role.VIEWER }, new Date()),
  );
  const asked = { model: 'poet', prompt: 'a', max_tokens: 1 };
  expect((await clientOf(secret).completions.create(asked)).choices).toHaveLength(1);
  await expect(clientOf('sluice_nobody').completions.create(asked)).rejects.toMatchObject({ status: 401 });
});

test.each([
  [{ model: 'poet', prompt: 'a', suffix: 'b' }, 400, 'suffix'],
  [{ model: 'poet', prompt: 'a', tools: [] }, 400, 'tools'],
  [{ model: 'poet', prompt: 'a', temperature: 1000 }, 400, 'temperature'],
  [{ model: 'poet', prompt: [1, 2, 3] }, 400, 'prompt'],
  [{ model: 'poet', prompt: 'a', max_tokens: 0 }, 400, 'max_tokens'],
  [{ model: 'poet', prompt: 'a', logprobs: 21 }, 400, 'logprobs'],
  [{ model: 'poet' }, 400, 'prompt'],
  [{ model: 'encoder', prompt: 'a' }, 400, 'model'],
  [{ model: 'nobody', prompt: 'a' }, 404, null],
  [{ model: 'poet@9', prompt: 'a' }, 404, null],
])('%j is refused with the place of the fault', async (body, status, param) => {
  const error = await client.completions.create(body as never).catch((thrown: unknown) => thrown as APIError);
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject({ status, param });
});

test('what is not there, and another method, say what is', async () => {
  const headers = { authorization: `Bearer ${gateway.token}` };
  const missing = await fetch(`${origin}/v1/audio/speech`, { method: 'POST', headers });
  expect([missing.status, ((await missing.json()) as { error: { message: string } }).error.message]).toEqual([
    404,
    expect.stringContaining('/v1/chat/completions'),
  ]);
  expect((await fetch(`${origin}/v1/completions`, { headers })).status).toBe(405);
});

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
