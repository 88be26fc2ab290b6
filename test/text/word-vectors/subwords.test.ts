import { describe, expect, test } from '@jest/globals';
import { subwordBuckets } from '../../../src/text/word-vectors/subwords.js';

const FASTTEXT = { minNgram: 3, maxNgram: 6, buckets: 2_000_000 };
const bucketsOf = (word: string, settings = FASTTEXT) => subwordBuckets(Buffer.from(word), settings);

describe('parts of words', () => {
  // The rows of a model of fastText 0.9.2 at which its `print-ngrams` finds its parts.
  test.each([
    [
      'hello',
      [
        1188580, 128664, 1361308, 1760905, 1613742, 1198310, 1831723, 1068687, 1992344, 798165, 1616881, 617342, 350912,
        1504790,
      ],
    ],
    [
      'naïve',
      [
        1806890, 1907692, 878190, 933201, 1590546, 1719404, 832043, 156687, 356832, 1223007, 1505331, 1711570, 1788548,
        1088654,
      ],
    ],
    ['股票', [1727176, 332866, 1705324]],
    ['a', [1087600]],
    ['🙂', [1851421]],
  ])('of "%s" fall into the buckets of fastText', (word, expected) => {
    expect(bucketsOf(word)).toEqual(expected);
  });

  test('that are one character long are none at a border', () => {
    expect(bucketsOf('ab', { minNgram: 1, maxNgram: 1, buckets: 1_000 })).toHaveLength(2);
    expect(bucketsOf('股', { minNgram: 1, maxNgram: 1, buckets: 1_000 })).toHaveLength(1);
  });

  test('are none when none are asked for', () => {
    expect(bucketsOf('hello', { ...FASTTEXT, maxNgram: 0 })).toEqual([]);
  });

  test('that occur twice are there twice', () => {
    const parts = bucketsOf('banana', { minNgram: 3, maxNgram: 3, buckets: 2_000_000 });
    expect(parts).toHaveLength(6);
    expect(new Set(parts).size).toBe(5);
  });
});
