import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { adminContext, seedUpload } from '../../support/seed.js';
import { createClient } from 'graphql-ws';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { GenerateDocument, type GenerateInput, SluiceClient } from '../../../src/client/index.js';
import { OipClient } from '../../../src/inference/backends/oip-client.js';
import { runSluice } from '../../cli/run-sluice.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { byteTokenizer, decoderModel, EOS, nextLetter } from '../../support/language-models.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';

const REGISTER = `mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) {
  modelVersion { ref files { path role } } } }`;
const PREDICTION = `query ($id: ID!) { prediction(id: $id) { __typename id input { text } latencyMs
  route { role release { id } } modelVersion { ref } lineage { kind }
  ... on Generation { text tokenCount finishReason } } }`;
const SCORE = `query ($input: ScoreTextsInput!) { scoreTexts(input: $input) {
  text logProbability perplexity tokens { text logProbability } } }`;
const CHAT = `{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}a{% endif %}`;

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let client: SluiceClient;
let poet: string;
let release: string;
beforeAll(async () => {
  workers = await startInferenceWorkers(2);
  gateway = await startGatewayForTest({ env: { ...workers.env, INFERENCE_SERVERS: 'triton=http://127.0.0.1:1' } });
  client = new SluiceClient({ url: gateway.url, token: gateway.token });
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    input: { name: 'poet', task: 'LANGUAGE_MODEL' },
  });
  const config = { architectures: ['GPT2LMHeadModel'], n_positions: 100_000, eos_token_id: EOS };
  poet = await register('poet', decoderModel({ next: nextLetter }), config);
  await createEnvironmentAt(gateway, 'production');
  release = await releaseAt(gateway, 'production', poet);
}, 120_000);
afterAll(async () => {
  await client.close();
  await gateway.close();
  await workers.stop();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function register(model: string, graph: Uint8Array, config: object): Promise<string> {
  const context = await adminContext(gateway);
  const json = { 'config.json': config, 'tokenizer_config.json': { chat_template: CHAT } };
  const files = [
    { path: 'model.onnx', role: 'MODEL', source: { upload: await seedUpload(context, graph) } },
    { path: 'tokenizer.json', role: 'TOKENIZER', source: { text: byteTokenizer() } },
    ...Object.entries(json).map(([path, value]) => ({ path, role: 'OTHER', source: { text: JSON.stringify(value) } })),
  ];
  const { registerModelVersion } = await ask<{
    registerModelVersion: { modelVersion: { ref: string; files: { path: string }[] } };
  }>(REGISTER, { input: { idempotencyKey: randomUUID(), model, files } });
  expect(registerModelVersion.modelVersion.files.map(({ path }) => path)).toContain('pipeline.json');
  return registerModelVersion.modelVersion.ref;
}

const inputOf = (more: Partial<GenerateInput> = {}): GenerateInput => ({
  target: { deployment: { environment: 'production', model: 'poet' } },
  prompt: 'a',
  temperature: 0,
  ...more,
});

interface Token {
  cursor: string;
  predictionId: string;
  text: string;
  index: number;
  finishReason?: string | null;
}

async function read(input: GenerateInput, { until = Infinity, after }: { until?: number; after?: string } = {}) {
  const tokens: Token[] = [];
  for await (const { generate } of client.subscribe(GenerateDocument, { input, after })) {
    tokens.push(generate);
    if (tokens.length >= until) break;
  }
  return { tokens, text: tokens.map(({ text }) => text).join('') };
}

async function kept(id: string) {
  return eventually('its record is written', async () => {
    const { prediction } = await ask<{ prediction: Record<string, unknown> | null }>(PREDICTION, { id });
    return prediction;
  });
}

/** Texts that any worker generates now. */
async function sequenceCount(): Promise<number> {
  const reports = await Promise.all(
    workers.env.INFERENCE_URLS!.split(',').map(async (url) => {
      const worker = new OipClient(url, workers.env.INFERENCE_TOKEN);
      const report = await worker.report(2_000).catch(() => null);
      await worker.close();
      return report?.models.reduce((sum, { sequenceCount: count }) => sum + count, 0) ?? 0;
    }),
  );
  return reports.reduce((sum, count) => sum + count, 0);
}

const noSequence = () => eventually('no worker generates', async () => (await sequenceCount()) === 0);

test('a text comes token by token, and is kept with the way back to its data', async () => {
  const { tokens, text } = await read(inputOf({ maxTokens: 5 }));
  expect(text).toBe('bcdef');
  expect(tokens.map(({ index, finishReason }) => [index, finishReason])).toEqual([
    [0, null],
    [1, null],
    [2, null],
    [3, null],
    [4, 'LENGTH'],
  ]);
  expect(await kept(tokens[0]!.predictionId)).toMatchObject({
    __typename: 'Generation',
    input: { text: 'a' },
    text: 'bcdef',
    tokenCount: 5,
    finishReason: 'LENGTH',
    modelVersion: { ref: poet },
    route: { role: 'STABLE', release: { id: release } },
    lineage: [{ kind: 'RELEASE' }, { kind: 'UPLOAD' }],
  });
});

test('texts count in the health of their deployment', async () => {
  await read(inputOf({ maxTokens: 3 }));
  const query = `{ health(environment: "production", model: "poet") { requestCount errorRate latencyMs { p50 } } }`;
  const health = await eventually('health has it', async () => {
    const answer = await ask<{ health: { requestCount: string; errorRate: number | null } | null }>(query, {});
    return Number(answer.health?.requestCount) > 0 && answer.health;
  });
  expect(health).toMatchObject({ errorRate: 0, latencyMs: { p50: expect.any(Number) } });
});

test('texts are scored token by token by a released model, and one that is refused is named', async () => {
  const target = { deployment: { environment: 'production', model: 'poet' } };
  const { scoreTexts } = await ask<{ scoreTexts: unknown[] }>(SCORE, {
    input: { target, texts: ['abcd', 'abxy', 'a'] },
  });
  const near = (value: number) => expect.closeTo(value, 3);
  expect(scoreTexts[0]).toEqual({
    text: 'abcd',
    logProbability: near(0),
    perplexity: near(1),
    tokens: [
      { text: 'a', logProbability: null },
      { text: 'b', logProbability: near(0) },
      { text: 'c', logProbability: near(0) },
      { text: 'd', logProbability: near(0) },
    ],
  });
  const surprising = scoreTexts[1] as { logProbability: number; tokens: { logProbability: number }[] };
  expect(surprising.tokens[2]!.logProbability).toBeLessThan(-50);
  expect(surprising.logProbability).toBeCloseTo(surprising.tokens[2]!.logProbability, 2);
  expect(scoreTexts[2]).toMatchObject({ logProbability: 0, perplexity: null });
  const { errors } = await gateway.ask(SCORE, { input: { target, texts: ['a', ''] } });
  expect(errors![0]).toMatchObject({
    message: expect.stringMatching(/no token/),
    extensions: { code: 'INVALID_INPUT', path: ['input', 'texts', 1] },
  });
  expect((await gateway.ask(SCORE, { input: { target, texts: [] } })).errors![0]!.message).toMatch(/1 to 64 texts/);
});

test('a seed repeats a text', async () => {
  const sampled = { temperature: 50, topK: 20, topP: 0.9, repetitionPenalty: 1.2, maxTokens: 20, prompt: 'Once' };
  const [one, same, other] = [
    await read(inputOf({ ...sampled, seed: '18446744073709551615' })),
    await read(inputOf({ ...sampled, seed: '18446744073709551615' })),
    await read(inputOf({ ...sampled, seed: '4' })),
  ];
  expect(same.text).toBe(one.text);
  expect(other.text).not.toBe(one.text);
});

test('a client that unsubscribes frees the place of its text on the worker, and what there was of it is kept', async () => {
  const { tokens } = await read(inputOf({ maxTokens: 30_000 }), { until: 20 });
  await noSequence();
  const record = await kept(tokens[0]!.predictionId);
  expect(record).toMatchObject({ finishReason: 'CANCELLED' });
  expect(record.tokenCount).toBeLessThan(30_000);
});

test('a client whose connection was cut goes on behind its cursor, and other inputs or strangers do not', async () => {
  const sockets: WebSocket[] = [];
  const raw = createClient({
    url: gateway.socketUrl,
    connectionParams: { authorization: `Bearer ${gateway.token}` },
    retryAttempts: 0,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    },
  });
  const input = inputOf({ maxTokens: 2_000 });
  const first: Token[] = [];
  const cut = new Promise((resolve) => {
    raw.subscribe<{ generate: Token }>(
      { query: String(GenerateDocument), variables: { input } },
      {
        next: ({ data }) => {
          first.push(data!.generate);
          if (first.length === 30) sockets[0]!.terminate();
        },
        error: resolve,
        complete: () => undefined,
      },
    );
  });
  await cut;
  const { cursor, index } = first.at(-1)!;
  const { tokens } = await read(input, { after: cursor });
  expect(tokens[0]!.index).toBe(index + 1);
  expect(tokens.at(-1)).toMatchObject({ index: 1_999, finishReason: 'LENGTH' });
  expect([...first, ...tokens].map(({ text }) => text).join('')).toHaveLength(2_000);
  // Its end is kept, too.
  expect((await read(input, { after: tokens.at(-2)!.cursor })).tokens).toEqual([tokens.at(-1)]);
  await expect(read(inputOf({ maxTokens: 3 }), { after: cursor })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  const unknown = Buffer.from(JSON.stringify(['prediction_01h455vb4pex5vsknk084sn02q', 3])).toString('base64url');
  await expect(read(input, { after: unknown })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  await raw.dispose();
});

test.each([
  [{ maxTokens: 0 }, 'maxTokens is 1 to 32768.'],
  [{ temperature: -1 }, 'temperature is 0 to 100.'],
  [{ topP: 0 }, 'topP is above 0, up to 1.'],
  [{ stop: [''] }, 'stop takes up to 64 strings, none of them empty.'],
  [{ seed: '-1' }, /^seed is 0 to 2.64 - 1\.$/],
  [{ towards: { seed: '2', share: 0.5 } }, 'seed is needed beside towards.'],
  [{ seed: '1', towards: { seed: '2', share: 1.5 } }, 'towards.share is 0 to 1.'],
  [{ seed: '1', towards: { seed: '1', share: 0.5 } }, 'towards.seed is another than seed'],
  [{ seed: '1', towards: { seed: '2', share: 0.5 } }, /nothing lies between two seeds/],
  [{ timeout: 'PT1H' }, 'timeout is more than nothing and at most "PT10M".'],
  [{ prompt: '' }, /The prompt has no token/],
])('%j is refused', async (more, message) => {
  const refused = expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(message) });
  await expect(read(inputOf(more))).rejects.toEqual(refused);
});

test('the command line registers an export, prints its text as it grows, or a line of JSON for each token', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const folder = await mkdtemp(join(tmpdir(), 'sluice-export-'));
  const config = { architectures: ['GPT2LMHeadModel'], n_positions: 100, eos_token_id: EOS };
  await writeFile(join(folder, 'model.onnx'), decoderModel({ next: nextLetter }));
  await writeFile(join(folder, 'tokenizer.json'), byteTokenizer());
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const registered = await runSluice(env, 'model', 'register', 'bard', folder, '--task', 'language_model');
  await rm(folder, { recursive: true });
  expect(registered).toMatchObject({ code: 0 });
  const asked = ['generate', 'bard@1', 'a', '--temperature', '0', '--stop', 'fg', '--stop', '!'];
  expect(await runSluice(env, ...asked)).toEqual({ code: 0, stdout: 'bcde\n', stderr: '' });
  const { stdout, stderr } = await runSluice(env, ...asked, '--json', '--max-tokens', '2');
  expect(stderr).toBe('');
  const tokens = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Token);
  expect(tokens).toMatchObject([
    { text: 'b', index: 0, finishReason: null },
    { text: 'c', index: 1, finishReason: 'LENGTH' },
  ]);
  expect(await runSluice(env, ...asked, '--top-p', '2')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/topP/),
  });
  expect(await runSluice(env, ...asked, '--seed', '1', '--towards', '2')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/nothing lies between two seeds/),
  });
  expect(await runSluice(env, ...asked, '--share', '0.5')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--share is for --towards/),
  });
});

test('a text that a killed worker was generating goes on at another, where it was', async () => {
  const letters = 'bcdefghijklmnopqrstuvwxyza';
  const input = inputOf({ maxTokens: 1_500 });
  let count = 0;
  const texts = Array.from({ length: 4 }, async () => {
    let text = '';
    for await (const { generate } of client.subscribe(GenerateDocument, { input })) {
      text += generate.text;
      count += 1;
    }
    return text;
  });
  await eventually('all have begun', () => count > 100);
  workers.kill(0);
  expect(await Promise.all(texts)).toEqual(Array(4).fill(letters.repeat(60).slice(0, 1_500)));
  await noSequence();
});

test('a model of another kind generates nothing, and a language model predicts nothing', async () => {
  const query = `query ($input: PredictInput!) { predict(input: $input) { failureCount } }`;
  const input = { target: { modelVersion: poet }, inputs: { texts: ['a'] } };
  await expect(ask(query, { input })).rejects.toThrow('This model generates text: subscribe to `generate`.');
});

test('when no worker is left the text ends with a typed error', async () => {
  const reading = (async () => {
    for await (const { generate } of client.subscribe(GenerateDocument, { input: inputOf({ maxTokens: 30_000 }) }))
      if (generate.index === 20) workers.kill(1);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
