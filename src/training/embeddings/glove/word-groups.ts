/** Words that follow one another in memory share lines of the cache, and are fetched before they are asked for: so many are in one group. */
const RUN_WORDS = 16;

/**
 * Which words each thread may move at a time, so that none moves those of another (Gemulla et al. 2011, Large-scale matrix
 * factorization with distributed stochastic gradient descent). Words fall into two groups a thread, and each thread trains the
 * pairs of words of two groups. In the rounds of a tournament, each group meets each other once.
 */
export class WordGroups {
  readonly roundCount: number;
  readonly pairCount: number;
  private readonly groupCount: number;
  /** The pair of groups that each two groups are, a row for each. */
  private readonly pairs: Uint16Array;

  constructor(private readonly threads: number) {
    this.groupCount = 2 * threads;
    this.roundCount = this.groupCount - 1;
    this.pairCount = this.roundCount * threads;
    this.pairs = new Uint16Array(this.groupCount ** 2);
    const { groupCount, roundCount, pairs } = this;
    for (let round = 0; round < roundCount; round++)
      for (let thread = 0; thread < threads; thread++) {
        // One group stays in its place while the others move on around a table.
        const a = thread === 0 ? roundCount : (round + thread) % roundCount;
        const b = (round + roundCount - thread) % roundCount;
        pairs[a * groupCount + b] = pairs[b * groupCount + a] = this.pairAt(round, thread);
      }
  }

  /** The pair of groups that a thread trains in a round of an epoch. */
  pairAt(round: number, thread: number): number {
    return round * this.threads + thread;
  }

  /** The pair of groups in which a pair of words is trained; pairs of words of one group are spread over all pairs that it is in. */
  pairOf(word: number, other: number): number {
    const { groupCount, roundCount } = this;
    const a = Math.floor(word / RUN_WORDS) % groupCount;
    let b = Math.floor(other / RUN_WORDS) % groupCount;
    if (a === b) b = (a + 1 + (Math.floor((word + other) / groupCount) % roundCount)) % groupCount;
    return this.pairs[a * groupCount + b]!;
  }
}
