/** Discounts of KenLM's fallback, for texts too small to estimate them from. */
const FALLBACK: Discounts = [0, 0.5, 1, 1.5];

/** Taken off n-grams that were counted once, twice, and three or more times. */
type Discounts = readonly [number, number, number, number];

/**
 * An interpolated n-gram model with modified Kneser-Ney smoothing: Chen and Goodman, "An empirical study of smoothing
 * techniques for language modeling" (1998), section 3.2. Orders below the highest count in how many contexts an n-gram was
 * seen, but for those at the beginning of a text, which have one context alone; each order has discounts of its own, estimated
 * from how many n-grams were counted once to four times; the lowest order is interpolated with all tokens alike.
 */
export class KneserNey {
  private readonly children = new Map<number, number>();
  /** By node: its n-gram's order and count, and whether it begins where a text does. */
  private readonly orders: number[] = [0];
  private readonly counts: number[] = [0];
  private readonly atBeginning: boolean[] = [false];
  /** By node, over the tokens seen behind it: sum of counts, and how much was taken off them. */
  private readonly totals: Float64Array;
  private readonly takenOff: Float64Array;
  private readonly discounts: readonly Discounts[];
  private readonly begin: number;

  /**
   * @param tokens of all texts, each text followed by `endId`
   * @param vocabularySize how many tokens there are, `endId` among them
   */
  constructor(
    tokens: Int32Array,
    private readonly vocabularySize: number,
    private readonly endId: number,
    private readonly order: number,
  ) {
    this.begin = vocabularySize;
    const parents = this.count(tokens);
    this.discounts = Array.from({ length: order + 1 }, (_, of) => this.discountsOf(of));
    this.totals = new Float64Array(this.counts.length);
    this.takenOff = new Float64Array(this.counts.length);
    for (let node = 1; node < this.counts.length; node++) {
      this.totals[parents[node]!]! += this.counts[node]!;
      this.takenOff[parents[node]!]! += this.discountOf(node);
    }
  }

  /** Cross-entropy of texts, in nats, summed over their tokens. */
  nats(tokens: Int32Array): number {
    let nats = 0;
    let contexts = this.firstContexts();
    for (const token of tokens) {
      nats -= Math.log(this.probability(contexts, token));
      contexts = token === this.endId ? this.firstContexts() : this.next(contexts, token);
    }
    return nats;
  }

  /** The probability of each token in a text that begins with `context`. */
  distribution(context: readonly number[]): number[] {
    const contexts = context.reduce((before, token) => this.next(before, token), this.firstContexts());
    return Array.from({ length: this.vocabularySize }, (_, token) => this.probability(contexts, token));
  }

  /** @param contexts nodes of the last 0, 1, … tokens */
  private probability(contexts: readonly number[], token: number): number {
    let probability = 1 / this.vocabularySize;
    for (const context of contexts) {
      const total = this.totals[context]!;
      if (total === 0) break;
      const seen = this.child(context, token);
      const own = seen === undefined ? 0 : this.counts[seen]! - this.discountOf(seen);
      probability = (own + this.takenOff[context]! * probability) / total;
    }
    return probability;
  }

  private firstContexts(): number[] {
    const begin = this.child(0, this.begin);
    return begin === undefined ? [0] : [0, begin];
  }

  /** Contexts one token further, as far as they were seen. */
  private next(contexts: readonly number[], token: number): number[] {
    const next = [0];
    for (const context of contexts.slice(0, this.order - 1)) {
      const node = this.child(context, token);
      if (node === undefined) break;
      next.push(node);
    }
    return next;
  }

  private child(node: number, token: number): number | undefined {
    return this.children.get(node * (this.vocabularySize + 1) + token);
  }

  /** Counts n-grams of all orders. @returns each node's parent: its n-gram without the last token */
  private count(tokens: Int32Array): number[] {
    const parents = [0];
    const add = (parent: number, token: number, suffix: number, atBeginning: boolean): number => {
      const known = this.child(parent, token);
      if (known !== undefined) return known;
      const node = this.counts.length;
      this.children.set(parent * (this.vocabularySize + 1) + token, node);
      parents.push(parent);
      this.orders.push(this.orders[parent]! + 1);
      this.counts.push(0);
      this.atBeginning.push(atBeginning);
      if (this.orders[node]! > 1) this.counts[suffix]!++;
      return node;
    };
    const begin = add(0, this.begin, 0, true);
    let contexts = [0, begin];
    for (const token of tokens) {
      const next = [0];
      for (const context of contexts) {
        const atBeginning = this.atBeginning[context]!;
        const node = add(context, token, next.at(-1)!, atBeginning);
        if (this.orders[node] === this.order || atBeginning) this.counts[node]!++;
        next.push(node);
      }
      contexts = token === this.endId ? [0, begin] : next.slice(0, this.order);
    }
    return parents;
  }

  private discountOf(node: number): number {
    const count = this.counts[node]!;
    return count === 0 ? 0 : this.discounts[this.orders[node]!]![Math.min(count, 3)]!;
  }

  private discountsOf(order: number): Discounts {
    const counted = [0, 0, 0, 0, 0];
    this.orders.forEach((of, node) => {
      const count = this.counts[node]!;
      if (of === order && count > 0 && count <= 4) counted[count]!++;
    });
    const [, one, two, three, four] = counted as [number, number, number, number, number];
    const share = one / (one + 2 * two);
    const estimated: Discounts = [
      0,
      1 - (2 * share * two) / one,
      2 - (3 * share * three) / two,
      3 - (4 * share * four) / three,
    ];
    return estimated.every((discount, count) => discount >= 0 && discount <= count) ? estimated : FALLBACK;
  }
}
