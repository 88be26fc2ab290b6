import { expect, test } from '@jest/globals';
import { ShortTexts } from '../../../../src/training/neural/short-texts/short-texts.js';

const END = 0;

test('texts are cut at their longest length, and end with the token for it where they were not', () => {
  const texts = new ShortTexts(3, END);
  for (const row of [[5, 6], [5, 6, 7], [5, 6, 7, 8], []]) texts.push(row);

  expect(texts.all.map((row) => [...row])).toEqual([
    [5, 6, END],
    [5, 6, 7],
    [5, 6, 7],
  ]);
  expect(texts.tokens).toBe(9);
});
