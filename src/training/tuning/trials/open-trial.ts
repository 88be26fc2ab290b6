import type { JobContext } from '../../../jobs/job-context.js';
import { JobState } from '../../../jobs/job-state.js';
import { ConflictError, InvalidInputError } from '../../../lib/errors.js';
import type { TrainedVersion } from '../../trained/trained-version.js';
import type { TrainingContext, Trial } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { studyFiles } from '../encodings/study-files.js';
import { rungsOf } from '../search/asha.js';
import { boundsOf } from '../search/space.js';
import { TuningStudy } from '../tuning-study.entity.js';
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
  const reportBeside: TrainingContext['reportBeside'] = (report) => context.report(report);
  if (!row) return { ...context, trial: null, reportBeside };
  const study = await manager.findOneByOrFail(TuningStudy, { id: row.studyId });
  if (study.state !== JobState.RUNNING)
    throw new ConflictError('The study of this trial has ended. Start a training with its settings.');
  const values: Values = {};
  const watched = new Set(study.objectives.map(({ metric }) => metric));
  return {
    ...context,
    trial: trialOf(context, study, row, values),
    reportBeside,
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
  const rungs = asha ? rungsOf(asha) : [];
  const pauseAfter = rungs[row.rung];
  const valuesNow = (): Values => {
    const named = objectives.map(({ metric }) => [metric, values[metric]] as const);
    for (const [metric, value] of named)
      if (value === undefined || !Number.isFinite(value))
        throw new InvalidInputError(
          `${metric} is ${value ?? 'not reported'}: the training diverged, or had no rows to measure.`,
        );
    return Object.fromEntries(named) as Values;
  };
  return {
    keptFiles: studyFiles(context, study.id),
    boundsOf: (setting) => boundsOf(study.settings.space, setting),
    isDue: (epochs) => pauseAfter !== undefined && epochs >= pauseAfter,
    pause: (state) => {
      const reports: TrialReport[] = [...row.reports, { rung: row.rung, values: valuesNow() }];
      return context.pause(withHeader(values, state), async (tx) => {
        await tx.update(TuningTrial, { jobId: row.jobId }, { reports, pausedAt: new Date() });
      });
    },
    keep: async (tx, trained: TrainedVersion) => {
      // One that converged before a pause would be there what it is now.
      const ahead = Array.from({ length: rungs.length + 1 - row.rung }, (_, at) => row.rung + at);
      const last = valuesNow();
      const reports = [...row.reports, ...ahead.map((rung) => ({ rung, values: last }))];
      await tx.update(TuningTrial, { jobId: row.jobId }, { reports, trained });
    },
  };
}

function withHeader(values: Values, state: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(values)}\n`), state]);
}
