import { permutation } from '../../../numerics/random.js';
import type { GloVeSettings } from './glove-settings.js';
import { RECORDS_A_CALL, type RangeRecords } from './merge-pairs.js';
import type { Position } from './thread-positions.js';
import { WordGroups } from './word-groups.js';

/** Records of one pair of groups that lie behind one another in a file, in a random order. */
interface RecordBlock {
  readonly path: string;
  /** Records before it. */
  readonly start: number;
  readonly count: number;
}

/** Which blocks of records each thread trains in which round: rounds of an epoch, and blocks of a round, in an order that is another in each epoch. */
export class TrainingRounds {
  /** Rounds of all epochs. */
  readonly count: number;
  private readonly groups: WordGroups;
  /** How many blocks each pair of groups has. */
  private readonly blockCounts: Int32Array;
  private epoch = -1;
  private order: Int32Array = new Int32Array(0);

  constructor(
    private readonly rangeRecords: readonly RangeRecords[],
    private readonly settings: Pick<GloVeSettings, 'threads' | 'epochs' | 'seed'>,
  ) {
    this.groups = new WordGroups(settings.threads);
    this.count = settings.epochs * this.groups.roundCount;
    this.blockCounts = new Int32Array(this.groups.pairCount);
    for (const { starts } of rangeRecords)
      for (let pair = 0; pair < this.blockCounts.length; pair++)
        this.blockCounts[pair]! += Math.ceil((starts[pair + 1]! - starts[pair]!) / RECORDS_A_CALL);
  }

  /** Blocks of an epoch. */
  get blockCount(): number {
    return this.blockCounts.reduce((sum, count) => sum + count, 0);
  }

  /** What a thread trains in a round, in its order. */
  blocksOf(round: number, thread: number): RecordBlock[] {
    const pair = this.pairAt(round, thread);
    const blocks = this.rangeRecords.flatMap(({ path, starts }) => {
      const [first, end] = [starts[pair]!, starts[pair + 1]!];
      return Array.from({ length: Math.ceil((end - first) / RECORDS_A_CALL) }, (_, at): RecordBlock => {
        const start = first + at * RECORDS_A_CALL;
        return { path, start, count: Math.min(RECORDS_A_CALL, end - start) };
      });
    });
    return Array.from(permutation(blocks.length, this.settings.seed, this.epoch), (at) => blocks[at]!);
  }

  /** Blocks that a thread has trained when it is where it is. */
  blocksBefore({ round, block }: Position, thread: number): number {
    const { roundCount } = this.groups;
    const inRounds = (first: number, end: number) => {
      let blocks = 0;
      for (let at = first; at < end; at++) blocks += this.blockCounts[this.pairAt(at, thread)]!;
      return blocks;
    };
    const epoch = Math.floor(round / roundCount);
    return epoch * inRounds(0, roundCount) + inRounds(epoch * roundCount, round) + block;
  }

  private pairAt(round: number, thread: number): number {
    const { roundCount } = this.groups;
    const epoch = Math.floor(round / roundCount);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.order = permutation(roundCount, this.settings.seed, epoch);
    }
    return this.groups.pairAt(this.order[round % roundCount]!, thread);
  }
}
