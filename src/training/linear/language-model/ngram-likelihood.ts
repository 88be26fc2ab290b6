import { contextCountOf, placesOf } from './ngram-places.js';
import { type Counts, curvaturesOf, type NgramTerm, ngramTerms, type TaughtNgrams } from './ngram-terms.js';
import { type NgramTree, ROOT } from './ngram-tree.js';

const NODES_PER_SLICE = 500_000;
const TOKENS_PER_SLICE = 200_000;

/**
 * A maximum-entropy model of a token by the n-grams that end with it: P(w | h) is exp of the sum of their weights, over Z(h).
 *
 * A context's Z differs from that of its suffix only by the tokens that were seen behind it, so that all Z, the likelihood and
 * its gradient cost a few operations for each n-gram, whatever the vocabulary's size: Wu and Khudanpur, "Efficient training
 * methods for maximum entropy language modeling" (2000). What a teacher says comes into it as how often it expects each n-gram; at a
 * temperature, all of that is computed once more, with scores that are divided by it.
 */
export class NgramLikelihood {
  /** By node: the sum of the weights of its n-gram and of all suffixes, divided by the temperature, and exp of it. */
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
  /** By node: what the loss curves with along its weight. */
  readonly curvatures: Counts;
  private readonly terms: readonly NgramTerm[];
  /** What the part of the loss that is taught cannot fall below, but for the divergence from the teacher. */
  private readonly least: number;

  private constructor(
    private readonly tree: NgramTree,
    private readonly tokens: Int32Array,
    private readonly endId: number,
    private readonly order: number,
    taught: TaughtNgrams | null,
  ) {
    const { size } = tree;
    const contextCount = contextCountOf(tree);
    this.contextCount = contextCount;
    this.terms = ngramTerms(tree, taught);
    this.curvatures = curvaturesOf(this.terms);
    this.least = taught ? taught.alpha * taught.temperature ** 2 * taught.entropy : 0;
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
   * @param taught what a teacher says of them; null: texts alone are learned
   */
  static *of(
    tree: NgramTree,
    tokens: Int32Array,
    endId: number,
    order: number,
    taught: TaughtNgrams | null = null,
  ): Generator<undefined, NgramLikelihood> {
    const likelihood = new NgramLikelihood(tree, tokens, endId, order, taught);
    for (const { at, context } of likelihood.places(tokens)) {
      likelihood.occurrences[context]!++;
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    return likelihood;
  }

  /**
   * What training minimizes, and its gradient: the mean loss of a token in nats, plus the sum of squared weights over twice
   * their variance and the number of tokens, as by a Gaussian prior. With a teacher, the loss is that of the distillation.
   * @param weights by node
   * @param gradient overwritten
   */
  *objective(weights: Float64Array, variance: number, gradient: Float64Array): Generator<undefined, number> {
    const { tree, tokens, terms, least } = this;
    const strength = 1 / variance;
    let penalty = 0;
    for (let node = 1; node < tree.size; node++) {
      const weight = weights[node]!;
      penalty += weight * weight;
      gradient[node] = strength * weight;
    }
    let loss = (strength / 2) * penalty - least;
    for (const term of terms) loss += yield* this.lossOf(term, weights, gradient);
    for (let node = 1; node < tree.size; node++) gradient[node]! /= tokens.length;
    return loss / tokens.length;
  }

  /** A term of the loss of all tokens. @param gradient to which its own is added */
  private *lossOf(
    { wanted, temperature, weight: share }: NgramTerm,
    weights: Float64Array,
    gradient: Float64Array,
  ): Generator<undefined, number> {
    const { tree, expected } = this;
    yield* this.normalize(weights, temperature);
    yield* this.expect();
    let score = 0;
    for (let node = 1; node < tree.size; node++) {
      score += (wanted[node]! * weights[node]!) / temperature;
      gradient[node]! += (share / temperature) * (expected[node]! - wanted[node]!);
    }
    for (let context = 0; context < this.contextCount; context++) {
      const times = this.occurrences[context]!;
      if (times > 0) score -= times * Math.log(this.normalizers[context]!);
    }
    return -share * score;
  }

  /** Cross-entropy of texts by some weights, in nats, summed over their tokens. */
  *nats(weights: Float64Array, texts: Int32Array): Generator<undefined, number> {
    yield* this.normalize(weights, 1);
    const { scores } = this;
    let nats = 0;
    for (const { at, context, node } of this.places(texts)) {
      nats += Math.log(this.normalizers[context]!) - scores[node]!;
      if (at % TOKENS_PER_SLICE === 0) yield;
    }
    return nats;
  }

  /** Scores, their exponentials, and Z of every context. */
  private *normalize(weights: Float64Array, temperature: number): Generator<undefined, void> {
    const { tree, scores, masses, normalizers } = this;
    normalizers.fill(0);
    for (let node = 1; node < tree.size; node++) {
      const suffix = tree.suffixes[node]!;
      const score = scores[suffix]! + weights[node]! / temperature;
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

  private places(texts: Int32Array): ReturnType<typeof placesOf> {
    return placesOf(this.tree, texts, this.endId, this.order, this.contextCount);
  }
}
