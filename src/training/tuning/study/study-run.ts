import type { EntityManager } from 'typeorm';
import { appendReport } from '../../../jobs/reports/write-report.js';
import { enqueueJob } from '../../../jobs/enqueue-job.js';
import { appendJobEvent } from '../../../jobs/events/job-events.js';
import { dispatch } from '../../../jobs/job-queue.js';
import { JobRow } from '../../../jobs/job.entity.js';
import { lockJob } from '../../../jobs/lock-job.js';
import { isDomainError } from '../../../lib/errors.js';
import { TrainingJob } from '../../training-job.entity.js';
import { commonFailure } from './common-failure.js';
import { endStudy } from './end-study.js';
import { rungsOf } from '../search/asha.js';
import { nextStep } from '../search/next-step.js';
import type { Parameters } from '../search/space.js';
import { restsSince, searchTrialOf, stateOf, type StudyTrial, trialsOfStudies } from '../trials/study-trials.js';
import { StudyReport } from './study-report.js';
import { forgetBeaten } from './forget-beaten.js';
import { trialSettings, trialTraining } from '../trials/trial-training.js';
import { TrialState } from '../tuning-kinds.js';
import type { TuningStudy } from '../tuning-study.entity.js';
import { TuningTrial } from '../trials/tuning-trial.entity.js';

/** Goes before trials that begin: it frees its checkpoint sooner. */
const PROMOTED_PRIORITY = 1;

/**
 * A running study under the lock of its row. What it decides is a function of its settings and of the order in which trials paused or
 * ended: each is noted by itself and followed by what fills its place, also when several are found at once.
 */
export class StudyRun {
  private constructor(
    private readonly tx: EntityManager,
    private readonly study: TuningStudy,
    private readonly trials: StudyTrial[],
    private readonly computeMs: number,
    private readonly now: Date,
  ) {}

  static async load(tx: EntityManager, study: TuningStudy, now: Date): Promise<StudyRun> {
    const trials = await trialsOfStudies(tx, [study.id]);
    return new StudyRun(tx, study, trials, await computeMs(tx, study.id, now), now);
  }

  async advance(): Promise<void> {
    const { tx, study, trials, now } = this;
    const report = new StudyReport(study.objectives, trials, now);
    const rested = trials
      .filter((entry) => entry.trial.noted === null && restsSince(entry))
      .sort((a, b) => Number(restsSince(a)) - Number(restsSince(b)) || a.trial.number - b.trial.number);
    let over = this.spentBudget();
    let goesOn = over !== null || rested.length > 0 || (await this.fill());
    for (const entry of rested) {
      await this.note(entry);
      report.note(entry);
      over ??= commonFailure(trials);
      if (over === null) goesOn = await this.fill();
    }
    await forgetBeaten(tx, trials, study.objectives);
    if (over !== null) report.say(over);
    await appendReport(tx, study, report.batch(study.settings.maxTrials));
    if (over !== null || !goesOn) await endStudy(tx, study, trials, now);
  }

  private spentBudget(): string | null {
    const { maxDurationMs, maxComputeMs } = this.study.settings;
    const { createdAt } = this.study;
    if (maxDurationMs !== null && this.now.getTime() - createdAt.getTime() >= maxDurationMs)
      return 'The time of the study is over.';
    if (maxComputeMs !== null && this.computeMs >= maxComputeMs) return 'The time of workers for the study is spent.';
    return null;
  }

  private async note({ trial }: StudyTrial): Promise<void> {
    trial.noted = this.trials.filter(({ trial: { noted } }) => noted !== null).length + 1;
    await this.tx.update(TuningTrial, { jobId: trial.jobId }, { noted: trial.noted });
  }

  /** Begins and promotes trials as long as there is a place for one. @returns false when the study has come to its end */
  private async fill(): Promise<boolean> {
    const { settings, objectives } = this.study;
    for (;;) {
      const known = this.trials.map((entry) => searchTrialOf(entry, objectives));
      const running = known.filter(({ state }) => state === 'RUNNING').length;
      if (running >= settings.parallelism) return true;
      const step = nextStep(settings, known, (parameters) => this.goesTogether(parameters));
      if (step.kind === 'end') return false;
      if (step.kind === 'wait') return true;
      if (step.kind === 'begin') await this.begin(step.parameters);
      else
        await this.promote(
          this.trials.find(({ trial }) => trial.number === step.number)!,
          step.toTheEnd,
        );
    }
  }

  private goesTogether(parameters: Parameters): boolean {
    try {
      trialTraining(this.study.settings, parameters);
      return true;
    } catch (error) {
      if (isDomainError(error)) return false;
      throw error;
    }
  }

  private async begin(parameters: Parameters): Promise<void> {
    const { id: studyId, projectId, startedById, targetId } = this.study;
    const settings = trialSettings(this.study.settings, parameters);
    const job = await enqueueJob(this.tx, TrainingJob, { projectId, startedById, settings, targetId }, this.now);
    const trial = this.tx.create(TuningTrial, {
      ...{ jobId: job.id, studyId, parameters, rung: 0, reports: [] },
      ...{ number: this.trials.length + 1, pausedAt: null, noted: null, trained: null },
    });
    await this.tx.insert(TuningTrial, trial);
    this.trials.push({ trial, job });
  }

  private async promote(entry: StudyTrial, toTheEnd: boolean): Promise<void> {
    const { tx, study } = this;
    const { trial } = entry;
    entry.job = (await lockJob(tx, study.projectId, trial.jobId)) as TrainingJob;
    // Someone cancelled it meanwhile: another one is chosen.
    if (stateOf(entry) !== TrialState.PAUSED) return;
    const rung = toTheEnd ? rungsOf(study.settings.asha!).length : trial.rung + 1;
    Object.assign(trial, { rung, pausedAt: null, noted: null });
    await tx.update(TuningTrial, { jobId: trial.jobId }, { rung, pausedAt: null, noted: null });
    await tx.update(JobRow, { id: trial.jobId }, { dispatchId: await dispatch(tx, trial.jobId, PROMOTED_PRIORITY) });
    await appendJobEvent(tx, 'jobQueued', entry.job);
  }
}

/** Time of workers that the attempts of all trials took together so far. */
export async function computeMs(tx: EntityManager, studyId: string, now: Date): Promise<number> {
  const [{ ms }] = await tx.query<[{ ms: number }]>(
    `SELECT coalesce(sum(extract(epoch FROM coalesce(attempt.ended_at, $2) - attempt.started_at)), 0)::float8 * 1000 AS ms
     FROM tuning_trial trial JOIN job_attempt attempt ON attempt.job_id = trial.job_id WHERE trial.study_id = $1`,
    [studyId, now],
  );
  return ms;
}
