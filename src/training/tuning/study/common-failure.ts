import { ErrorCode } from '../../../lib/errors.js';
import { stateOf, type StudyTrial } from '../trials/study-trials.js';
import { TrialState } from '../tuning-kinds.js';

/** So many trials that fail alike tell of what is wrong with all of them. */
const ALIKE = 3;

/** Failures by what was asked for. Memory that ran out may be a matter of settings, and a lost worker one of luck. */
const OF_THE_INPUT: readonly ErrorCode[] = [ErrorCode.INVALID_INPUT, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT];

/**
 * Why a study need not go on: its first trials failed for the same reason before they trained anything, as where a teacher lacks a label
 * of the rows. Null otherwise. One that had begun to learn may have diverged by its settings.
 */
export function commonFailure(trials: readonly StudyTrial[]): string | null {
  if (trials.some(({ trial, job }) => trial.reports.length > 0 || job.progress.done > 0)) return null;
  const failures = trials.flatMap((entry) =>
    entry.trial.noted !== null && stateOf(entry) === TrialState.FAILED ? entry.job.failure! : [],
  );
  const [first] = failures;
  if (!first || failures.length < ALIKE || !OF_THE_INPUT.includes(first.code)) return null;
  if (failures.some(({ code, message }) => code !== first.code || message !== first.message)) return null;
  return `The first ${failures.length} trials failed alike before they trained anything: the study begins no more.`;
}
