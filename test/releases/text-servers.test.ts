import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { GenerateDocument, SluiceClient } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { byteTokenizer, decoderModel, EOS, nextLetter } from '../support/language-models.js';
import { createEnvironmentAt, releaseAt } from '../support/released.js';
import { adminContext, seedUpload } from '../support/seed.js';

const CHAT = `{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: k`;
const FILES = {
  'config.json': { architectures: ['GPT2LMHeadModel'], n_positions: 100_000, eos_token_id: EOS },
  'tokenizer_config.json': { chat_template: CHAT },
};
const START = `mutation ($input: StartReleaseInput!) { startRelease(input: $input) { ... on ReleasePayload { release { id } } } }`;
const SETTLED = `query ($id: ID!) { release(id: $id, waitUpTo: "PT30S") { state outcome { message } server { name model } } }`;
const ROLLBACK = `mutation ($input: ReleaseActionInput!) { rollbackRelease(input: $input) { ... on ReleasePayload { release { state } } } }`;
const RECORD = `query ($id: ID!) { prediction(id: $id) { route { release { id } } ... on Generation { text finishReason } } }`;

/** Another installation, whose API for texts is a server of others to the gateway under test. */
let theirs: { workers: InferenceWorkersForTest; gateway: GatewayForTest };
let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let client: SluiceClient;
let poet: string;

beforeAll(async () => {
  const [their, own] = await Promise.all([startInferenceWorkers(1), startInferenceWorkers(1)]);
  theirs = { workers: their, gateway: await startGatewayForTest({ env: their.env }) };
  const { origin } = new URL(theirs.gateway.url);
  workers = own;
  const env = {
    ...workers.env,
    INFERENCE_SERVERS: `poets=openai+${origin} tensors=${origin}`,
    INFERENCE_SERVER_TOKENS: `poets=${theirs.gateway.token}`,
  };
  gateway = await startGatewayForTest({ env });
  client = new SluiceClient({ url: gateway.url, token: gateway.token });
  for (const at of [theirs.gateway, gateway]) {
    await createEnvironmentAt(at, 'production');
    poet = await registerPoet(at);
    await releaseAt(at, 'production', poet);
  }
}, 120_000);
afterAll(async () => {
  await client.close();
  await gateway.close();
  await theirs.gateway.close();
  await Promise.all([workers.stop(), theirs.workers.stop()]);
});

async function ask<T>(at: GatewayForTest, query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await at.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function registerPoet(at: GatewayForTest): Promise<string> {
  await ask(at, 'mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    input: { name: 'poet', task: 'LANGUAGE_MODEL' },
  });
  const upload = await seedUpload(await adminContext(at), decoderModel({ next: nextLetter }));
  const files = [
    { path: 'model.onnx', role: 'MODEL', source: { upload } },
    { path: 'tokenizer.json', role: 'TOKENIZER', source: { text: byteTokenizer() } },
    ...Object.entries(FILES).map(([path, json]) => ({ path, role: 'OTHER', source: { text: JSON.stringify(json) } })),
  ];
  const { registerModelVersion } = await ask<{ registerModelVersion: { modelVersion: { ref: string } } }>(
    at,
    'mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { modelVersion { ref } } }',
    { input: { idempotencyKey: randomUUID(), model: 'poet', files } },
  );
  return registerModelVersion.modelVersion.ref;
}

async function release(server: { name: string; model: string }) {
  const strategy = { allAtOnce: { drain: 'PT1S' } };
  const input = { idempotencyKey: randomUUID(), environment: 'production', modelVersion: poet, strategy, server };
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(gateway, START, { input });
  const { id } = startRelease.release;
  interface Settled {
    state: string;
    outcome: { message: string };
  }
  return { id, ...(await ask<{ release: Settled }>(gateway, SETTLED, { id })).release };
}

interface Writing {
  maxTokens?: number;
  onToken?: (index: number) => void;
}

async function write({ maxTokens = 5, onToken = () => undefined }: Writing = {}): Promise<{
  predictionId: string;
  text: string;
  finishReason: unknown;
}> {
  const input = { target: { deployment: { environment: 'production', model: 'poet' } }, prompt: 'a', maxTokens };
  let [text, predictionId, finishReason]: [string, string, unknown] = ['', '', null];
  for await (const { generate } of client.subscribe(GenerateDocument, { input: { ...input, temperature: 0 } })) {
    text += generate.text;
    onToken(generate.index);
    ({ predictionId, finishReason } = generate);
  }
  return { predictionId, text, finishReason };
}

test('a language model is released onto a server of OpenAI’s API: its texts, their records and health are as from our own workers, and a rollback brings these back', async () => {
  const own = await write();
  const { id, ...settled } = await release({ name: 'poets', model: 'poet' });
  expect(settled).toEqual({
    state: 'PROMOTED',
    outcome: { message: 'The inference server "poets" was ready with "poet".' },
    server: { name: 'poets', model: 'poet' },
  });
  const answered = () => gateway.db.query<object[]>(`SELECT FROM health_window WHERE lane = 'poets'`);

  const there = await write();
  expect(there).toEqual({ ...own, predictionId: there.predictionId });
  expect(there).toMatchObject({ text: 'bcdef', finishReason: 'LENGTH' });
  const record = await eventually('the record is written', async () => {
    const found = await ask<{ prediction: object | null }>(gateway, RECORD, { id: there.predictionId });
    return found.prediction;
  });
  expect(record).toEqual({ route: { release: { id } }, text: 'bcdef', finishReason: 'LENGTH' });
  await eventually('health names the server', async () => (await answered()).length > 0);

  await ask(gateway, ROLLBACK, { input: { id, idempotencyKey: randomUUID() } });
  const windows = await answered();
  expect(await write()).toMatchObject({ text: own.text });
  expect(await answered()).toHaveLength(windows.length);
});

test('a chat goes there as a chat: the template is applied where the model is', async () => {
  await release({ name: 'poets', model: 'poet' });
  const openai = new OpenAI({ apiKey: gateway.token, baseURL: `${new URL(gateway.url).origin}/v1`, maxRetries: 0 });
  const { choices } = await openai.chat.completions.create({
    model: 'poet',
    messages: [{ role: 'user', content: 'go on' }],
    max_completion_tokens: 3,
    temperature: 0,
  });
  expect(choices[0]).toMatchObject({ message: { content: 'lmn' }, finish_reason: 'length' });
});

test('a server that generates no text fails the release at once', async () => {
  expect(await release({ name: 'tensors', model: 'poet' })).toMatchObject({
    state: 'FAILED',
    outcome: { message: expect.stringContaining('A language model needs one of OpenAI’s API.') },
  });
});

test('a server that fails in the middle of a text, or is gone, is UNAVAILABLE with the reason', async () => {
  await release({ name: 'poets', model: 'poet' });
  const long = write({
    maxTokens: 30_000,
    onToken: (index) => {
      if (index === 20) theirs.workers.kill(0);
    },
  });
  await expect(long).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('"poets" failed') });
  await theirs.gateway.drain(0);
  await expect(write()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('"poets" at') });
});
