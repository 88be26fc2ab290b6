import type { Place } from '../search/space.js';

/** A part of the unit cube in which a tree gives one value. */
export interface Leaf {
  /** (dimensions,), bounds of the box. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly value: number;
}

/** Splits leave no fewer observations on a side. */
const LEAST_LEAF = 2;

/**
 * The leaves of a regression tree over the unit cube, whose splits lower the squared error the most.
 * @param rows numbers of the observations that it is grown from; one may stand there several times
 */
export function growTree(places: readonly Place[], values: readonly number[], rows: readonly number[]): Leaf[] {
  const dimensions = places[0]!.length;
  const leaves: Leaf[] = [];
  const grow = (kept: readonly number[], low: readonly number[], high: readonly number[]): void => {
    const split = bestSplit(places, values, kept, dimensions);
    if (!split) {
      leaves.push({ low, high, value: kept.reduce((sum, row) => sum + values[row]!, 0) / kept.length });
      return;
    }
    const { dimension, at } = split;
    const isLow = (row: number) => places[row]![dimension]! < at;
    grow(kept.filter(isLow), low, high.with(dimension, at));
    grow(
      kept.filter((row) => !isLow(row)),
      low.with(dimension, at),
      high,
    );
  };
  grow(rows, new Array<number>(dimensions).fill(0), new Array<number>(dimensions).fill(1));
  return leaves;
}

/** The dimension and the place between two observations at which a split explains most; null when none explains anything. */
function bestSplit(
  places: readonly Place[],
  values: readonly number[],
  rows: readonly number[],
  dimensions: number,
): { dimension: number; at: number } | null {
  const total = rows.reduce((sum, row) => sum + values[row]!, 0);
  let best: { dimension: number; at: number } | null = null;
  // What both sides explain is the sum of their squared sums over their sizes; a split has to explain more than none does.
  let explained = total ** 2 / rows.length + 1e-12;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const sorted = [...rows].sort((a, b) => places[a]![dimension]! - places[b]![dimension]!);
    let sum = 0;
    for (let size = 1; size <= sorted.length - LEAST_LEAF; size++) {
      sum += values[sorted[size - 1]!]!;
      const before = places[sorted[size - 1]!]![dimension]!;
      const after = places[sorted[size]!]![dimension]!;
      if (size < LEAST_LEAF || before === after) continue;
      const gain = sum ** 2 / size + (total - sum) ** 2 / (sorted.length - size);
      if (gain > explained) [explained, best] = [gain, { dimension, at: (before + after) / 2 }];
    }
  }
  return best;
}
