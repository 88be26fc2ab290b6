import { KneserNey } from '../../../src/training/language-models/kneser-ney.js';

const [END, A, B] = [0, 1, 2];

/**
 * Worked out by hand, with discounts of 0.5 and 1 for what was counted once and twice, since so small a text has none of its
 * own. The texts are "a b" and "a a". "a" was seen behind two others (the beginning and "a"), "b" behind one, the end behind
 * two: P(a) = (2 - 1 + 2.5 / 3) / 5 = 11/30, P(b) = 8/30, P(end) = 11/30. Behind "a" each was seen once, so
 * P(b | a) = (0.5 + 1.5 · 8/30) / 3 = 0.3; at the beginning "a" was seen twice, so P(a | beginning) = (2 - 1 + 11/30) / 2.
 */
test('modified Kneser-Ney gives the probabilities that a small example has by hand', () => {
  const model = new KneserNey(Int32Array.of(A, B, END, A, A, END), 3, END, 2);
  expectClose(model.distribution([]), [11 / 60, 41 / 60, 8 / 60]);
  expectClose(model.distribution([A]), [0.35, 0.35, 0.3]);
  // Behind "b" only the end was seen, once.
  expectClose(model.distribution([A, B]), [0.5 + 0.5 * (11 / 30), 0.5 * (11 / 30), 0.5 * (8 / 30)]);
});

test('probabilities sum to one behind every context, seen or not', () => {
  const tokens = Int32Array.from({ length: 4_000 }, (_, at) => (at * at * 7 + at * 3) % 11);
  const model = new KneserNey(tokens, 12, END, 4);
  for (const context of [[], [3], [3, 10, 4], [11], [11, 5], [5, 5, 5, 5]])
    expect(model.distribution(context).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

function expectClose(given: readonly number[], expected: readonly number[]): void {
  expect(given).toHaveLength(expected.length);
  given.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 12);
  });
}
