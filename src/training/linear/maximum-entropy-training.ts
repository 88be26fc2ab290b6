import { type DatasetReader, openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import { labelledBatches, multiLabelBatches, valueBatches } from '../../evaluation/labelled-batches.js';
import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import { Teacher } from '../distillation/teacher.js';
import { finishTextModel } from '../trained/finish-text-model.js';
import { measureFiles } from '../trained/measure-files.js';
import type { TrainingContext, Trial } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import { reporter } from './training-reporter.js';
import { TrainingAlgorithm } from '../training-settings.js';
import { AnyLabelsHead } from './any-labels/any-labels-head.js';
import type { KeptEncodings } from './encoding/kept-encodings.js';
import type { MaximumEntropyRun } from './maximum-entropy-schema.js';
import { OneLabelHead } from './one-label/one-label-head.js';
import type { TextExample, TextHead } from './text-head.js';
import { textModelSettings } from './text-model-run.js';
import type { TextModelRun } from './text-model-schema.js';
import { ValueHead } from './value/value-head.js';
import type { MaximumEntropyRegressionRun } from './value/maximum-entropy-regression-schema.js';
import { type TextModel, trainTextModel } from './train-text-model.js';

/** Reads the rows of a split. */
type SplitRows<E> = (reader: DatasetReader, split: string, signal: AbortSignal) => AsyncIterable<readonly E[]>;

/** A second delivery reads the rows again, asks the teacher again and resumes the solver from the last checkpoint. */
export async function trainMaximumEntropyVersion(
  job: TrainingJob,
  training: MaximumEntropyRun | MaximumEntropyRegressionRun,
  context: TrainingContext,
): Promise<void> {
  const teacher = await Teacher.open(context, job.settings.distillation);
  if (training.algorithm === TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION)
    return trainVersion(new ValueHead(), valueBatches, job, training, teacher, context);
  const { classWeights, threshold } = training;
  if (threshold === null)
    return trainVersion(
      new OneLabelHead(classWeights, teacher?.labels),
      labelledBatches,
      job,
      training,
      teacher,
      context,
    );
  const head = new AnyLabelsHead({ classWeights, threshold }, teacher?.labels);
  return trainVersion(head, multiLabelBatches, job, training, teacher, context);
}

async function trainVersion<E extends TextExample>(
  head: TextHead<E>,
  rowsOf: SplitRows<E>,
  job: TrainingJob,
  training: MaximumEntropyRun | MaximumEntropyRegressionRun,
  teacher: Teacher | null,
  context: TrainingContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Reading the rows of "${trainSplit}"` });
  const trained = await trainTextModel(head, () => rowsOf(reader, trainSplit, signal), textModelSettings(training), {
    ...(validationSplit === null ? {} : { validation: () => rowsOf(reader, validationSplit, signal) }),
    teacher: teacher && {
      distillation: teacher.distillation,
      answers: (labels) => teacher.answersOf(context, reader, trainSplit, labels),
    },
    state: await context.lastCheckpoint(),
    encodings: context.trial && encodingsOf(context.trial, training),
    signal,
    onReport: reporter(context),
  });
  const measured = await measureFiles(context, reader, trained.files, evaluationSplit);
  const distillation = await teacher?.compared(context, reader, evaluationSplit, measured);
  tellOutcome(context, job, head, trained, training.l2 === null);
  const figures = head.figures(trained);
  await context.report({ metrics: figures });
  const { l2, files, featureCount, trainingRowCount, trials, converged, weights } = trained;
  await finishTextModel(context, job, {
    ...{ run: { ...training, l2 }, served: files, measured },
    ...{ name: `${head.name}${teacher?.inWords ?? ''}`, rowCount: trainingRowCount },
    about: { ...(distillation ? { distillation } : {}), featureCount, trials, converged, ...figures },
    signature: head.signature(),
    parameterCount: weights.length,
    reproducible: true,
  });
}

/** Encodings that serve all trials of a study. */
function encodingsOf(trial: Trial, training: TextModelRun): KeptEncodings {
  const { minCount, vocabularySize, wordNgrams } = textModelSettings(training);
  return {
    ...trial.keptFiles,
    limits: {
      minCount: trial.boundsOf('minCount')?.least ?? minCount,
      size: trial.boundsOf('vocabularySize')?.most ?? vocabularySize,
    },
    wordNgrams: trial.boundsOf('wordNgrams')?.most ?? wordNgrams,
  };
}

function tellOutcome<E extends TextExample>(
  context: TrainingContext,
  { settings }: TrainingJob,
  head: TextHead<E>,
  trained: TextModel,
  isChosen: boolean,
): void {
  const { l2, trials, converged, leftOut } = trained;
  if (isChosen) {
    const where = settings.validationSplit === null ? 'a tenth of the training rows' : `"${settings.validationSplit}"`;
    const lowest = head.lossInWords(Math.min(...trials.map(({ loss }) => loss)));
    const reason = `Lowest ${lowest} of ${trials.length} values, measured on ${where}.`;
    context.adjust({ setting: 'l2', requested: 'best on the validation rows', effective: String(l2), reason });
  }
  if (!converged)
    context.log(
      LogLevel.WARN,
      'The passes were over before the optimum was reached. Raise epochs, or choose a larger l2.',
    );
  if (leftOut !== null) context.log(LogLevel.WARN, leftOut);
  const remark = head.remark(trained);
  if (remark !== null) context.log(LogLevel.INFO, remark);
}
