import { describe, expect, test } from '@jest/globals';
import { contentHash } from '../../../src/datasets/splits/content-hash.js';
import { DEFAULT_FRACTIONS, SplitDealer, assertFractions } from '../../../src/datasets/splits/split-plan.js';

const texts = Array.from({ length: 20_000 }, (_, index) => `text number ${index}`);
const deal = (seed: bigint, fractions = DEFAULT_FRACTIONS): string[] => {
  const dealer = new SplitDealer(fractions, seed);
  return texts.map((text) => dealer.split(contentHash(text)));
};

describe('splits by fractions', () => {
  test('the same text comes into the same split, whatever comes before it', () => {
    const forward = deal(7n);
    const dealer = new SplitDealer(DEFAULT_FRACTIONS, 7n);
    const backward = [...texts].reverse().map((text) => dealer.split(contentHash(text)));
    expect(backward.reverse()).toEqual(forward);
  });

  test('splits get their fractions of many rows', () => {
    const splits = deal(1n);
    for (const { name, fraction } of DEFAULT_FRACTIONS) {
      const share = splits.filter((split) => split === name).length / texts.length;
      // Five standard deviations of a binomial share.
      expect(Math.abs(share - fraction)).toBeLessThan(5 * Math.sqrt((fraction * (1 - fraction)) / texts.length));
    }
  });

  test.each([2n, 2n ** 32n + 1n, -1n])('seed %s deals independently of seed 1', (seed) => {
    const [one, other] = [deal(1n), deal(seed)];
    const both = texts.filter((_, index) => one[index] === 'test' && other[index] === 'test').length / texts.length;
    expect(Math.abs(both - 0.01)).toBeLessThan(0.004);
  });

  test.each([
    ['the sum is not one', [{ name: 'a', fraction: 0.5 }], 'their sum 1'],
    [
      'a fraction is zero',
      [
        { name: 'a', fraction: 1 },
        { name: 'b', fraction: 0 },
      ],
      'above 0',
    ],
    [
      'a name repeats',
      [
        { name: 'a', fraction: 0.5 },
        { name: 'a', fraction: 0.5 },
      ],
      'the same name',
    ],
    ['a name is no name', [{ name: 'a b', fraction: 1 }], '"a b" is no name'],
    ['there are none', [], '1 to 32 splits'],
  ])('fractions are refused when %s', (_case, fractions, message) => {
    expect(() => {
      assertFractions(fractions);
    }).toThrow(message);
  });
});
