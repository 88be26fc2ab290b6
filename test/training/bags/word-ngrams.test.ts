import { expect, test } from '@jest/globals';
import { cutWords } from '../../../src/text/bags/cut-words.js';
import { appendWordNgrams, wordHash } from '../../../src/text/bags/word-ngrams.js';

/** The definition, in whole numbers of any size. */
function bucketsOf(hashes: readonly number[], longest: number, buckets: number): number[] {
  return hashes.flatMap((first, at) => {
    let hash = BigInt.asUintN(64, BigInt(first));
    return hashes.slice(at + 1, at + longest).map((next) => {
      hash = BigInt.asUintN(64, hash * 116_049_371n + BigInt(next));
      return Number(hash % BigInt(buckets));
    });
  });
}

test.each([1, 7, 12_345, 2_000_000, 16_777_216])('n-grams of words have the buckets of fastText, of %d', (buckets) => {
  const hashes = cutWords('The quick brown Ünïcode 中文 wörds – jump \u{1F600} over', 'white-space').map(wordHash);
  const found: number[] = [];
  appendWordNgrams(hashes, 5, buckets, found);
  expect(found).toEqual(bucketsOf(hashes, 5, buckets));
});

test('a text is cut at the white space of fastText, its labels are no words, and it ends where </s> stands', () => {
  expect(cutWords(' a\u00a0b\tc\v__label__x D! </s> e', 'white-space')).toEqual(['a\u00a0b', 'c', 'D!', '</s>']);
  expect(cutWords("Don't stop!!! 中文 </s>", 'words-and-marks')).toEqual([
    "don't",
    'stop',
    '!!!',
    '中',
    '文',
    '<',
    '/',
    's',
    '>',
    '</s>',
  ]);
  expect(cutWords('', 'white-space')).toEqual(['</s>']);
});
