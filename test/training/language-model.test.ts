import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { GenerateDocument, SluiceClient } from '../../src/client/index.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { type Program, startProgram } from '../support/programs.js';
import { createEnvironmentAt, releaseAt } from '../support/released.js';
import { adminContext } from '../support/seed.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state attempts { end resumedFromCheckpoint } failure { code message }
  logs(last: 100) { edges { node { message } } } metricSeries { name points { value } }
  ... on TrainingJob { validationSplit evaluationSplit settings { algorithm epochs ... on RecurrentLanguageModelSettings { cell layers hiddenSize embeddingSize level } }
    result { ref parameterCount signature { inputs { name shape } outputs { name } } files { path role digest } lineage { kind reproducible inputs { ref } } } } } }`;
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', '春眠不觉晓，处处闻啼鸟。'];
const SETTINGS = {
  level: 'CHARACTER',
  hiddenSize: 32,
  epochs: 40,
  batchSize: 4,
  sequenceLength: 24,
  learningRate: 0.02,
  dropout: 0,
};

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  logs: { edges: { node: { message: string } }[] };
  metricSeries: { name: string; points: { value: number }[] }[];
  attempts: unknown;
  result: { ref: string; files: { path: string; digest: string }[] };
}

let context: RequestContext;
let gateway: GatewayForTest;
let workers: InferenceWorkersForTest;
const jobWorkers: Program[] = [];
beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  context = await adminContext(gateway);
  const rows = Array.from({ length: 120 }, (_, at) => {
    const split = at % 20 === 18 ? 'validation' : at % 20 === 19 ? 'test' : 'train';
    return `${split},"${LINES[at % LINES.length]!}"`;
  });
  await seedDatasetVersion(context, 'lines', `split,text\n${rows.join('\n')}\n`, { splits: { column: 'split' } });
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    input: { name: 'poet', task: 'LANGUAGE_MODEL' },
  });
  await createEnvironmentAt(gateway, 'production');
  startWorker();
}, 120_000);
afterAll(async () => {
  for (const worker of jobWorkers) worker.signal('SIGKILL');
  await Promise.all(jobWorkers.map(({ exited }) => exited));
  await gateway.close();
  await workers.stop();
});

function startWorker(): void {
  jobWorkers.push(startProgram('job-worker.js', [], context.config));
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function start(settings: object = {}): Promise<string> {
  const input = {
    idempotencyKey: randomUUID(),
    model: 'poet',
    datasetVersion: 'lines@1',
    settings: { recurrentLanguageModel: { ...SETTINGS, ...settings } },
  };
  const query = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
  return (await ask<{ startTraining: { job: { id: string } } }>(query, { input })).startTraining.job.id;
}

function finished(id: string): Promise<Job> {
  return eventually(
    `the end of ${id}`,
    async () => {
      const { job } = await ask<{ job: Job }>(JOB, { id });
      return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(job.state) && job;
    },
    120_000,
  );
}

async function write(prompt: string): Promise<{ text: string; finishReason: string | null | undefined }> {
  const client = new SluiceClient({ url: gateway.url, token: gateway.token });
  const input = {
    target: { deployment: { environment: 'production', model: 'poet' } },
    prompt,
    temperature: 0,
    maxTokens: 60,
  };
  try {
    let text = '';
    let finishReason: string | null | undefined;
    for await (const { generate } of client.subscribe(GenerateDocument, { input })) {
      text += generate.text;
      finishReason = generate.finishReason;
    }
    return { text, finishReason };
  } finally {
    await client.close();
  }
}

test('a language model of characters is trained, measured, released, and goes on with texts as it learned them', async () => {
  const job = await finished(await start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'RECURRENT_LANGUAGE_MODEL', epochs: 40, cell: 'LSTM', hiddenSize: 32, embeddingSize: 32 },
    result: {
      ref: 'poet@1',
      signature: {
        inputs: [{ name: 'input_ids' }, { name: 'state.hidden0', shape: [-1, 32] }, { name: 'state.memory0' }],
        outputs: [{ name: 'logits' }, { name: 'next_state.hidden0' }, { name: 'next_state.memory0' }],
      },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vocabulary.txt', role: 'VOCABULARY' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'lines@1' }] }],
    },
  });
  const series = Object.fromEntries(
    job.metricSeries.map(({ name, points }) => [name, points.map(({ value }) => value)]),
  );
  expect(series.train_loss![0]).toBeGreaterThan(2);
  expect(series.train_loss!.at(-1)).toBeLessThan(0.3);
  expect(series.validation_perplexity!).toHaveLength(40);
  expect(series.test_perplexity![0]).toBeCloseTo(Math.exp(series.test_loss![0]!), 5);
  expect(series.test_perplexity![0]).toBeLessThan(2.5);
  expect(series.test_bits_per_character![0]).toBeGreaterThan(0);
  expect(job.logs.edges.map(({ node }) => node.message)).toContainEqual(
    expect.stringMatching(/^After epoch 1 it writes: /),
  );

  await releaseAt(gateway, 'production', 'poet@1');
  expect(await write('a dog')).toEqual({ text: ' ran to the cat!', finishReason: 'STOP' });
  expect(await write('春眠')).toEqual({ text: '不觉晓，处处闻啼鸟。', finishReason: 'STOP' });
}, 180_000);

test.each([
  ['WORD', 'GRU', 'vocabulary.txt'],
  ['SUBWORD', 'ELMAN', 'tokenizer.json'],
])(
  'tokens of the level %s are learned and served',
  async (level, cell, file) => {
    const settings = { level, cell, vocabularySize: 300, hiddenSize: 48, sequenceLength: 12 };
    const job = await finished(await start(settings));
    expect(job).toMatchObject({
      state: 'SUCCEEDED',
      result: { files: expect.arrayContaining([expect.objectContaining({ path: file, role: 'VOCABULARY' })]) },
    });

    await releaseAt(gateway, 'production', job.result.ref);
    expect((await write('the cat')).text).toBe(' sat on the mat.');
  },
  180_000,
);

test('a training whose worker is killed goes on from its checkpoint and makes the very same version', async () => {
  const settings = { epochs: 60, dropout: 0.1 };
  const unbroken = await finished(await start(settings));
  const id = await start(settings);
  await eventually('a checkpoint', async () => {
    const [row] = await context.db.query<{ checkpoint_digest: string | null }[]>(
      'SELECT checkpoint_digest FROM job WHERE id = $1',
      [id],
    );
    return row!.checkpoint_digest;
  });
  jobWorkers.at(-1)!.signal('SIGKILL');
  startWorker();
  const resumed = await finished(id);

  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a loss that is no number any more fails the job with step, rate and advice', async () => {
  const { state, failure } = await finished(
    await start({ optimizer: 'SGD', learningRate: 1e38, clipNorm: 1e30, schedule: 'CONSTANT' }),
  );

  expect({ state, code: failure?.code }).toEqual({ state: 'FAILED', code: 'INVALID_INPUT' });
  expect(failure!.message).toMatch(
    /^The loss stopped being a number in step \d+, at learning rate 1e\+38\. Lower the learning rate/,
  );
}, 120_000);

test('a training is cancelled while it runs', async () => {
  const id = await start({ epochs: 10_000 });
  await eventually('it runs', async () => {
    const { job } = await ask<{ job: Job }>(JOB.replace('PT20S', 'PT0S'), { id });
    return job.metricSeries.length > 0;
  });
  await ask('mutation ($input: JobInput!) { cancelJob(input: $input) { __typename } }', {
    input: { idempotencyKey: randomUUID(), id },
  });

  expect((await finished(id)).state).toBe('CANCELLED');
}, 120_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(start({ layers: 4 })).rejects.toThrow('layers is 1 to 3.');
  await expect(start({ vocabularySize: 60_000 })).rejects.toThrow('vocabularySize is 3 to 50000.');
  await expect(start({ level: 'SUBWORD', vocabularySize: 100 })).rejects.toThrow('vocabularySize is 257 to 50000.');
  await expect(start({ dropout: 1 })).rejects.toThrow('dropout is 0 up to, and without, 1.');
}, 120_000);
