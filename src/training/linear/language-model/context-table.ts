import { type NgramTree, NONE, ROOT } from './ngram-tree.js';

/** Places in a row of the table in which a key may stand, from where its remainder points on. */
export const WINDOW = 32;
const EMPTY = -1n;

/** Contexts behind which tokens were seen, numbered from 1, and what belongs to each, as arrays for a graph. */
export interface ContextTables {
  /** By token: its context; 0 where nothing was seen behind it. */
  readonly ofToken: BigInt64Array<ArrayBuffer>;
  /** A table by the remainder of its keys, as long as `size` and WINDOW together: a context and the token behind it, and the context of both. */
  readonly size: number;
  readonly keys: BigInt64Array<ArrayBuffer>;
  readonly values: BigInt64Array<ArrayBuffer>;
  /** By context: where the tokens seen behind it begin; one more than there are contexts, which is where they end. */
  readonly starts: BigInt64Array<ArrayBuffer>;
  /** Tokens seen behind each context, and the weights of these n-grams. */
  readonly followers: Int32Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
}

/** @param weights by node */
export function contextTables(tree: NgramTree, weights: Float32Array, vocabularySize: number): ContextTables {
  const childCounts = new Int32Array(tree.size);
  for (let node = 1; node < tree.size; node++) childCounts[tree.parents[node]!]!++;
  const contexts = new Int32Array(tree.size);
  let contextCount = 1;
  for (let node = 1; node < tree.size; node++) if (childCounts[node]! > 0) contexts[node] = contextCount++;
  return {
    ofToken: BigInt64Array.from({ length: vocabularySize }, (_, token) => BigInt(contexts[tree.child(ROOT, token)]!)),
    ...hashTable(tree, contexts, vocabularySize),
    ...followersOf(tree, weights, contexts, contextCount, childCounts),
  };
}

/** The key of a context and the token behind it. */
function keyOf(context: number, token: number, vocabularySize: number): number {
  return context * vocabularySize + token;
}

function hashTable(tree: NgramTree, contexts: Int32Array, vocabularySize: number) {
  const longer: number[] = [];
  for (let node = 1; node < tree.size; node++)
    if (contexts[node] !== NONE && tree.parents[node] !== ROOT) longer.push(node);
  for (let size = 2 * longer.length + 1; ; size = Math.ceil(size * 1.5)) {
    const keys = new BigInt64Array(size + WINDOW).fill(EMPTY);
    const values = new BigInt64Array(size + WINDOW);
    const fits = longer.every((node) => {
      const key = keyOf(contexts[tree.parents[node]!]!, tree.tokens[node]!, vocabularySize);
      const first = key % size;
      for (let slot = first; slot < first + WINDOW; slot++) {
        if (keys[slot] !== EMPTY) continue;
        keys[slot] = BigInt(key);
        values[slot] = BigInt(contexts[node]!);
        return true;
      }
      return false;
    });
    if (fits) return { size, keys, values };
  }
}

function followersOf(
  tree: NgramTree,
  weights: Float32Array,
  contexts: Int32Array,
  contextCount: number,
  childCounts: Int32Array,
) {
  // No tokens belong to context 0, which is none.
  const starts = new BigInt64Array(contextCount + 1);
  const places = new Int32Array(contextCount);
  let place = 0;
  for (let node = 1; node < tree.size; node++) {
    const context = contexts[node]!;
    if (context === NONE) continue;
    places[context] = place;
    starts[context] = BigInt(place);
    place += childCounts[node]!;
  }
  starts[contextCount] = BigInt(place);
  const followers = new Int32Array(place);
  const theirWeights = new Float32Array(place);
  for (let node = 1; node < tree.size; node++) {
    const context = contexts[tree.parents[node]!]!;
    if (context === NONE) continue;
    const at = places[context]!++;
    followers[at] = tree.tokens[node]!;
    theirWeights[at] = weights[node]!;
  }
  return { starts, followers, weights: theirWeights };
}
