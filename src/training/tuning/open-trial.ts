import type { JobContext } from '../../jobs/job-context.js';
import { JobState } from '../../jobs/job-state.js';
import { ConflictError, InvalidInputError } from '../../lib/errors.js';
import type { TrainedVersion } from '../trained-version.js';
import type { TrainingContext, Trial } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import { rungsOf } from './search/asha.js';
import { TuningStudy } from './tuning-study.entity.js';
import { type TrialReport, TuningTrial } from './tuning-trial.entity.js';

type Values = Record<string, number>;

const END_OF_HEADER = '\n'.charCodeAt(0);

/**
 * The context of a training, which keeps what a trial reports for its study. Checkpoints begin with it: a process that goes on from one
 * knows what the process before it measured.
 */
export async function trainingContext(job: TrainingJob, context: JobContext): Promise<TrainingContext> {
  const { manager } = context.db;
  const row = await manager.findOneBy(TuningTrial, { jobId: job.id });
  if (!row) return { ...context, trial: null };
  const study = await manager.findOneByOrFail(TuningStudy, { id: row.studyId });
  if (study.state !== JobState.RUNNING)
    throw new ConflictError('The study of this trial has ended. Start a training with its settings.');
  const values: Values = {};
  const watched = new Set(study.objectives.map(({ metric }) => metric));
  return {
    ...context,
    trial: trialOf(context, study, row, values),
    report: (report) => {
      for (const [name, value] of Object.entries(report.metrics ?? {})) if (watched.has(name)) values[name] = value;
      return context.report(report);
    },
    checkpoint: (state) => context.checkpoint(withHeader(values, state)),
    lastCheckpoint: async () => {
      const bytes = await context.lastCheckpoint();
      if (!bytes) return null;
      const end = bytes.indexOf(END_OF_HEADER);
      Object.assign(values, JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()));
      // A copy begins at an address that arrays of any kind may be read from.
      return bytes.slice(end + 1);
    },
  };
}

function trialOf(context: JobContext, study: TuningStudy, row: TuningTrial, values: Values): Trial {
  const { asha, objectives } = study.settings;
  const pauseAfter = asha ? rungsOf(asha)[row.rung] : undefined;
  const reports = (): TrialReport[] => {
    const named = objectives.map(({ metric }) => [metric, values[metric]] as const);
    for (const [metric, value] of named)
      if (value === undefined || !Number.isFinite(value))
        throw new InvalidInputError(
          `${metric} is ${value ?? 'not reported'}: the training diverged, or had no rows to measure.`,
        );
    return [...row.reports, { rung: row.rung, values: Object.fromEntries(named) as Values }];
  };
  return {
    isDue: (epochs) => pauseAfter !== undefined && epochs >= pauseAfter,
    pause: (state) => {
      const kept = reports();
      return context.pause(withHeader(values, state), async (tx) => {
        await tx.update(TuningTrial, { jobId: row.jobId }, { reports: kept, pausedAt: new Date() });
      });
    },
    keep: async (tx, trained: TrainedVersion) => {
      await tx.update(TuningTrial, { jobId: row.jobId }, { reports: reports(), trained });
    },
  };
}

function withHeader(values: Values, state: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(values)}\n`), state]);
}
