import type { Measured } from '../../evaluation/measure.js';
import { storedFiles } from './stored-file.js';
import type { TrainedVersion } from './trained-version.js';
import { finishTraining, type TrainingContext } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import { settingsInWords, type TrainingRun } from '../training-run.js';

/** A classifier or regression of texts that was trained and measured. */
export interface TrainedTextModel extends Pick<TrainedVersion, 'signature' | 'parameterCount' | 'reproducible'> {
  /** The settings as they were run in the end. */
  readonly run: TrainingRun;
  /** What serving needs, by path. */
  readonly served: ReadonlyMap<string, Uint8Array>;
  readonly measured: Measured | null;
  /** Counts, losses and the like, for training.json. */
  readonly about: object;
  /** Further evidence by path. */
  readonly others?: Readonly<Record<string, Uint8Array>>;
  /** Settings as words that are no part of the run. */
  readonly settings?: Readonly<Record<string, string>>;
  /** As in "a maximum-entropy classifier". */
  readonly name: string;
  readonly rowCount: number;
}

/** Keeps the files of such a model with the evidence of how it came about, and ends its training. */
export async function finishTextModel(
  context: TrainingContext,
  job: TrainingJob,
  { run, served, measured, about, others, settings, name, rowCount, ...version }: TrainedTextModel,
): Promise<void> {
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const on = { datasetVersionId, trainSplit, trainingRowCount: rowCount };
  const evidence = { settings: run, ...on, ...about, evaluationSplit, metrics: measured?.metrics ?? null };
  const trained = {
    ...{ ...version, measured },
    files: await storedFiles(context, { served, evidence, ...(others ? { others } : {}) }),
    settings: { ...settingsInWords(run), ...settings },
    summary: `Trained ${name} on ${rowCount} rows of "${trainSplit}".`,
  };
  await finishTraining(context, job, trained, run);
}
