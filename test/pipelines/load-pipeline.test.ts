import { expect, test } from '@jest/globals';
import { tensor } from '../../src/onnx/tensor.js';
import { filesOfPipeline, loadPipeline } from '../../src/pipelines/load-pipeline.js';
import { isTextPipeline } from '../../src/pipelines/pipeline.js';
import type { LabelFeaturesFile } from '../../src/pipelines/features/feature-settings.js';
import { formatPipelineFile, parsePipelineFile } from '../../src/pipelines/pipeline-file.js';

const FILE: LabelFeaturesFile = {
  format: 1,
  task: 'CLASSIFICATION',
  input: 'text',
  features: {
    wordNgrams: 1,
    punctuation: true,
    characterNgrams: 0,
    shortestCharacterNgram: 2,
    index: { kind: 'VOCABULARY', file: 'vocabulary.tsv' },
    trainingRowCount: 3,
  },
  labels: ['ham', 'spam'],
};
const VOCABULARY = Buffer.from('kind\tngram\trows\nword\tfree\t3\nword\tlunch\t3\nword\tmeeting\t3\n');

function load() {
  const pipeline = loadPipeline(formatPipelineFile(FILE), new Map([['vocabulary.tsv', VOCABULARY]]));
  if (!isTextPipeline(pipeline)) throw new Error('It takes texts.');
  return pipeline;
}

const GRAPH = { inputs: [], outputs: [] };

function encode(texts: readonly string[]) {
  const pipeline = load();
  return pipeline.feeds(
    texts.map((text) => pipeline.prepare({ text })),
    GRAPH,
  );
}

test('texts become columns and values, padded to the longest row', () => {
  const { indices, values } = encode(['Free lunch', 'meeting', '?']);
  expect(indices).toEqual(tensor('INT64', [3, 2], BigInt64Array.of(0n, 1n, 2n, 0n, 0n, 0n)));
  const half = Math.SQRT1_2;
  expect(values).toEqual(tensor('FP32', [3, 2], Float32Array.of(half, half, 1, 0, 0, 0)));
});

test('texts without a known word still make tensors that a model can run on', () => {
  expect(encode(['?', '!']).indices!.dims).toEqual([2, 1]);
});

test('the graph’s probabilities become an answer for each row', () => {
  const pipeline = load();
  const rows = ['a', 'b'].map((text) => pipeline.prepare({ text }));
  const probabilities = tensor('FP32', [2, 2], Float32Array.of(0.75, 0.25, 0.125, 0.875));
  expect(pipeline.answers({ probabilities }, rows)).toEqual([
    Float32Array.of(0.75, 0.25),
    Float32Array.of(0.125, 0.875),
  ]);
  expect(() => pipeline.answers({}, rows)).toThrow('"probabilities"');
});

test('a graph that is not what the pipeline says, and a pair, are refused', () => {
  expect(() => {
    load().assertServes(GRAPH);
  }).toThrow('takes "indices" and "values"');
  expect(() => load().prepare({ text: 'a', pair: 'b' })).toThrow('no pairs');
});

test('a pipeline of tensors has nothing to encode', () => {
  const json = '{"format":1,"task":"TENSORS","input":"tensors"}';
  expect(loadPipeline(json, new Map())).toEqual({ task: 'TENSORS', labels: [] });
  expect(filesOfPipeline(json)).toEqual([]);
});

test('a file that the pipeline names and nobody gave is an error', () => {
  expect(filesOfPipeline(formatPipelineFile(FILE))).toEqual(['vocabulary.tsv']);
  expect(() => loadPipeline(formatPipelineFile(FILE), new Map())).toThrow('"vocabulary.tsv"');
});

test.each([
  ['{', 'is no JSON'],
  ['{"format":2,"task":"TENSORS","input":"tensors"}', 'format'],
  ['{"format":1,"task":"TENSORS","input":"tensors","more":1}', 'more'],
  ['{"format":1,"task":"DANCING"}', 'task'],
])('what is not understood is refused, never half read: %s', (json, message) => {
  expect(() => parsePipelineFile(json)).toThrow(message);
});
