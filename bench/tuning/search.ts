import type { Losses } from '../../src/training/tuning/search/pareto.js';
import { rungsOf } from '../../src/training/tuning/search/asha.js';
import { nextStep, type SearchSettings, type SearchTrial } from '../../src/training/tuning/search/next-step.js';
import type { Parameters } from '../../src/training/tuning/search/space.js';

/** A training up to a pause, or to its end. */
export interface TrainedPart {
  readonly loss: number;
  /** Of the loss, by the rows that it is the mean of; left out where these are not told apart. */
  readonly standardError?: number;
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

/** What a search took so far. */
export interface SearchCost {
  readonly trials: number;
  readonly epochs: number;
  readonly cpuSeconds: number;
}

/** A part whose loss is below all before it. */
export interface Improvement extends SearchCost {
  readonly part: TrainedPart;
}

export interface SearchOutcome extends SearchCost {
  /** With falling losses. */
  readonly improvements: readonly Improvement[];
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
  const improvements: Improvement[] = [];
  const lowest = () => improvements.at(-1)?.part.loss ?? Infinity;
  let epochs = 0;
  const costSoFar = (): SearchCost => {
    const { user, system } = process.cpuUsage(before);
    return { trials: trials.length, epochs, cpuSeconds: (user + system) / 1e6 };
  };
  while (lowest() > end.target && epochs < end.epochs) {
    const step = nextStep(settings, trials);
    if (step.kind !== 'begin' && step.kind !== 'promote') break;
    const number = step.kind === 'begin' ? trials.length + 1 : step.number;
    const known = trials[number - 1];
    const parameters = step.kind === 'begin' ? step.parameters : known!.parameters;
    const reports: readonly Losses[] = known?.reports ?? [];
    const toTheEnd = step.kind === 'promote' && step.toTheEnd;
    const earlier = parts.get(number);
    const part = await train(parameters, earlier?.state ?? null, toTheEnd ? null : (rungs[reports.length] ?? null));
    parts.set(number, part);
    epochs += part.epochs - (earlier?.epochs ?? 0);
    const state = part.state ? 'PAUSED' : 'COMPLETED';
    // One that converged before a pause would be there what it is now.
    const rungsReached = part.state || toTheEnd ? 1 : rungs.length + 1 - reports.length;
    const losses = Array.from({ length: rungsReached }, () => [part.loss]);
    trials[number - 1] = { number, parameters, reports: [...reports, ...losses], state };
    if (part.loss < lowest()) improvements.push({ ...costSoFar(), part });
  }
  return { ...costSoFar(), improvements };
}

/** What a search had taken when a trial reported this loss or less; null when none did. */
export function costUntil({ improvements }: SearchOutcome, target: number): SearchCost | null {
  return improvements.find(({ part }) => part.loss <= target) ?? null;
}
