import type { Losses } from '../../src/training/tuning/search/pareto.js';
import { rungsOf } from '../../src/training/tuning/search/asha.js';
import { nextStep, type SearchSettings, type SearchTrial } from '../../src/training/tuning/search/next-step.js';
import type { Parameters } from '../../src/training/tuning/search/space.js';

/** A training up to a pause, or to its end. */
export interface TrainedPart {
  readonly loss: number;
  /** Epochs in all. */
  readonly epochs: number;
  /** To go on from; null at the end. */
  readonly state: Uint8Array | null;
}

/** Trains from a state, or from the start, until `pauseAfter` epochs have been made in all, or to the end. */
export type TrainPart = (
  parameters: Parameters,
  state: Uint8Array | null,
  pauseAfter: number | null,
) => Promise<TrainedPart>;

export interface SearchOutcome {
  readonly best: number;
  readonly trials: number;
  readonly epochs: number;
  readonly cpuSeconds: number;
}

/** When a search is over before its study ends. */
export interface SearchEnd {
  /** A trial reported this loss or less. */
  readonly target: number;
  /** So many epochs were trained. */
  readonly epochs: number;
}

/** Runs the steps of a study one by one in this process. */
export async function search(
  settings: SearchSettings,
  train: TrainPart,
  end: SearchEnd = { target: -Infinity, epochs: Infinity },
): Promise<SearchOutcome> {
  const rungs = settings.asha ? rungsOf(settings.asha) : [];
  const trials: SearchTrial[] = [];
  const parts = new Map<number, TrainedPart>();
  const before = process.cpuUsage();
  let [best, epochs] = [Infinity, 0];
  for (;;) {
    const step = nextStep(settings, trials);
    if ((step.kind !== 'begin' && step.kind !== 'promote') || best <= end.target || epochs >= end.epochs) break;
    const number = step.kind === 'begin' ? trials.length + 1 : step.number;
    const known = trials[number - 1];
    const parameters = step.kind === 'begin' ? step.parameters : known!.parameters;
    const reports: readonly Losses[] = known?.reports ?? [];
    const toTheEnd = step.kind === 'promote' && step.toTheEnd;
    const earlier = parts.get(number);
    const part = await train(parameters, earlier?.state ?? null, toTheEnd ? null : (rungs[reports.length] ?? null));
    parts.set(number, part);
    epochs += part.epochs - (earlier?.epochs ?? 0);
    best = Math.min(best, part.loss);
    const state = part.state ? 'PAUSED' : 'COMPLETED';
    // One that converged before a pause would be there what it is now.
    const reached = part.state || toTheEnd ? 1 : rungs.length + 1 - reports.length;
    const losses = Array.from({ length: reached }, () => [part.loss]);
    trials[number - 1] = { number, parameters, reports: [...reports, ...losses], state };
  }
  const { user, system } = process.cpuUsage(before);
  return { best, trials: trials.length, epochs, cpuSeconds: (user + system) / 1e6 };
}
