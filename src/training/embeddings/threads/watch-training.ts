import { setTimeout as delay } from 'node:timers/promises';

const PROGRESS_EVERY_MS = 200;
const STATE_EVERY_MS = 2_000;
/** Time between two states, by the time that keeping one takes. */
const MOST_OF_TIME = 20;

/** A training in threads, as the one who waits for it sees it. */
export interface WatchedTraining {
  /** Fulfilled when it is over, rejected when a thread fails. */
  readonly over: Promise<unknown>;
  /** How much of it is done, in whatever unit. */
  done(): number;
  /** Loss so far, and what its mean is over. */
  loss(): { readonly sum: number; readonly pairs: number };
  /** All that it could go on from. */
  state(): Uint8Array;
}

export interface TrainingReport {
  readonly done: number;
  /** Mean loss since the last report; null where nothing was done since. */
  readonly loss: number | null;
  readonly donePerSecond: number;
}

export interface WatchOptions {
  readonly onReport?: ((report: TrainingReport) => void | Promise<void>) | undefined;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time. */
  readonly onState?: ((state: Uint8Array) => Promise<void>) | undefined;
  /** Least time between two states, in milliseconds. */
  readonly stateEveryMs?: number | undefined;
}

/** Tells of a training until it is over, at its end at last. @throws {Error} why it failed */
export async function watchTraining(
  training: WatchedTraining,
  { onReport, onState, stateEveryMs = STATE_EVERY_MS }: WatchOptions,
): Promise<void> {
  const over = new AbortController();
  const ended = training.over.finally(() => {
    over.abort();
  });
  // A failure that comes while a state is kept is thrown at the end.
  ended.catch(() => undefined);
  const startedAt = performance.now();
  const doneAtStart = training.done();
  let last = training.loss();
  let stateDueAt = startedAt + stateEveryMs;
  await onReport?.({ done: doneAtStart, loss: null, donePerSecond: 0 });
  for (let isOver = false; !isOver;) {
    await delay(PROGRESS_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    // It may end while a report or a state is kept: what was done until then is reported, too.
    isOver = over.signal.aborted;
    const [done, now] = [training.done(), training.loss()];
    await onReport?.({
      done,
      loss: now.pairs > last.pairs ? (now.sum - last.sum) / (now.pairs - last.pairs) : null,
      donePerSecond: ((done - doneAtStart) * 1000) / (performance.now() - startedAt),
    });
    last = now;
    if (!onState || performance.now() < stateDueAt) continue;
    const began = performance.now();
    await onState(training.state());
    const tookMs = performance.now() - began;
    stateDueAt = performance.now() + Math.max(stateEveryMs, tookMs * MOST_OF_TIME);
  }
  await ended;
}
