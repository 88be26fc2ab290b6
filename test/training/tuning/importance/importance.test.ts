import { expect, test } from '@jest/globals';
import { uniform } from '../../../../src/numerics/random.js';
import { mainEffects } from '../../../../src/training/tuning/importance/functional-anova.js';
import { growTree } from '../../../../src/training/tuning/importance/regression-tree.js';

const places = (count: number, dimensions: number) =>
  Array.from({ length: count }, (_, row) => Array.from({ length: dimensions }, (__, at) => uniform(3, row, at)));

test('a tree splits where values change, and its leaves fill the cube', () => {
  const rows = [
    [0.1, 0.9],
    [0.2, 0.1],
    [0.7, 0.8],
    [0.9, 0.2],
  ];
  const leaves = growTree(rows, [1, 1, 5, 5], [0, 1, 2, 3]);
  expect(leaves).toEqual([
    { low: [0, 0], high: [expect.closeTo(0.45), 1], value: 1 },
    { low: [expect.closeTo(0.45), 0], high: [1, 1], value: 5 },
  ]);
});

test('shares of variance are those of the function, worked out by hand', () => {
  // Var(4x) : Var(2y) : Var(z) = 16 : 4 : 1, and u explains nothing.
  const rows = places(200, 4);
  const shares = mainEffects(
    rows,
    rows.map(([x, y, z]) => 4 * x! + 2 * y! + z!),
  )!;
  [16 / 21, 4 / 21, 1 / 21, 0].forEach((share, at) => {
    expect(Math.abs(shares[at]! - share)).toBeLessThan(0.06);
  });
});

test('what two settings do only together is in neither share', () => {
  const rows = places(200, 2);
  const shares = mainEffects(
    rows,
    rows.map(([x, y]) => (x! < 0.5 === y! < 0.5 ? 0 : 1)),
  )!;
  expect(shares[0]! + shares[1]!).toBeLessThan(0.25);
});

test('nothing is told of few trials, or of trials that do not differ', () => {
  const rows = places(20, 2);
  expect(mainEffects(rows.slice(0, 7), [1, 2, 3, 4, 5, 6, 7])).toBeNull();
  expect(
    mainEffects(
      rows,
      rows.map(() => 1),
    ),
  ).toBeNull();
});
