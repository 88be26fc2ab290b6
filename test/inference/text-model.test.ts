import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OipClient } from '../../src/inference/backends/oip-client.js';
import { createSession } from '../../src/onnx/runtime/session.js';
import { tensor } from '../../src/onnx/tensor.js';
import { answerTexts } from '../../src/pipelines/answer-texts.js';
import { isTextPipeline } from '../../src/pipelines/pipeline.js';
import { loadPipeline, PIPELINE_PATH } from '../../src/pipelines/load-pipeline.js';
import { OneLabelHead } from '../../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../../src/training/linear/train-text-model.js';
import { TestHome, TestWorker } from './worker/worker-process.js';

const ROLES: Readonly<Record<string, string>> = { 'model.onnx': 'MODEL', 'pipeline.json': 'PIPELINE' };

let home: TestHome;
let worker: TestWorker;
let client: OipClient;
let files: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  home = await TestHome.create();
  const examples = Array.from({ length: 40 }, (_, number) => ({
    text: number % 2 ? `buy cheap pills ${number % 7}` : `the meeting is at ${number % 5} today`,
    label: number % 2 ? 'spam' : 'ham',
  }));
  ({ files } = await trainTextModel(
    new OneLabelHead(),
    async function* () {
      yield await Promise.resolve(examples);
    },
    { ...DEFAULT_SETTINGS, minCount: 1, l2: 0.01 },
  ));
  worker = await TestWorker.start(home);
  client = new OipClient(worker.url, undefined);
  const others = [...files].filter(([path]) => path !== 'model.onnx');
  const model = await home.model(
    'spam',
    files.get('model.onnx')!,
    Object.fromEntries(others.map(([path, bytes]) => [path, { role: ROLES[path] ?? 'VOCABULARY', bytes }])),
  );
  expect((await worker.load(model)).body).toEqual({});
});
afterAll(async () => {
  await client.close();
  await worker.stop();
  await home.remove();
});

/** Probabilities (texts, 2) as the trainer's own graph and pipeline compute them, one text at a time. */
async function expected(texts: readonly string[]): Promise<number[]> {
  const pipeline = loadPipeline(Buffer.from(files.get(PIPELINE_PATH)!).toString(), files);
  if (!isTextPipeline(pipeline)) throw new TypeError(pipeline.task);
  const session = await createSession(files.get('model.onnx')!);
  const answers: number[] = [];
  for (const text of texts) {
    const { probabilities } = await answerTexts(pipeline, session, [{ text }]);
    answers.push(...(probabilities!.data as Float32Array));
  }
  await session.release();
  return answers;
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  expect(Math.max(...wanted.map((value, index) => Math.abs(value - actual[index]!)))).toBeLessThan(1e-5);
}

test('a text model takes texts and tells so', async () => {
  const { body } = await worker.request('GET', '/v2/models/spam');
  expect(body).toMatchObject({
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
    parameters: { unbatched_reason: null },
  });
});

test('texts of all lengths in one request are answered in their order, as each alone', async () => {
  const long = 'the meeting about cheap pills is today '.repeat(2000);
  const texts = ['', 'buy pills', long, 'the meeting is at 3 today', '混合 \u{1f600}', `${long} buy`, 'today'];
  const { outputs } = await client.infer(
    'spam',
    { text: tensor('BYTES', [texts.length], texts) },
    { timeoutMs: 20_000 },
  );
  expect(outputs.probabilities?.dims).toEqual([texts.length, 2]);
  expectClose(outputs.probabilities!.data as Float32Array, await expected(texts));
});

test('many requests at once run together, and each gets its own answer', async () => {
  const texts = Array.from(
    { length: 200 },
    (_, number) => `${'pills '.repeat(number % 9)}meeting ${'x'.repeat(number * 5)}`,
  );
  const answers = await Promise.all(
    texts.map(async (text) => {
      const { outputs } = await client.infer('spam', { text: tensor('BYTES', [1], [text]) }, { timeoutMs: 20_000 });
      return [...(outputs.probabilities!.data as Float32Array)];
    }),
  );
  expectClose(answers.flat(), await expected(texts));
  const { body } = await worker.request('GET', '/v2/models/spam/stats');
  const [{ batch_stats }] = body.model_stats as [{ batch_stats: { batch_size: number }[] }];
  expect(batch_stats.some(({ batch_size }) => batch_size > 1)).toBe(true);
});

test('texts of the wrong kind are refused', async () => {
  const ask = async (input: object) => (await worker.infer('spam', [input])).body.error;
  expect(await ask({ name: 'text', shape: [1, 1], datatype: 'BYTES', data: ['a'] })).toContain(
    'takes "text" of BYTES [-1], not BYTES [1, 1]',
  );
  expect(await ask({ name: 'words', shape: [1], datatype: 'BYTES', data: ['a'] })).toContain('has no input "words"');
  expect(await ask({ name: 'text', shape: [0], datatype: 'BYTES', data: [] })).toContain('The batch is empty');
});
