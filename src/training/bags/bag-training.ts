import { type DatasetReader, openDatasetReader } from '../../datasets/rows/dataset-reader.js';
import { labelledBatches, multiLabelBatches } from '../../evaluation/labelled-batches.js';
import type { Measured } from '../../evaluation/measure.js';
import { MetricName } from '../../evaluation/metrics/metric-name.js';
import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import { WORD_COUNTS_PATH } from '../../models/word-vectors/training-evidence.js';
import { bytesOf } from '../../onnx/tensor.js';
import { Teacher } from '../distillation/teacher.js';
import { finishTextModel } from '../trained/finish-text-model.js';
import { measureFiles } from '../trained/measure-files.js';
import type { TrainingContext } from '../training-context.js';
import type { TrainingJob } from '../training-job.entity.js';
import type { FastTextClassifierRun } from './fasttext-classifier-schema.js';
import { bagClassifierSettings } from './bag-classifier-run.js';
import { ClassifierObjective } from './bag-classifier-settings.js';
import { bagFiles, bagSignature } from './bag-files.js';
import type { LabelledText } from './collect-texts.js';
import { type BagProgress, type TrainedBagClassifier, trainBagClassifier } from './train-bag-classifier.js';

/** Above so many labels going over all of them for each text is most of the work. */
const MANY_LABELS = 1_000;

/** A second delivery reads the rows again, asks the teacher again and goes on from the last checkpoint. */
export async function trainBagClassifierVersion(
  job: TrainingJob,
  training: FastTextClassifierRun,
  context: TrainingContext,
): Promise<void> {
  const teacher = await Teacher.open(context, job.settings.distillation);
  const { datasetVersionId, trainSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  const settings = bagClassifierSettings(training);
  await context.report({ message: `Reading the rows of "${trainSplit}"` });
  const unlabelled = { count: 0 };
  const texts = training.multiLabel
    ? multiLabelTexts(reader, trainSplit, training, unlabelled, signal)
    : textsOf(reader, trainSplit, signal);
  const trained = await trainBagClassifier(texts, settings, {
    signal,
    teacher: teacher && {
      labels: teacher.labels,
      answers: (labels) => teacher.answersOf(context, reader, trainSplit, labels),
    },
    state: await context.lastCheckpoint(),
    onState: (state) => context.checkpoint(state),
    onProgress: (progress) => context.report(reportOf(progress)),
  });
  tellOfManyLabels(context, training, trained);
  tellOfUnlabelled(context, training, unlabelled.count);
  const files = bagFiles(trained, settings);
  const measured = await measureFiles(context, reader, files, evaluationSplit);
  const distillation = await teacher?.compared(context, reader, evaluationSplit, measured);
  if (context.trial && measured) await context.report({ metrics: heldOutFigures(measured, training) });
  const { labels, words, wordCounts, buckets, table, outputs, textCount, tokenCount, loss, variant } = trained;
  await finishTextModel(context, job, {
    ...{ run: training, served: files, measured, rowCount: textCount },
    name: `a fastText classifier${teacher?.inWords ?? ''}`,
    about: {
      ...(distillation ? { distillation } : {}),
      kernel: variant,
      tokenCount,
      words: words.length,
      ngrams: buckets.length,
      loss,
    },
    others: { [WORD_COUNTS_PATH]: bytesOf(wordCounts) },
    settings: { kernel: variant },
    signature: bagSignature(labels),
    parameterCount: table.length + outputs.length,
    reproducible: training.threads === 1,
  });
}

/** For the study of a trial, by the names that other trainings have for them. */
function heldOutFigures({ metrics }: Measured, { multiLabel }: FastTextClassifierRun): Record<string, number> {
  const valueOf = (wanted: MetricName) => metrics.find(({ name }) => name === wanted)!.value;
  const figures = { validation_loss: valueOf(MetricName.LOG_LOSS), validation_accuracy: valueOf(MetricName.ACCURACY) };
  if (!multiLabel) return figures;
  const f1 = { validation_f1_micro: valueOf(MetricName.F1_MICRO), validation_f1_macro: valueOf(MetricName.F1_MACRO) };
  return { ...figures, ...f1 };
}

async function* textsOf(reader: DatasetReader, split: string, signal: AbortSignal): AsyncGenerator<LabelledText[]> {
  for await (const batch of labelledBatches(reader, split, signal))
    yield batch.map(({ text, label }) => ({ text, labels: [label] }));
}

/** Only one sigmoid for each label learns from a text that has none: others tell labels from one another. */
async function* multiLabelTexts(
  reader: DatasetReader,
  split: string,
  { objective }: FastTextClassifierRun,
  unlabelled: { count: number },
  signal: AbortSignal,
): AsyncGenerator<LabelledText[]> {
  for await (const batch of multiLabelBatches(reader, split, signal)) {
    const labelled = batch.filter(({ labels }) => labels.length > 0);
    unlabelled.count += batch.length - labelled.length;
    yield objective === ClassifierObjective.ONE_VS_ALL ? batch : labelled;
  }
}

function tellOfUnlabelled(context: TrainingContext, { objective }: FastTextClassifierRun, count: number): void {
  if (count === 0) return;
  const what =
    objective === ClassifierObjective.ONE_VS_ALL
      ? 'they were learnt from as texts that no label fits'
      : 'they were left out; the objective ONE_VS_ALL would learn from them as texts that no label fits';
  context.log(LogLevel.INFO, `${count} training rows have no label: ${what}.`);
}

function reportOf({ done, total, loss, wordsPerSecond, secondsLeft }: BagProgress) {
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return {
    ...{ done, total, unit: 'texts', step: done, message: `Training${left}` },
    ...(loss === null ? {} : { metrics: { train_loss: loss, words_per_second: wordsPerSecond } }),
  };
}

function tellOfManyLabels(
  context: TrainingContext,
  { objective }: FastTextClassifierRun,
  { labels }: TrainedBagClassifier,
): void {
  const goesOverAll = objective === ClassifierObjective.SOFTMAX || objective === ClassifierObjective.ONE_VS_ALL;
  if (goesOverAll && labels.length > MANY_LABELS)
    context.log(
      LogLevel.WARN,
      `Each step went over all ${labels.length} labels. The objective HIERARCHICAL_SOFTMAX needs a fraction of the time.`,
    );
}
