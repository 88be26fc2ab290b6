import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { wordsPipeline } from '../../../src/pipelines/words/words-pipeline.js';
import { wordVectorsGraph, wordVectorsSignature } from '../../../src/training/embeddings/word-vectors-graph.js';

const WORDS = ['the', 'cat', '词'];
const VECTORS = { words: WORDS, vectors: Float32Array.from({ length: 12 }, (_, at) => Math.sin(at)), dimensions: 4 };

test('the graph gives each word the vector that the trainer gave it, beside texts of other lengths too', async () => {
  const session = await createSession(wordVectorsGraph(VECTORS));
  const { inputs, outputs } = wordVectorsSignature(4);
  expect({ inputs: session.inputs, outputs: session.outputs }).toEqual({ inputs, outputs });
  const pipeline = wordsPipeline(`${WORDS.join('\n')}\n`);
  pipeline.assertServes(session);
  const rows = ['The', 'CAT', '词', 'the unknown cat, the 词'].map((text) => pipeline.prepare({ text }));
  const answers = pipeline.answers(await session.run(pipeline.feeds(rows, session)), rows);
  answers.slice(0, 3).forEach((vector, word) => {
    vector.forEach((value, at) => {
      expect(value).toBeCloseTo(VECTORS.vectors[word * 4 + at]!, 6);
    });
  });
  answers[3]!.forEach((value, at) => {
    const [the, cat, character] = [0, 4, 8].map((row) => VECTORS.vectors[row + at]!);
    expect(value).toBeCloseTo((2 * the! + cat! + character!) / 4, 6);
  });
  await session.release();
});
