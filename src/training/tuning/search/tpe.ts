import type { Draws } from './draw-parameters.js';
import { drawParameters } from './draw-parameters.js';
import { bestFirst, type Losses } from './pareto.js';
import { ParzenEstimator } from './parzen-estimator.js';
import { type Dimension, type Parameters, parametersAt, placeOf } from './space.js';

/** What a trial came to. */
export interface Observation {
  readonly parameters: Parameters;
  /** Null for one that failed or still runs: it counts as bad, so that others are tried elsewhere. */
  readonly losses: Losses | null;
}

/** Trials before which settings are drawn at random. */
export const RANDOM_TRIALS = 10;
const CANDIDATES = 24;
/** Of all trials, how many count as good: a tenth, and no more than these. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;

/**
 * Settings by a tree-structured Parzen estimator: of some drawn from the density of good trials, those that are likelier among good
 * trials than among the others. Densities are joint over all settings. Several objectives are told apart by Pareto ranks.
 * @see Bergstra et al. 2011, Algorithms for hyper-parameter optimization; Falkner et al. 2018, BOHB, for joint densities
 */
export function suggestParameters(
  space: readonly Dimension[],
  observations: readonly Observation[],
  draws: Draws,
): Parameters {
  const finished = observations.filter(({ losses }) => losses !== null);
  if (finished.length < RANDOM_TRIALS) return drawParameters(space, draws);
  const order = bestFirst(finished.map(({ losses }) => losses!)).map((at) => finished[at]!);
  const good = new Set(order.slice(0, Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * finished.length))));
  const places = (kept: Observation[]) => kept.map(({ parameters }) => placeOf(space, parameters));
  const ofGood = new ParzenEstimator(space, places([...good]));
  const ofOthers = new ParzenEstimator(space, places(observations.filter((trial) => !good.has(trial))));
  let best: Parameters | null = null;
  let highest = -Infinity;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    // By way of the values that there are: a step or a choice has one place.
    const parameters = parametersAt(space, ofGood.draw(draws));
    const place = placeOf(space, parameters);
    const gain = ofGood.logDensity(place) - ofOthers.logDensity(place);
    if (best === null || gain > highest) [best, highest] = [parameters, gain];
  }
  return best!;
}
