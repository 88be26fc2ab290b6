import { describe, expect, test } from '@jest/globals';
import { parseAnalogies, scoreAnalogies } from '../../../src/evaluation/word-vectors/analogies.js';
import { parseRatedPairs, scoreSimilarity } from '../../../src/evaluation/word-vectors/similarity.js';
import { UnitVectors } from '../../../src/evaluation/word-vectors/unit-vectors.js';

/** Royalty along one axis, gender along another. */
const VECTORS = {
  words: ['man', 'woman', 'king', 'queen', 'apple'],
  vectors: Float32Array.of(1, 0, 1, 1, 1, 1, 1, 0, 2, 1, 1, 2, 0, 0, 3),
  dimensions: 3,
};
const QUESTIONS =
  ': family\nman king woman queen\nMan Woman King Queen\n: other\nman king woman apple\nman king dog puppy\n';

describe('analogies', () => {
  test.each(['3CosAdd', '3CosMul'] as const)('are scored by section, %s', (method) => {
    expect(scoreAnalogies(new UnitVectors(VECTORS), parseAnalogies(QUESTIONS), method)).toEqual([
      { section: 'family', correct: 2, covered: 2, questions: 2 },
      { section: 'other', correct: 0, covered: 1, questions: 2 },
    ]);
  });

  test('a line that is no question is named', () => {
    expect(() => parseAnalogies(': a\nb c d\n')).toThrow('Line 2 does not hold four words: "b c d".');
  });

  test('only the most frequent words are known when it is asked for', () => {
    expect(new UnitVectors(VECTORS, 2).numberOf('king')).toBeUndefined();
  });
});

describe('similarity', () => {
  const score = (text: string) => scoreSimilarity(new UnitVectors(VECTORS), parseRatedPairs(text));

  test('is the rank correlation of the pairs that are known', () => {
    expect(score('man\tking\t9\nman\tqueen\t8\nman\tapple\t1\nman\tdog\t5\n')).toEqual({
      correlation: expect.closeTo(1, 9),
      covered: 3,
      pairs: 4,
    });
    expect(score('Word 1,Word 2,Human\nman,apple,10\nman,king,1\n').correlation).toBeCloseTo(-1, 9);
  });

  test('ties share their ranks', () => {
    // Ratings 1, 2.5, 2.5 and 4 against cosines in their order: Spearman by hand.
    expect(score('man apple 1\nman woman 5\nman queen 5\nman king 9').correlation).toBeCloseTo(0.9486832981, 9);
  });

  test('is unknown for fewer than two pairs, or when all are rated alike', () => {
    expect(score('man king 9').correlation).toBeNull();
    expect(score('man king 9\nman apple 9').correlation).toBeNull();
  });

  test('a line that is no pair is named', () => {
    expect(() => parseRatedPairs('a b 1\na b\n')).toThrow('Line 2 does not hold two words and a number: "a b".');
  });
});
