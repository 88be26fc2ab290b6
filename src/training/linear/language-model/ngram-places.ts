import { type Contexts, moveContexts, type NgramTree, NONE, ROOT, startOfText } from './ngram-tree.js';

/** A token of some texts. */
export interface NgramPlace {
  readonly at: number;
  /** The longest context behind which anything may stand. */
  readonly context: number;
  /** The longest n-gram that ends with the token. */
  readonly node: number;
}

/** The lowest number from which on nodes are nobody's context. */
export function contextCountOf(tree: NgramTree): number {
  let count = 1;
  for (let node = 1; node < tree.size; node++) count = Math.max(count, tree.parents[node]! + 1);
  return count;
}

/**
 * Goes over the tokens of texts.
 * @param texts each followed by `endId`
 * @param order tokens of the longest n-grams
 * @param contextCount as of `contextCountOf`
 */
export function* placesOf(
  tree: NgramTree,
  texts: Int32Array,
  endId: number,
  order: number,
  contextCount: number,
): Generator<NgramPlace> {
  let contexts = startOfText(tree, order - 1, endId);
  let next = new Int32Array(order - 1);
  for (let at = 0; at < texts.length; at++) {
    const token = texts[at]!;
    yield { at, context: longest(contexts, contextCount), node: longestEnding(tree, contexts, token) };
    moveContexts(tree, contexts, token, next);
    if (token === endId) contexts = startOfText(tree, order - 1, endId);
    else [contexts, next] = [next, contexts];
  }
}

function longest(contexts: Contexts, contextCount: number): number {
  for (let at = contexts.length - 1; at >= 0; at--) {
    const context = contexts[at]!;
    if (context !== NONE && context < contextCount) return context;
  }
  return ROOT;
}

function longestEnding(tree: NgramTree, contexts: Contexts, token: number): number {
  for (let at = contexts.length - 1; at >= 0; at--) {
    const context = contexts[at]!;
    const node = context === NONE ? NONE : tree.child(context, token);
    if (node !== NONE) return node;
  }
  return tree.child(ROOT, token);
}
