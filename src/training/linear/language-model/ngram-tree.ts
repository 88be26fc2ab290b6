/** Number of the node that every n-gram begins at: the empty one. */
export const ROOT = 0;
/** What stands for a node that is not there. */
export const NONE = 0;
const FIRST_CAPACITY = 1 << 16;
const TOKENS_PER_SLICE = 200_000;

/**
 * N-grams of texts as a tree: a node is an n-gram, its child the n-gram with one more token behind it. Nodes are numbered by
 * their length, shorter ones first, so that a node's parent and suffix (the n-gram without its first token) have lower numbers.
 * Where a node is, both are.
 */
export class NgramTree {
  /** Nodes, the empty n-gram among them. */
  size = 1;
  /** By node: the n-gram without its last token, without its first, and its last token. */
  parents = new Int32Array(FIRST_CAPACITY);
  suffixes = new Int32Array(FIRST_CAPACITY);
  tokens = new Int32Array(FIRST_CAPACITY);
  /** By node: how often it was seen. */
  counts = new Int32Array(FIRST_CAPACITY);
  /** Nodes by the hash of parent and token; NONE where there is none. */
  private slots = new Int32Array(2 * FIRST_CAPACITY);

  /** The n-gram one token longer; NONE where there is none. */
  child(parent: number, token: number): number {
    return this.slots[this.slotOf(parent, token)]!;
  }

  /** The same, made where there is none. */
  childOrNew(parent: number, token: number, suffix: number): number {
    const slot = this.slotOf(parent, token);
    const found = this.slots[slot]!;
    if (found !== NONE) return found;
    if (this.size === this.parents.length) {
      this.resize(2 * this.size);
      return this.childOrNew(parent, token, suffix);
    }
    const node = this.size++;
    this.parents[node] = parent;
    this.suffixes[node] = suffix;
    this.tokens[node] = token;
    this.slots[slot] = node;
    return node;
  }

  /** Forgets the nodes from `first` on that were seen less often than `least`. Such a node has no children yet. */
  prune(first: number, least: number): void {
    let kept = first;
    for (let node = first; node < this.size; node++) {
      if (this.counts[node]! < least) continue;
      this.parents[kept] = this.parents[node]!;
      this.suffixes[kept] = this.suffixes[node]!;
      this.tokens[kept] = this.tokens[node]!;
      this.counts[kept++] = this.counts[node]!;
    }
    this.counts.fill(0, kept, this.size);
    this.size = kept;
    this.fillSlots();
  }

  private slotOf(parent: number, token: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(parent, token) & mask;
    for (;;) {
      const node = this.slots[slot]!;
      if (node === NONE || (this.parents[node] === parent && this.tokens[node] === token)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private resize(capacity: number): void {
    this.parents = grown(this.parents, capacity);
    this.suffixes = grown(this.suffixes, capacity);
    this.tokens = grown(this.tokens, capacity);
    this.counts = grown(this.counts, capacity);
    this.slots = new Int32Array(2 * capacity);
    this.fillSlots();
  }

  private fillSlots(): void {
    this.slots.fill(NONE);
    for (let node = 1; node < this.size; node++)
      this.slots[this.slotOf(this.parents[node]!, this.tokens[node]!)] = node;
  }
}

/** Contexts of a token: nodes of the last 1, 2, … tokens, as far as they are in the tree; NONE behind that. */
export type Contexts = Int32Array<ArrayBuffer>;

/**
 * Counts the n-grams of texts, length by length: only those whose parts were seen often enough are looked at.
 * @param tokens of all texts, each text followed by `endId`; n-grams may begin with what ends a text, and end with it
 * @param order tokens of the longest n-grams
 * @param vocabularySize every token has a node, whether it was seen or not
 * @param leastOf how often n-grams of a length must be seen; no less for longer ones
 */
export function* countNgrams(
  tokens: Int32Array,
  endId: number,
  order: number,
  vocabularySize: number,
  leastOf: (length: number) => number,
): Generator<undefined, NgramTree> {
  const tree = new NgramTree();
  for (let token = 0; token < vocabularySize; token++) tree.childOrNew(ROOT, token, ROOT);
  for (const token of tokens) tree.counts[tree.child(ROOT, token)]!++;
  for (let length = 2; length <= order; length++) {
    const first = tree.size;
    let contexts = startOfText(tree, length - 1, endId);
    let next = new Int32Array(length - 1);
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!;
      moveContexts(tree, contexts, token, next);
      const suffix = length === 2 ? tree.child(ROOT, token) : next[length - 2]!;
      const parent = contexts[length - 2]!;
      if (parent !== NONE && suffix !== NONE) tree.counts[tree.childOrNew(parent, token, suffix)]!++;
      if (token === endId) contexts = startOfText(tree, length - 1, endId);
      else [contexts, next] = [next, contexts];
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    tree.prune(first, leastOf(length));
    yield;
  }
  return tree;
}

/** Contexts at the beginning of a text: what ends one is before it. */
export function startOfText(tree: NgramTree, count: number, endId: number): Contexts {
  const contexts = new Int32Array(count);
  if (count > 0) contexts[0] = tree.child(ROOT, endId);
  return contexts;
}

/** @param next gets the contexts behind `token` */
export function moveContexts(tree: NgramTree, contexts: Contexts, token: number, next: Contexts): void {
  for (let at = 0; at < next.length; at++) {
    const context = at === 0 ? ROOT : contexts[at - 1]!;
    next[at] = at > 0 && context === NONE ? NONE : tree.child(context, token);
  }
}

function hash(parent: number, token: number): number {
  let mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(token, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}
