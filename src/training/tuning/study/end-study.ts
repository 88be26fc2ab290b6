import type { EntityManager } from 'typeorm';
import { Refusal } from '../../../access/changes/change.js';
import { moveJob } from '../../../jobs/attempts/move-job.js';
import { appendReport } from '../../../jobs/reports/write-report.js';
import { cancelJob, registerJobOfJobs } from '../../../jobs/cancel-job.js';
import { jobFailure } from '../../../jobs/job-failure.js';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import { isFinished, JobKind, JobState } from '../../../jobs/job-state.js';
import type { JobRow } from '../../../jobs/job.entity.js';
import { ConflictError, ErrorCode } from '../../../lib/errors.js';
import { registerTrained } from '../trials/register-trial.js';
import { bestTrial, type StudyTrial, trialsOfStudies } from '../trials/study-trials.js';
import { TuningStudy } from '../tuning-study.entity.js';

registerJobOfJobs(JobKind.TUNING, cancelStudy);

/** Ends a study, whose row is locked: what still runs or waits is stopped, and the best trial becomes a version if that was asked for. */
export async function endStudy(
  tx: EntityManager,
  study: TuningStudy,
  trials: readonly StudyTrial[],
  now: Date,
): Promise<void> {
  await stopTrials(tx, study, trials, now);
  const total = trials.length;
  const progress = { ...study.progress, done: total, total, timeLeftMs: 0 };
  if (!trials.some(({ trial }) => trial.reports.length > 0)) {
    const failed = trials.find(({ job }) => job.failure);
    const message = failed
      ? `None of ${total} trials reported anything. The first that failed: ${failed.job.failure!.message}`
      : 'The budget was spent before any trial reported anything.';
    const failure = jobFailure(ErrorCode.INVALID_INPUT, message, false);
    await moveJob(tx, study, JobState.FAILED, { failure, finishedAt: now, progress });
    return;
  }
  const resultId = await registerBest(tx, study, trials, now);
  await moveJob(tx, study, JobState.SUCCEEDED, { resultId, finishedAt: now, progress });
}

/** Stops a study that someone cancelled, with its trials, in one transaction. */
async function cancelStudy(tx: EntityManager, job: JobRow, now: Date): Promise<void> {
  const study = job as TuningStudy;
  await stopTrials(tx, study, await trialsOfStudies(tx, [study.id]), now);
  await moveJob(tx, study, JobState.CANCELLED, { cancelRequestedAt: now, finishedAt: now });
}

async function stopTrials(
  tx: EntityManager,
  { projectId }: TuningStudy,
  trials: readonly StudyTrial[],
  now: Date,
): Promise<void> {
  for (const { job } of trials) {
    if (isFinished(job.state)) continue;
    try {
      await cancelJob(tx, projectId, job.id, now);
    } catch (error) {
      // It has finished meanwhile.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

async function registerBest(
  tx: EntityManager,
  study: TuningStudy,
  trials: readonly StudyTrial[],
  now: Date,
): Promise<string | null> {
  if (!study.settings.registerBest) return null;
  const best = bestTrial(trials, study.objectives);
  if (!best?.trial.trained) return null;
  try {
    return (await registerTrained(tx, best, now)).id;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const lines = [{ level: LogLevel.WARN, message: `The best trial is no version: ${error.message}`, at: now }];
    await appendReport(tx, study, { progress: null, metrics: [], lines, adjustments: [] });
    return null;
  }
}
