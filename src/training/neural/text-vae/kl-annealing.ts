/** How the weight of the divergence goes over a training. */
export interface KlAnnealing {
  /** Share of each cycle in which it rises from 0 to 1; 0 for 1 throughout. */
  readonly annealing: number;
  /** Times that it rises. */
  readonly annealingCycles: number;
}

/**
 * Weight of the divergence in a step, 0 to 1: it rises in a straight line, stays, and begins anew in each cycle.
 * @param step from 0 @param steps of the whole training
 * @see Bowman et al. (2016); Fu et al., Cyclical Annealing Schedule (2019)
 */
export function klWeightAt(step: number, steps: number, { annealing, annealingCycles }: KlAnnealing): number {
  const inCycle = ((step * annealingCycles) / steps) % 1;
  return annealing === 0 ? 1 : Math.min(1, inCycle / annealing);
}
