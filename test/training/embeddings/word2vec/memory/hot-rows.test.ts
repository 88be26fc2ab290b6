import { describe, expect, test } from '@jest/globals';
import {
  WORD2VEC_DEFAULTS,
  WordVectorLoss,
} from '../../../../../src/training/embeddings/word2vec/word2vec-settings.js';
import {
  hotRanges,
  hotShares,
  idsBetweenExchanges,
} from '../../../../../src/training/embeddings/word2vec/memory/hot-rows.js';
import { huffmanPaths } from '../../../../../src/training/embeddings/word2vec/memory/huffman-paths.js';

const VOCABULARY = 20_000;
const STRIDE = 400;
// Zipf's law.
const COUNTS = Float64Array.from({ length: VOCABULARY }, (_, word) => Math.ceil(1_000_000 / (word + 1)));
const TOKENS = COUNTS.reduce((sum, count) => sum + count, 0);
const TABLE = { inputCount: VOCABULARY, stride: STRIDE, isTree: false };
const TRAINED = { counts: COUNTS, tokenCount: TOKENS, subwords: null, paths: null };

describe('hot rows', () => {
  test('are none where one thread trains alone', () => {
    const alone = hotRanges(VOCABULARY, TABLE, 1);
    expect([alone.words.count, alone.parts.count, alone.outputs.count]).toEqual([0, 0, 0]);
    expect(idsBetweenExchanges(1)).toBe(0);
  });

  test('are the most frequent, and a few of them the hottest; more threads exchange them after as many words of all', () => {
    const { words, outputs } = hotRanges(VOCABULARY, TABLE, 2);
    expect(words).toEqual({ row: 0, count: 2048, hottest: 64, isFromEnd: false });
    expect(outputs).toEqual(words);
    expect(idsBetweenExchanges(8)).toBe(idsBetweenExchanges(2) / 4);
    const few = hotRanges(100, { ...TABLE, inputCount: 100 }, 2);
    expect(few.words).toEqual({ row: 0, count: 100, hottest: 64, isFromEnd: false });
  });

  test.each([2, 8])('of frequent words are averaged over %i threads, and steps of rare ones add up', (threads) => {
    const ranges = hotRanges(VOCABULARY, TABLE, threads);
    const sharesAt = (learningRate: number) =>
      hotShares(ranges, { ...WORD2VEC_DEFAULTS, threads, learningRate }, TRAINED);
    for (const range of ['words', 'outputs'] as const) {
      const [usual, large] = [0.025, 1].map((learningRate) => sharesAt(learningRate)[range]);
      expect(usual).toHaveLength(ranges.words.count);
      expect(usual!.at(-1)).toBeGreaterThan(0.95);
      expect(large![0]).toBeCloseTo(1 / threads, 1);
      // Rows of one doubling are exchanged together: the rarer of them make fewer steps.
      const { hottest } = ranges[range];
      for (let first = hottest; first < large!.length; first *= 2)
        for (let word = first + 1; word < 2 * first; word++)
          expect(large![word]!).toBeGreaterThanOrEqual(large![word - 1]!);
    }
  });

  test('of a tree are the nodes near its root, where every word steps', () => {
    const isTree = { ...TABLE, isTree: true };
    const ranges = hotRanges(VOCABULARY, isTree, 2);
    const settings = { ...WORD2VEC_DEFAULTS, loss: WordVectorLoss.HIERARCHICAL_SOFTMAX, negatives: 0, threads: 2 };
    const { outputs } = hotShares(ranges, settings, { ...TRAINED, paths: huffmanPaths(COUNTS) });
    expect(ranges.outputs.row + ranges.outputs.count).toBe(VOCABULARY - 1);
    expect(ranges.outputs.isFromEnd).toBe(true);
    expect(outputs.at(-1)).toBe(Math.min(...outputs));
    expect(outputs.at(-1)).toBeLessThan(outputs[0]!);
  });
});
