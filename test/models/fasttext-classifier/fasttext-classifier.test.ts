import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Classifier } from '../../../src/evaluation/texts/classifier.js';
import { runConversion } from '../../../src/models/threads/run-conversion.js';
import { runSluice } from '../../cli/run-sluice.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';

const FIXTURES = join(import.meta.dirname, '../../text/word-vectors/fixtures');
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { scores(first: 10) { label score } words { word source } } ... on PredictionFailure { code message } } } }`;
/** fastText adds 1e-5 to each probability, and along each step of a tree; it looks sigmoids up in a table of 512. */
const DIFFERENCES = { softmax: 2e-5, hs: 1e-4, ns: 0.009, ova: 0.009, quantized: 2e-5, pruned: 2e-5 } as const;

interface Fixture {
  texts: string[];
  answers: Record<string, Record<string, number>[]>;
}

let gateway: GatewayForTest;
let inference: InferenceWorkersForTest;
let folder: string;
let env: Record<string, string>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = JSON.parse(await readFile(join(FIXTURES, 'classifier.json'), 'utf8')) as Fixture;
  folder = await mkdtemp(join(tmpdir(), 'sluice-fasttext-classifier-'));
  inference = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: inference.env });
  env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  await createEnvironmentAt(gateway, 'production');
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await inference.stop();
  await rm(folder, { recursive: true });
});

interface Answer {
  scores: { label: string; score: number }[];
  words: { word: string; source: string }[];
}

async function predict(model: string): Promise<Answer[]> {
  const target = { deployment: { environment: 'production', model } };
  const { data, errors } = await gateway.ask(PREDICT, { input: { target, inputs: { texts: fixture.texts } } });
  if (errors) throw new Error(errors[0]!.message);
  return (data!.predict as { results: Answer[] }).results;
}

function largestDifference(found: Record<string, number>[], expected: Record<string, number>[]): number {
  const differences = expected.flatMap((row, at) =>
    Object.entries(row).map(([label, value]) => Math.abs(value - found[at]![label]!)),
  );
  return Math.max(...differences);
}

/** The classifier that a file becomes, and where its files lie. */
async function converted(path: string): Promise<Classifier> {
  const target = await mkdtemp(join(folder, 'version-'));
  const program = 'models/fasttext-classifier/convert-thread.js';
  const task = { source: path, folder: target };
  await runConversion(program, task, 'fastTextClassifier', new AbortController().signal);
  return Classifier.open(target);
}

test.each(Object.entries(DIFFERENCES))(
  'a supervised model of fastText (%s) gives its probabilities',
  async (name, difference) => {
    const file = `classifier-${name}.${name === 'quantized' || name === 'pruned' ? 'ftz' : 'bin'}`;
    const classifier = await converted(join(FIXTURES, file));
    const found = (await classifier.classify(fixture.texts)).map((row) =>
      Object.fromEntries(classifier.labels.map((label, at) => [label, row[at]!])),
    );
    expect(largestDifference(found, fixture.answers[file]!)).toBeLessThan(difference);
    await classifier.close();
  },
);

test('a quantized model of fastText is registered by the command line, released, answers, and is saved again as it was', async () => {
  const path = join(FIXTURES, 'classifier-quantized.ftz');
  const registered = await runSluice(env, 'model', 'register', 'topic', path, '--task', 'classification');
  expect(registered).toMatchObject({ code: 0, stdout: expect.stringContaining('topic@1') });
  await releaseAt(gateway, 'production', 'topic@1');
  const answers = await predict('topic');
  const scores = answers.map((answer) => Object.fromEntries(answer.scores.map(({ label, score }) => [label, score])));
  expect(largestDifference(scores, fixture.answers['classifier-quantized.ftz']!)).toBeLessThan(2e-5);
  const [, known, , empty, unseen] = answers;
  // fastText does not cut at a no-break space.
  expect(known!.words).toEqual([
    { word: 'bank\u00a0loan', source: 'PARTS' },
    { word: 'market', source: 'VOCABULARY' },
  ]);
  expect(unseen!.words).toEqual(['unknown', 'wörds', 'only'].map((word) => ({ word, source: 'PARTS' })));
  expect(empty!.words).toEqual([]);
  const out = join(folder, 'again.ftz');
  await runSluice(env, 'model', 'export', 'topic@1', '--format', 'fasttext', '--out', out);
  expect((await readFile(out)).equals(await readFile(path))).toBe(true);
}, 120_000);

test('what is no supervised model of fastText is refused with the place', async () => {
  const whole = await readFile(join(FIXTURES, 'classifier-softmax.bin'));
  const files = {
    short: [whole.subarray(0, -7), 'The file ends within the output matrix'],
    long: [Buffer.concat([whole, Buffer.alloc(3)]), 'the file goes on after its output matrix'],
    vectors: [await readFile(join(FIXTURES, 'fasttext-subwords.bin')), 'it is no supervised model of fastText'],
    other: [await readFile(join(FIXTURES, 'glove.txt')), /ends|does not begin as/],
  } as const;
  for (const [name, [bytes, message]] of Object.entries(files)) {
    await writeFile(join(folder, name), bytes);
    await expect(converted(join(folder, name))).rejects.toThrow(message);
  }
});
