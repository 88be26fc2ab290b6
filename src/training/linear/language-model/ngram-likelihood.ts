import { type Contexts, moveContexts, type NgramTree, NONE, ROOT, startOfText } from './ngram-tree.js';

const NODES_PER_SLICE = 500_000;
const TOKENS_PER_SLICE = 200_000;

/**
 * A maximum-entropy model of a token by the n-grams that end with it: P(w | h) is exp of the sum of their weights, over Z(h).
 *
 * A context's Z differs from that of its suffix only by the tokens that were seen behind it, so that all Z, the likelihood and
 * its gradient cost a few operations for each n-gram, whatever the vocabulary's size: Wu and Khudanpur, "Efficient training
 * methods for maximum entropy language modeling" (2000).
 */
export class NgramLikelihood {
  /** By node: the sum of the weights of its n-gram and of all suffixes, and exp of it. */
  private readonly scores: Float64Array;
  private readonly masses: Float64Array;
  /** By context: Z. */
  private readonly normalizers: Float64Array;
  /** By context: how many tokens of the texts have it as their longest. */
  private readonly occurrences: Float64Array;
  private readonly expected: Float64Array;
  private readonly shares: Float64Array;
  private readonly sharesOfChildren: Float64Array;
  /** Contexts have lower numbers than this. */
  private readonly contextCount: number;

  private constructor(
    private readonly tree: NgramTree,
    private readonly tokens: Int32Array,
    private readonly endId: number,
    private readonly order: number,
  ) {
    const { size } = tree;
    let contextCount = 1;
    for (let node = 1; node < size; node++) contextCount = Math.max(contextCount, tree.parents[node]! + 1);
    this.contextCount = contextCount;
    this.scores = new Float64Array(size);
    this.masses = new Float64Array(size);
    this.expected = new Float64Array(size);
    this.sharesOfChildren = new Float64Array(size);
    this.normalizers = new Float64Array(contextCount);
    this.occurrences = new Float64Array(contextCount);
    this.shares = new Float64Array(contextCount);
  }

  /**
   * The likelihood of texts.
   * @param tree their n-grams
   * @param tokens of all texts, each text followed by `endId`
   * @param order tokens of the longest n-grams
   */
  static *of(tree: NgramTree, tokens: Int32Array, endId: number, order: number): Generator<undefined, NgramLikelihood> {
    const likelihood = new NgramLikelihood(tree, tokens, endId, order);
    for (const [at, context] of likelihood.places(tokens)) {
      likelihood.occurrences[context]!++;
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    return likelihood;
  }

  /**
   * What training minimizes, and its gradient: the mean loss of a token in nats, plus the sum of squared weights over twice
   * their variance and the number of tokens, as by a Gaussian prior.
   * @param weights by node
   * @param gradient overwritten
   */
  *objective(weights: Float64Array, variance: number, gradient: Float64Array): Generator<undefined, number> {
    const { tree, expected, tokens } = this;
    yield* this.normalize(weights);
    yield* this.expect();
    const strength = 1 / variance;
    let penalty = 0;
    let seen = 0;
    for (let node = 1; node < tree.size; node++) {
      const weight = weights[node]!;
      penalty += weight * weight;
      seen += tree.counts[node]! * weight;
      gradient[node] = (expected[node]! - tree.counts[node]! + strength * weight) / tokens.length;
    }
    for (let context = 0; context < this.contextCount; context++) {
      const times = this.occurrences[context]!;
      if (times > 0) seen -= times * Math.log(this.normalizers[context]!);
    }
    return ((strength / 2) * penalty - seen) / tokens.length;
  }

  /** Cross-entropy of texts by some weights, in nats, summed over their tokens. */
  *nats(weights: Float64Array, texts: Int32Array): Generator<undefined, number> {
    yield* this.normalize(weights);
    const { scores } = this;
    let nats = 0;
    for (const [at, longest, node] of this.places(texts)) {
      nats += Math.log(this.normalizers[longest]!) - scores[node]!;
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    return nats;
  }

  /** Scores, their exponentials, and Z of every context. */
  private *normalize(weights: Float64Array): Generator<undefined, void> {
    const { tree, scores, masses, normalizers } = this;
    normalizers.fill(0);
    for (let node = 1; node < tree.size; node++) {
      const suffix = tree.suffixes[node]!;
      const score = scores[suffix]! + weights[node]!;
      scores[node] = score;
      masses[node] = Math.exp(score);
      normalizers[tree.parents[node]!]! += masses[node]! - (suffix === ROOT ? 0 : masses[suffix]!);
      if (node % NODES_PER_SLICE === 0) yield;
    }
    for (let context = 1; context < this.contextCount; context++)
      normalizers[context]! += normalizers[tree.suffixes[context]!]!;
  }

  /** How often the model expects each n-gram where its context was seen. */
  private *expect(): Generator<undefined, void> {
    const { tree, masses, normalizers, occurrences, shares, sharesOfChildren, expected, contextCount } = this;
    for (let context = 0; context < contextCount; context++)
      shares[context] = occurrences[context]! / normalizers[context]!;
    // A context stands for all that end with it, too.
    for (let context = contextCount - 1; context > ROOT; context--)
      shares[tree.suffixes[context]!]! += shares[context]!;
    expected.fill(0);
    sharesOfChildren.fill(0);
    for (let node = tree.size - 1; node > ROOT; node--) {
      const share = shares[tree.parents[node]!]!;
      const total = expected[node]! + masses[node]! * (share - sharesOfChildren[node]!);
      expected[node] = total;
      const suffix = tree.suffixes[node]!;
      expected[suffix]! += total;
      sharesOfChildren[suffix]! += share;
      if (node % NODES_PER_SLICE === 0) yield;
    }
  }

  /** Of each token of some texts: its place, its longest context, and the longest n-gram that ends with it. */
  private *places(texts: Int32Array): Generator<[place: number, context: number, node: number]> {
    const { tree, endId, order } = this;
    let contexts = startOfText(tree, order - 1, endId);
    let next = new Int32Array(order - 1);
    for (let at = 0; at < texts.length; at++) {
      const token = texts[at]!;
      yield [at, this.longest(contexts), this.longestEnding(contexts, token)];
      moveContexts(tree, contexts, token, next);
      if (token === endId) contexts = startOfText(tree, order - 1, endId);
      else [contexts, next] = [next, contexts];
    }
  }

  /** The longest context behind which anything may stand. */
  private longest(contexts: Contexts): number {
    for (let at = contexts.length - 1; at >= 0; at--) {
      const context = contexts[at]!;
      if (context !== NONE && context < this.contextCount) return context;
    }
    return ROOT;
  }

  /** The longest n-gram that ends with a token. */
  private longestEnding(contexts: Contexts, token: number): number {
    for (let at = contexts.length - 1; at >= 0; at--) {
      const context = contexts[at]!;
      const node = context === NONE ? NONE : this.tree.child(context, token);
      if (node !== NONE) return node;
    }
    return this.tree.child(ROOT, token);
  }
}
