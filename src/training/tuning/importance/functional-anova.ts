import { uniform } from '../../../numerics/random.js';
import type { Place } from '../search/space.js';
import { growTree, type Leaf } from './regression-tree.js';

/** With fewer observations a forest tells more of chance than of settings. */
export const LEAST_OBSERVATIONS = 8;
const TREES = 32;
/** More observations make the answer slower, and hardly truer. */
const MOST_ROWS = 250;
const SEED = 1;

/**
 * Shares of a loss's variance over the space that each setting explains by itself, whatever the others are: functional ANOVA over a
 * random forest. What settings explain together only is missing from the sum, which is at most 1.
 * @param places (observations, dimensions) in the unit cube
 * @returns (dimensions,); null with fewer than 8 observations, or when they do not differ
 * @see Hutter, Hoos and Leyton-Brown 2014, An efficient approach for assessing hyperparameter importance
 */
export function mainEffects(places: readonly Place[], losses: readonly number[]): number[] | null {
  const count = places.length;
  if (count < LEAST_OBSERVATIONS) return null;
  const shares = places[0]!.map(() => 0);
  let trees = 0;
  for (let tree = 0; tree < TREES; tree++) {
    const drawn = Array.from({ length: Math.min(count, MOST_ROWS) }, (_, at) =>
      Math.floor(uniform(SEED, tree, at) * count),
    );
    const leaves = growTree(places, losses, drawn);
    const variance = varianceOf(leaves);
    if (variance <= 0) continue;
    trees++;
    for (const dimension of shares.keys()) shares[dimension]! += mainEffect(leaves, dimension) / variance;
  }
  return trees === 0 ? null : shares.map((share) => share / trees);
}

function varianceOf(leaves: readonly Leaf[]): number {
  const mean = meanOf(leaves);
  return leaves.reduce((sum, leaf) => sum + volumeOf(leaf) * (leaf.value - mean) ** 2, 0);
}

/** Variance of a tree's value along one dimension, averaged over all others: exact, since it is constant between two splits. */
function mainEffect(leaves: readonly Leaf[], dimension: number): number {
  const edges = [...new Set(leaves.flatMap(({ low, high }) => [low[dimension]!, high[dimension]!]))].sort(
    (a, b) => a - b,
  );
  const mean = meanOf(leaves);
  let variance = 0;
  for (let at = 1; at < edges.length; at++) {
    const [from, to] = [edges[at - 1]!, edges[at]!];
    const inside = leaves.filter(({ low, high }) => low[dimension]! <= from && high[dimension]! >= to);
    const marginal = inside.reduce((sum, leaf) => {
      const width = leaf.high[dimension]! - leaf.low[dimension]!;
      return sum + (volumeOf(leaf) / width) * leaf.value;
    }, 0);
    variance += (to - from) * (marginal - mean) ** 2;
  }
  return variance;
}

function meanOf(leaves: readonly Leaf[]): number {
  return leaves.reduce((sum, leaf) => sum + volumeOf(leaf) * leaf.value, 0);
}

function volumeOf({ low, high }: Leaf): number {
  return low.reduce((volume, from, dimension) => volume * (high[dimension]! - from), 1);
}
