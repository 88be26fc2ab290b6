import { expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FASTTEXT_LOSS, FASTTEXT_MODEL } from '../../../src/text/word-vectors/fasttext/header.js';
import { formatHeader } from '../../../src/text/word-vectors/fasttext/write-header.js';
import { denseMatrixHead, rowBytes } from '../../../src/text/word-vectors/fasttext/write-matrix.js';
import { huffmanPaths } from '../../../src/training/embeddings/word2vec/memory/huffman-paths.js';
import {
  type TrainedWordVectors,
  trainWordVectors,
} from '../../../src/training/embeddings/word2vec/train-word-vectors.js';
import { WORD2VEC_DEFAULTS, WordVectorLoss } from '../../../src/training/embeddings/word2vec/word2vec-settings.js';
import { topicSentences } from '../../training/embeddings/topic-sentences.js';
import { fastTextAnswers } from '../../support/fasttext.js';

/** The word vectors as a classifier whose labels are the words: fastText's tree tells how likely each stands near a word. */
function asClassifier({ words, counts, vectors, dimensions, outputs, tokenCount }: TrainedWordVectors): Buffer {
  const training = { window: 5, epochs: 1, minCount: 1, negatives: 0, updateRate: 100, subsample: 0 };
  const features = { dimensions, wordNgrams: 1, buckets: 0, minNgram: 0, maxNgram: 0 };
  const kind = { loss: FASTTEXT_LOSS.HIERARCHICAL_SOFTMAX, model: FASTTEXT_MODEL.SUPERVISED };
  const labels = words.map((word) => `__label__${word}`);
  return Buffer.concat([
    ...formatHeader({
      settings: { ...training, ...features, ...kind },
      ...{ words, wordCounts: counts, labels, labelCounts: counts, tokenCount },
    }),
    denseMatrixHead(words.length, dimensions),
    rowBytes(vectors),
    denseMatrixHead(words.length, dimensions),
    rowBytes(outputs!),
  ]);
}

/** The product of the sides on the way down to a word. */
function probabilityOf({ counts, vectors, dimensions, outputs }: TrainedWordVectors, word: number, near: number) {
  const { starts, entries } = huffmanPaths(counts);
  let probability = 1;
  for (const entry of entries.subarray(starts[word], starts[word + 1])) {
    let score = 0;
    for (let at = 0; at < dimensions; at++)
      score += vectors[near * dimensions + at]! * outputs![(entry >> 1) * dimensions + at]!;
    probability /= 1 + Math.exp((entry & 1) === 1 ? -score : score);
  }
  return probability;
}

test('fastText finds the nodes of the tree by its own numbers, and words as likely as they were learnt', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-tree-'));
  const corpus = join(folder, 'corpus.txt');
  // Words of different counts, so that ways differ in length.
  await writeFile(corpus, `${topicSentences(3_000)}${'rare words of few sentences\n'.repeat(20)}`);
  const trained = await trainWordVectors(
    corpus,
    { ...WORD2VEC_DEFAULTS, dimensions: 20, subsample: 0, loss: WordVectorLoss.HIERARCHICAL_SOFTMAX, negatives: 0 },
    folder,
  );
  const near = trained.words.slice(0, 5);
  const ours = near.map((_, at) => trained.words.map((__, word) => probabilityOf(trained, word, at)));
  for (const row of ours) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);

  const path = join(folder, 'tree.bin');
  await writeFile(path, asClassifier(trained));
  fastTextAnswers(path, near)?.forEach((answers, at) => {
    // It leaves out what is less likely than 0.00001.
    expect(answers.size).toBeGreaterThan(trained.words.length * 0.8);
    const likeliest = trained.words[ours[at]!.indexOf(Math.max(...ours[at]!))];
    expect([...answers.keys()][0]).toBe(likeliest);
    for (const [label, value] of answers)
      expect(Math.abs(value - ours[at]![trained.words.indexOf(label)]!)).toBeLessThan(0.002);
  });
  await rm(folder, { recursive: true });
});
