import { expect, test } from '@jest/globals';
import { createSession } from '../../src/onnx/runtime/session.js';
import { answerTexts } from '../../src/pipelines/answer-texts.js';
import { loadPipeline } from '../../src/pipelines/load-pipeline.js';
import { isTextPipeline, type TextItem, type TextPipeline } from '../../src/pipelines/pipeline.js';
import { formatPipelineFile, type PipelineFile } from '../../src/pipelines/pipeline-file.js';
import { openTokenizer } from '../../src/text/tokenizers/open-tokenizer.js';
import { encoderModel, sequenceModel, taggingModel, TOKENIZER } from '../support/transformers.js';

const tokenizer = { file: 'tokenizer.json', settings: null, maximumTokens: 24 };
const common = { format: 1, input: 'tokens', tokenizer } as const;
const LABELS = ['O', 'B-ANIMAL', 'I-ANIMAL', 'B-DAY'];

const CLASSIFIER: PipelineFile = { ...common, task: 'CLASSIFICATION', output: 'logits', labels: ['a', 'b', 'c'] };
const MULTI_LABEL: PipelineFile = { ...CLASSIFIER, task: 'MULTI_LABEL', threshold: 0.5 };
const EMBEDDING: PipelineFile = {
  ...common,
  task: 'EMBEDDING',
  output: 'last_hidden_state',
  pooling: 'MEAN',
  normalize: true,
};
const TAGGER: PipelineFile = {
  ...common,
  task: 'TOKEN_CLASSIFICATION',
  output: 'logits',
  labels: LABELS,
  aggregation: 'WORD',
};

function load(file: PipelineFile): TextPipeline {
  const pipeline = loadPipeline(formatPipelineFile(file), new Map([['tokenizer.json', Buffer.from(TOKENIZER)]]));
  if (!isTextPipeline(pipeline)) throw new TypeError(file.task);
  return pipeline;
}

async function ask(file: PipelineFile, model: Uint8Array, items: readonly TextItem[]) {
  const session = await createSession(model);
  const pipeline = load(file);
  pipeline.assertServes(session);
  const answers = await answerTexts(pipeline, session, items);
  await session.release();
  return answers;
}

const floats = (data: unknown) => Array.from(data as Float32Array);

test('a text is classified alike alone and padded to a longer neighbour, and its pair changes the answer', async () => {
  const model = sequenceModel(3);
  const short = { text: 'the dog' };
  const long = { text: 'the quick brown fox jumps over the lazy dog' };
  const alone = floats((await ask(CLASSIFIER, model, [short])).probabilities!.data);
  const beside = floats((await ask(CLASSIFIER, model, [long, short])).probabilities!.data).slice(3);
  alone.forEach((value, at) => {
    expect(beside[at]).toBeCloseTo(value, 6);
  });
  expect(alone.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
  const pair = floats((await ask(CLASSIFIER, model, [{ ...short, pair: 'the fox' }])).probabilities!.data);
  expect(Math.abs(pair[0]! - alone[0]!)).toBeGreaterThan(1e-3);
});

test('labels of a multi-label model are chosen each on its own, from the threshold on', async () => {
  const { probabilities, chosen } = await ask(MULTI_LABEL, sequenceModel(3), [{ text: 'a dog' }, { text: 'weather' }]);
  expect(chosen!.dims).toEqual([2, 3]);
  expect(floats(chosen!.data)).toEqual(floats(probabilities!.data).map((value) => (value >= 0.5 ? 1 : 0)));
});

test.each(['MEAN', 'CLS', 'LAST'] as const)(
  'an embedding is pooled by %s over its own tokens only',
  async (pooling) => {
    const file: PipelineFile = { ...EMBEDDING, pooling };
    const model = encoderModel();
    const text = 'the dog';
    const { embedding } = await ask(file, model, [{ text: 'the quick brown fox jumps over' }, { text }]);
    const session = await createSession(model);
    const { ids } = openTokenizer(TOKENIZER).encode(text);
    const row = { type: 'INT64', dims: [1, ids.length] } as const;
    const { last_hidden_state: states } = await session.run({
      input_ids: { ...row, data: BigInt64Array.from(ids, BigInt) },
      attention_mask: { ...row, data: new BigInt64Array(ids.length).fill(1n) },
      token_type_ids: { ...row, data: new BigInt64Array(ids.length) },
    });
    await session.release();
    const vectors = ids.map((_, at) => floats(states!.data).slice(at * 8, at * 8 + 8));
    const mean = vectors[0]!.map((_, at) => vectors.reduce((sum, vector) => sum + vector[at]!, 0) / ids.length);
    const pooled = { MEAN: mean, CLS: vectors[0]!, LAST: vectors.at(-1)! }[pooling];
    const length = Math.hypot(...pooled);
    floats(embedding!.data)
      .slice(8)
      .forEach((value, at) => {
        expect(value).toBeCloseTo(pooled[at]! / length, 5);
      });
  },
);

test('spans are told in UTF-16 units, whole words by their first token, without the space around them', async () => {
  const { encode } = { encode: (text: string) => openTokenizer(TOKENIZER).encode(text).ids.slice(1, -1) };
  const [dog, fox] = [encode('dog'), encode('fox')];
  const labelOf = new Map([
    [dog[0]!, 1],
    [fox[0]!, 1],
  ]);
  const text = '\u{1f600} Dog and FOX, 今天 dog';
  const { span_label, span_score, span_range } = await ask(TAGGER, taggingModel(4, labelOf), [
    { text },
    { text: 'the' },
  ]);
  const [rows, most] = span_label!.dims;
  expect(rows).toBe(2);
  const found = Array.from({ length: most! }, (_, place) => {
    const [start, end] = floats(span_range!.data).slice(place * 2, place * 2 + 2);
    return [(span_label!.data as Int32Array)[place], text.slice(start, end)];
  });
  expect(found).toEqual([
    [0, 'Dog'],
    [0, 'FOX'],
    [0, 'dog'],
  ]);
  expect(floats(span_label!.data).slice(most)).toEqual(new Array(most).fill(-1));
  expect((span_score!.data as Float32Array)[0]).toBeGreaterThan(0.9);
});

test('a text that is too long says by how much, and is cut only when asked', () => {
  const pipeline = load(CLASSIFIER);
  const text = 'the dog '.repeat(30);
  expect(() => pipeline.prepare({ text })).toThrow(/has \d+ tokens, and the model takes 24/);
  expect(pipeline.prepare({ text, truncate: true }).width).toBe(24);
});

test('a graph that wants more than a text gives, or gives other columns, is refused when it is loaded', async () => {
  const session = await createSession(sequenceModel(2));
  expect(() => {
    load(CLASSIFIER).assertServes(session);
  }).toThrow('has 2 columns for 3 labels');
  expect(() => {
    load(EMBEDDING).assertServes(session);
  }).toThrow('gives no output "last_hidden_state"; it gives logits');
  const past = { name: 'past_key_values.0.key', datatype: 'FP32', shape: [-1, 2, -1, 4] } as const;
  expect(() => {
    load(CLASSIFIER).assertServes({ inputs: [...session.inputs, past], outputs: session.outputs });
  }).toThrow('has the input "past_key_values.0.key"');
  await session.release();
});
