/** Settings of asynchronous successive halving. */
export interface Asha {
  /** Epochs of the first rung. */
  readonly minEpochs: number;
  /** Epochs of a training that goes to its end. */
  readonly maxEpochs: number;
  /** Of so many trials one goes on from a rung, to so many times the epochs. */
  readonly reductionFactor: number;
}

/** Epochs after which trials pause: minEpochs times powers of the reduction factor, below the end. */
export function rungsOf({ minEpochs, maxEpochs, reductionFactor }: Asha): number[] {
  const rungs = [];
  for (let epochs = minEpochs; epochs < maxEpochs; epochs *= reductionFactor) rungs.push(epochs);
  return rungs;
}

export interface AtRungs {
  readonly number: number;
  /** Loss at each rung that it reached. */
  readonly losses: readonly number[];
  /** Whether it waits at the last of them. */
  readonly paused: boolean;
}

/**
 * The trial to go on with: at the highest rung that has one, the best of those that wait among the best 1/reductionFactor of all that
 * reached the rung. Null when there is none: then a new trial begins at the bottom.
 * @see Li et al. 2018, A system for massively parallel hyperparameter tuning (arXiv 1810.05934), algorithm 2
 */
export function promotable(trials: readonly AtRungs[], rungCount: number, reductionFactor: number): number | null {
  for (let rung = rungCount - 1; rung >= 0; rung--) {
    const reached = reachedBestFirst(trials, rung);
    const best = reached.slice(0, Math.floor(reached.length / reductionFactor));
    const next = best.find(({ paused, losses }) => paused && losses.length === rung + 1);
    if (next) return next.number;
  }
  return null;
}

/** The best of those that wait at the highest rung at which any waits; null when none waits. */
export function furthest(trials: readonly AtRungs[], rungCount: number): number | null {
  for (let rung = rungCount - 1; rung >= 0; rung--) {
    const waiting = reachedBestFirst(trials, rung).find(({ paused, losses }) => paused && losses.length === rung + 1);
    if (waiting) return waiting.number;
  }
  return null;
}

function reachedBestFirst(trials: readonly AtRungs[], rung: number): AtRungs[] {
  return trials
    .filter(({ losses }) => losses.length > rung)
    .sort((a, b) => a.losses[rung]! - b.losses[rung]! || a.number - b.number);
}
