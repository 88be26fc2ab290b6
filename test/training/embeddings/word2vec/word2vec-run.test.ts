import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { FASTTEXT_DEFAULTS } from '../../../../src/training/embeddings/word2vec/fasttext-settings.js';
import { fastTextRun, word2VecRun } from '../../../../src/training/embeddings/word2vec/word2vec-run.js';
import {
  WORD2VEC_DEFAULTS,
  WordSegmentation,
  WordVectorArchitecture,
} from '../../../../src/training/embeddings/word2vec/word2vec-settings.js';

const LEFT_OUT = { learningRate: null, negatives: null, sharedNegatives: null };
const PHRASES = { phrasePasses: 0, phraseThreshold: null, phraseMinCount: null };
const COMMON = { ...WORD2VEC_DEFAULTS, ...PHRASES, segmentation: WordSegmentation.CHARACTERS, ...LEFT_OUT };
const PARTS = { ...COMMON, ...FASTTEXT_DEFAULTS.subwords, subsample: FASTTEXT_DEFAULTS.subsample };

test('what is left out is what word2vec.c and fastText have', () => {
  expect(word2VecRun(COMMON, 1)).toMatchObject({ learningRate: 0.025, negatives: 5, sharedNegatives: true });
  const cbow = { ...COMMON, architecture: WordVectorArchitecture.CBOW };
  expect(word2VecRun(cbow, 1)).toMatchObject({ learningRate: 0.05, sharedNegatives: false });
  expect(fastTextRun(PARTS, 1)).toMatchObject({ learningRate: 0.05, negatives: 5, sharedNegatives: false });
});

test('what is asked for stays', () => {
  expect(fastTextRun({ ...PARTS, sharedNegatives: true }, 1).sharedNegatives).toBe(true);
  expect(word2VecRun({ ...COMMON, sharedNegatives: false }, 1).sharedNegatives).toBe(false);
});
