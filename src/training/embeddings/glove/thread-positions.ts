/** Where a thread is in its training: blocks of this round that it has trained, and the rounds before. */
export interface Position {
  readonly round: number;
  readonly block: number;
}

const POSITION_NUMBERS = 2;
/** Where the number of rounds that were ended is, of all threads together. */
const ENDED = 0;

/** Where each thread is, in memory that all of them share. A round begins when all threads have ended the one before. */
export class ThreadPositions {
  /** @param shared of `createPositions` */
  constructor(private readonly shared: Int32Array) {}

  get all(): Position[] {
    return Array.from({ length: this.threads }, (_, thread) => this.of(thread));
  }

  of(thread: number): Position {
    // A round that ends in between has more blocks of itself trained than are read of the next.
    const round = Atomics.load(this.shared, roundAt(thread));
    return { round, block: Atomics.load(this.shared, roundAt(thread) + 1) };
  }

  /** Goes on from positions that were read one after the other. */
  restore(positions: readonly Position[]): void {
    const first = positions.reduce((least, { round }) => Math.min(least, round), Infinity);
    let ended = 0;
    positions.forEach(({ round, block }, thread) => {
      // One that was read ahead had ended the round in which the last one was.
      const next = round > first ? { round: first + 1, block: 0 } : { round, block };
      this.set(thread, next);
      ended += next.round;
    });
    Atomics.store(this.shared, ENDED, ended);
  }

  /** Whether each thread has ended the rounds before. */
  hasBegun(round: number, ended = Atomics.load(this.shared, ENDED)): boolean {
    return ended >= round * this.threads;
  }

  /** Waits until a round has begun. */
  awaitRound(round: number): void {
    for (;;) {
      const ended = Atomics.load(this.shared, ENDED);
      if (this.hasBegun(round, ended)) return;
      Atomics.wait(this.shared, ENDED, ended);
    }
  }

  /** @param block the one to come */
  endBlock(thread: number, block: number): void {
    Atomics.store(this.shared, roundAt(thread) + 1, block);
  }

  /** @param round the one to come */
  endRound(thread: number, round: number): void {
    this.set(thread, { round, block: 0 });
    const ended = Atomics.add(this.shared, ENDED, 1) + 1;
    if (ended === round * this.threads) Atomics.notify(this.shared, ENDED);
  }

  private get threads(): number {
    return (this.shared.length - 1) / POSITION_NUMBERS;
  }

  private set(thread: number, { round, block }: Position): void {
    Atomics.store(this.shared, roundAt(thread) + 1, block);
    Atomics.store(this.shared, roundAt(thread), round);
  }
}

/** Memory for the positions of threads that have trained nothing. */
export function createPositions(threads: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + POSITION_NUMBERS * threads)));
}

function roundAt(thread: number): number {
  return 1 + POSITION_NUMBERS * thread;
}
