import type { EntityManager } from 'typeorm';
import { isFinished, JobState } from '../../../jobs/job-state.js';
import { TrainingJob } from '../../training-job.entity.js';
import { type Losses, paretoRanks } from '../search/pareto.js';
import type { SearchTrial } from '../search/next-step.js';
import { TrialState, TuningDirection } from '../tuning-kinds.js';
import type { TuningObjective } from '../tuning-study.entity.js';
import { TuningTrial } from './tuning-trial.entity.js';

/** A trial with its job. */
export interface StudyTrial {
  readonly trial: TuningTrial;
  job: TrainingJob;
}

/** The trials of studies, in the order in which they began. One statement: a trial and its job are of the same instant. */
export async function trialsOfStudies(tx: EntityManager, studyIds: readonly string[]): Promise<StudyTrial[]> {
  const trials = await tx
    .createQueryBuilder(TuningTrial, 'trial')
    .innerJoinAndMapOne('trial.job', TrainingJob, 'job', 'job.id = trial.jobId')
    .where('trial.studyId = ANY (:studyIds)', { studyIds })
    .orderBy('trial.studyId')
    .addOrderBy('trial.number')
    .getMany();
  return (trials as (TuningTrial & { job: TrainingJob })[]).map(({ job, ...trial }) => ({ trial, job }));
}

export function stateOf({ trial, job }: StudyTrial): TrialState {
  switch (job.state) {
    case JobState.QUEUED:
      return trial.pausedAt ? TrialState.PAUSED : TrialState.WAITING;
    case JobState.RUNNING:
      return TrialState.RUNNING;
    case JobState.SUCCEEDED:
      return TrialState.COMPLETED;
    case JobState.FAILED:
      return TrialState.FAILED;
    case JobState.CANCELLED:
      return TrialState.STOPPED;
  }
}

/** When it paused or ended; null while it waits for a worker or runs. */
export function restsSince({ trial, job }: StudyTrial): Date | null {
  return isFinished(job.state) ? job.finishedAt : trial.pausedAt;
}

/** A trial as the search knows it. What its study has not noted yet counts as running, though it may have ended. */
export function searchTrialOf(entry: StudyTrial, objectives: readonly TuningObjective[]): SearchTrial {
  const { number, parameters, noted, reports } = entry.trial;
  const known = noted === null ? [] : reports;
  return {
    ...{ number, parameters },
    reports: known.map(({ values }) => lossesOf(values, objectives)),
    state: noted === null ? 'RUNNING' : SEARCH_STATES[stateOf(entry)],
  };
}

const SEARCH_STATES = {
  [TrialState.WAITING]: 'RUNNING',
  [TrialState.RUNNING]: 'RUNNING',
  [TrialState.PAUSED]: 'PAUSED',
  [TrialState.COMPLETED]: 'COMPLETED',
  [TrialState.FAILED]: 'FAILED',
  [TrialState.STOPPED]: 'FAILED',
} as const satisfies Record<TrialState, SearchTrial['state']>;

export function lossesOf(values: Readonly<Record<string, number>>, objectives: readonly TuningObjective[]): Losses {
  return objectives.map(({ metric, direction }) => {
    const value = values[metric]!;
    return direction === TuningDirection.MINIMIZE ? value : -value;
  });
}

/** The trials that no other is better than in all objectives, of those that went to their end. */
export function paretoFront(trials: readonly StudyTrial[], objectives: readonly TuningObjective[]): StudyTrial[] {
  const completed = trials.filter((entry) => stateOf(entry) === TrialState.COMPLETED);
  const ranks = paretoRanks(completed.map(({ trial }) => lossesOf(trial.reports.at(-1)!.values, objectives)));
  return completed.filter((_, at) => ranks[at] === 0);
}

/**
 * The best trial by one objective: of those that went to their end, and before any has, of those that came furthest. Null before any
 * reported.
 */
export function bestTrial(trials: readonly StudyTrial[], objectives: readonly TuningObjective[]): StudyTrial | null {
  const loss = ({ trial }: StudyTrial) => lossesOf(trial.reports.at(-1)!.values, objectives)[0]!;
  const isComplete = (entry: StudyTrial) => Number(stateOf(entry) === TrialState.COMPLETED);
  const sorted = trials
    .filter(({ trial }) => trial.reports.length > 0)
    .sort(
      (a, b) =>
        isComplete(b) - isComplete(a) ||
        b.trial.reports.length - a.trial.reports.length ||
        loss(a) - loss(b) ||
        a.trial.number - b.trial.number,
    );
  return sorted[0] ?? null;
}
