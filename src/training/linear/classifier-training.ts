import { openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import { labelledBatches } from '../../evaluation/labelled-batches.js';
import { LogLevel } from '../../jobs/job-log.entity.js';
import { classifierSignature } from './classifier-graph.js';
import { classifierSettings } from './maximum-entropy-settings.js';
import { type TextClassifier, trainTextClassifier } from './train-text-classifier.js';
import { finishClassifier } from '../finish-classifier.js';
import { measureFiles } from '../measure-files.js';
import type { TrainingContext } from '../training-context.js';
import type { MaximumEntropyRun } from './maximum-entropy-schema.js';
import type { TrainingJob } from '../training-job.entity.js';
import { reporter } from '../training-reporter.js';

/** A second delivery reads the rows again and resumes the solver from the last checkpoint. */
export async function trainClassifierVersion(
  job: TrainingJob,
  training: MaximumEntropyRun,
  context: TrainingContext,
): Promise<void> {
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  await context.report({ message: `Reading the rows of "${trainSplit}"` });
  const trained = await trainTextClassifier(
    () => labelledBatches(reader, trainSplit, signal),
    classifierSettings(training),
    {
      ...(validationSplit === null ? {} : { validation: () => labelledBatches(reader, validationSplit, signal) }),
      state: await context.lastCheckpoint(),
      signal,
      onReport: reporter(context),
    },
  );
  const measured = await measureFiles(context, reader, trained.files, evaluationSplit);
  tellOutcome(context, job, training, trained);
  const { l2, labels, files, featureCount, trainingRowCount, trials, converged, weights } = trained;
  await finishClassifier(context, job, {
    ...{ run: { ...training, l2 }, served: files, measured },
    ...{ name: 'a maximum-entropy classifier', rowCount: trainingRowCount },
    about: { featureCount, trials, converged },
    signature: classifierSignature(labels),
    parameterCount: weights.length,
    reproducible: true,
  });
}

function tellOutcome(
  context: TrainingContext,
  { settings }: TrainingJob,
  training: MaximumEntropyRun,
  trained: TextClassifier,
): void {
  const { l2, trials, converged, unknownLabelCount } = trained;
  if (training.l2 === null) {
    const where = settings.validationSplit === null ? 'a tenth of the training rows' : `"${settings.validationSplit}"`;
    const lowest = Math.min(...trials.map(({ logLoss }) => logLoss));
    const reason = `Lowest log loss (${lowest.toPrecision(3)} nats) of ${trials.length} values, measured on ${where}.`;
    context.adjust({ setting: 'l2', requested: 'best on the validation rows', effective: String(l2), reason });
  }
  if (!converged)
    context.log(
      LogLevel.WARN,
      'The passes were over before the optimum was reached. Raise epochs, or choose a larger l2.',
    );
  if (unknownLabelCount > 0)
    context.log(
      LogLevel.WARN,
      `${unknownLabelCount} validation rows have a label that no training row has; they were left out.`,
    );
}
