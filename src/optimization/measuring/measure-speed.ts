import { setImmediate } from 'node:timers/promises';

/** Something to time: answers texts from beginning to end. */
export interface Timed {
  answer(texts: readonly string[]): Promise<unknown>;
}

/** Times of two models on the same batches, turn by turn: pair `i` ran next to each other. */
export interface SpeedSample {
  readonly batchSize: number;
  /** Milliseconds of each run. */
  readonly baselineMs: Float64Array;
  readonly candidateMs: Float64Array;
}

export interface SpeedLimits {
  /** Runs of each model that are timed, at least and at most. */
  readonly rounds: readonly [number, number];
  /** No round begins after this. */
  readonly totalMs: number;
}

const WARM_UP_ROUNDS = 5;
const LIMITS: SpeedLimits = { rounds: [30, 300], totalMs: 4000 };

/**
 * Runs two models in turn on the same batches, in one process, so that whatever else the machine does meets both alike.
 * @param texts what batches are made of, over and over
 */
export async function measureSpeed(
  baseline: Timed,
  candidate: Timed,
  { texts, batchSize, signal }: { texts: readonly string[]; batchSize: number; signal: AbortSignal },
  { rounds: [least, most], totalMs }: SpeedLimits = LIMITS,
): Promise<SpeedSample> {
  const times: [number[], number[]] = [[], []];
  const until = performance.now() + totalMs;
  for (let round = -WARM_UP_ROUNDS; round < least || (round < most && performance.now() < until); round++) {
    const batch = batchAt(texts, batchSize, round + WARM_UP_ROUNDS);
    // Each goes first in every other round: the second finds warmer caches.
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) {
      const started = performance.now();
      await (which === 0 ? baseline : candidate).answer(batch);
      const ms = performance.now() - started;
      if (round >= 0) times[which].push(ms);
    }
    await setImmediate();
    signal.throwIfAborted();
  }
  return { batchSize, baselineMs: Float64Array.from(times[0]), candidateMs: Float64Array.from(times[1]) };
}

function batchAt(texts: readonly string[], size: number, round: number): string[] {
  return Array.from({ length: size }, (_, row) => texts[(round * size + row) % texts.length]!);
}
