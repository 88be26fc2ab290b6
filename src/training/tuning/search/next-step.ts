import { type Asha, type AtRungs, furthest, promotable, rungsOf } from './asha.js';
import { Draws, drawParameters } from './draw-parameters.js';
import type { Losses } from './pareto.js';
import type { Dimension, Parameters } from './space.js';
import { type Observation, RANDOM_TRIALS, suggestParameters } from './tpe.js';

export interface SearchSettings {
  readonly space: readonly Dimension[];
  readonly sampler: 'RANDOM' | 'TPE';
  /** Null: every trial goes to its end. */
  readonly asha: Asha | null;
  readonly maxTrials: number;
  readonly seed: number;
}

/** A trial as the search knows it: what was noted of it, in the order in which trials ended or paused. */
export interface SearchTrial {
  /** From 1. */
  readonly number: number;
  readonly parameters: Parameters;
  /** Losses at each rung that it reached, and last at its end. */
  readonly reports: readonly Losses[];
  readonly state: 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED';
}

export type Step =
  | { readonly kind: 'begin'; readonly parameters: Parameters }
  /** A paused trial goes on to the next rung, or to its end after the last. */
  | { readonly kind: 'promote'; readonly number: number; readonly toTheEnd: boolean }
  /** Nothing to do before a trial that runs has ended. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'end' };

/** Draws of one trial until its settings go together. */
const MOST_DRAWS = 1_000;

/**
 * What a study does next with a free place: a function of its settings and what is known of its trials, so that it is the same whoever
 * asks.
 * @param goesTogether whether a training takes these settings together; others are drawn again
 */
export function nextStep(
  settings: SearchSettings,
  trials: readonly SearchTrial[],
  goesTogether: (parameters: Parameters) => boolean = () => true,
): Step {
  const { asha, maxTrials } = settings;
  const rungs = asha ? rungsOf(asha).length : 0;
  const known = trials.map((trial): AtRungs => ({
    number: trial.number,
    losses: trial.reports.slice(0, rungs).map(([loss]) => loss!),
    paused: trial.state === 'PAUSED',
  }));
  const promoted = asha ? promotable(known, rungs, asha.reductionFactor) : null;
  if (promoted !== null) return { kind: 'promote', number: promoted, toTheEnd: false };
  if (trials.length < maxTrials) return { kind: 'begin', parameters: nextParameters(settings, trials, goesTogether) };
  if (trials.some(({ state }) => state === 'RUNNING')) return { kind: 'wait' };
  // Too few trials for one to be promoted from the last rung: a study still ends with a model that was trained to its end.
  const last = trials.some(({ state }) => state === 'COMPLETED') ? null : furthest(known, rungs);
  return last === null ? { kind: 'end' } : { kind: 'promote', number: last, toTheEnd: true };
}

function nextParameters(
  { space, sampler, seed }: SearchSettings,
  trials: readonly SearchTrial[],
  goesTogether: (parameters: Parameters) => boolean,
): Parameters {
  const draws = new Draws(seed, trials.length + 1);
  for (let tried = 0; ; tried++) {
    const parameters =
      sampler === 'TPE' ? suggestParameters(space, observationsOf(trials), draws) : drawParameters(space, draws);
    if (goesTogether(parameters) || tried === MOST_DRAWS) return parameters;
  }
}

/**
 * With pauses, trials are compared at the furthest rung that enough have reached, as BOHB does: losses after one epoch and after thirty
 * are no measure of each other.
 */
function observationsOf(trials: readonly SearchTrial[]): Observation[] {
  const furthestRung = Math.max(0, ...trials.map(({ reports }) => reports.length)) - 1;
  let rung = furthestRung;
  while (rung > 0 && trials.filter(({ reports }) => reports.length > rung).length < RANDOM_TRIALS) rung--;
  return trials.flatMap(({ parameters, reports, state }): Observation[] => {
    const losses = reports[rung] ?? null;
    // One that paused lower was no good or is yet to go on: neither is known at this rung.
    return losses === null && state === 'PAUSED' ? [] : [{ parameters, losses }];
  });
}
