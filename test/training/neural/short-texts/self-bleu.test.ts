import { expect, test } from '@jest/globals';
import { selfBleu } from '../../../../src/training/neural/short-texts/report/self-bleu.js';

const texts = (rows: readonly (readonly number[])[]) => rows.map((row) => Int32Array.from(row));

/**
 * "a b c" against "a b d" and "e": two of three words match, one of two pairs; it is as long as the closest, so nothing is taken off: BLEU-2 is
 * √(2/3 · 1/2). "a b d" is the same from the other side, and no other text has "e": 0. Pairs of "e" there are none.
 */
test('self-BLEU of three short texts is what it is by hand', () => {
  const scores = selfBleu(texts([[1, 2, 3], [1, 2, 4], [5]]), [2, 3]);

  expect(scores[2]).toBeCloseTo((2 * Math.sqrt(1 / 3)) / 3, 12);
  // No run of three matches: it counts as a tenth of the only one.
  expect(scores[3]).toBeCloseTo((2 * Math.cbrt((1 / 3) * 0.1)) / 3, 12);
});

test('a text that is shorter than all others is penalized, and counts an n-gram as often as one other text has it', () => {
  const [shorter, longer] = [
    [1, 1],
    [1, 2, 3, 4],
  ];
  const scores = selfBleu(texts([shorter, longer]), [1]);

  // One of the two words counts, times e^(1 − 4/2); of the four one, and nothing off.
  expect(scores[1]).toBeCloseTo((0.5 * Math.exp(-1) + 0.25) / 2, 12);
});

/** Those that NLTK 3.9's sentence_bleu with SmoothingFunction().method1 gives, which Texygen takes. */
test('self-BLEU of many texts is what NLTK makes of them', () => {
  const many = Array.from({ length: 40 }, (_, text) =>
    Array.from({ length: 1 + ((text * 5) % 14) }, (_, at) => (text * text * 7 + at * at * 3 + text * at) % 13),
  );
  const expected = { 2: 0.9330340092434856, 3: 0.8778455946667141, 4: 0.8217735876050577, 5: 0.7653940653254722 };
  const scores = selfBleu(texts(many), [2, 3, 4, 5]);

  for (const [order, score] of Object.entries(expected)) expect(scores[Number(order)]).toBeCloseTo(score, 12);
});

test('texts that are all the same have a self-BLEU of 1', () => {
  expect(
    selfBleu(
      texts([
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ]),
      [5],
    )[5],
  ).toBeCloseTo(1, 12);
});
