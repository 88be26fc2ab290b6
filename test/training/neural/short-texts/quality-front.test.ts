import { expect, test } from '@jest/globals';
import { compareFronts, keepsLength } from '../../../../src/training/neural/short-texts/report/quality-front.js';

const front = (...points: readonly (readonly [selfBleu: number, nll: number])[]) =>
  points.map(([selfBleu, nll]) => ({ selfBleu, nll }));

/** The baseline falls from 5 to 3 between 0.2 and 0.6; the candidate lies 1 below it there, at points of its own. */
test('a front that lies below another by 1 at every self-BLEU gains 1, whatever its own temperatures are', () => {
  const baseline = front([0.2, 5], [0.6, 3]);
  const candidate = front([0.5, 2.5], [0.3, 3.5], [0.7, 1]);
  const { gain, margin, improved } = compareFronts([candidate, candidate], [baseline, baseline]);

  // Up to 0.5 it gains 1; from there to 0.6 its line falls to 1.75, and 1.25 below 3.
  expect(gain).toBeCloseTo((0.2 * 1 + 0.1 * 1.125) / 0.3, 12);
  expect(margin).toBeCloseTo(0, 12);
  expect(improved).toBe(true);
});

test('a gain that groups of texts disagree on is no improvement', () => {
  const baseline = front([0.2, 5], [0.6, 3]);
  const [better, worse] = [front([0.2, 3.9], [0.6, 1.9]), front([0.2, 5.9], [0.6, 3.9])];
  const { gain, margin, improved } = compareFronts([better, worse], [baseline, baseline]);

  expect(gain).toBeCloseTo(0.1, 12);
  // Student's 12.706 times the deviation √2 of two values that lie 2 apart, by √2.
  expect(margin).toBeCloseTo(12.706, 12);
  expect(improved).toBe(false);
});

test('a generator whose texts are more alike at every temperature has not improved, however likely they are', () => {
  const baseline = front([0.1, 5], [0.4, 3]);
  const collapsed = front([0.8, 0.5], [0.9, 0.1]);

  expect(compareFronts([collapsed, collapsed], [baseline, baseline])).toEqual({
    gain: null,
    margin: null,
    improved: false,
  });
});

test.each([
  ['a tenth away from those of people', 9, 10, 10, true],
  ['shorter than that', 8.9, 10, 10, false],
  ['longer than that', 11.1, 10, 10, false],
  ['as far away as those of the baseline, on the other side', 13, 7, 10, true],
])('texts that are %s keep their length or not', (_, candidate, baseline, heldOut, kept) => {
  expect(keepsLength(candidate, baseline, heldOut)).toBe(kept);
});
