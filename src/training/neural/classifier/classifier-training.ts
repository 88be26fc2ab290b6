import { type DatasetReader, openDatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { labelledBatches } from '../../../evaluation/labelled-batches.js';
import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import type { ModelSignature } from '../../../models/versions/signature.js';
import { MODEL_PATH } from '../../../onnx/model-files.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { PIPELINE_PATH } from '../../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../../pipelines/pipeline-file.js';
import { Teacher } from '../../distillation/teacher.js';
import { finishTextModel } from '../../trained/finish-text-model.js';
import { TOKENIZER_PATH } from '../../language-models/token-codec.js';
import { measureFiles } from '../../trained/measure-files.js';
import { type InitialModel, openInitialModel } from '../../versions/initial-model.js';
import type { TrainingContext } from '../../training-context.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { takenTokens } from '../../tokens-of-versions/taken-tokens.js';
import { progressReport, reportEpoch, stateKeeper, tellBestEpoch } from '../report-training.js';
import {
  type ClassifierNetwork,
  classifierParameters,
  isOfHead,
  LOGITS,
  servedClassifier,
} from './classifier-network.js';
import { type ClassifierTokens, classifierTokens } from './classifier-tokens.js';
import { EncodedTexts } from './encoded-texts.js';
import { type ClassifierQuality, trainClassifier, type TrainedClassifier } from './train-classifier.js';
import { transformerClassifierPlan } from './transformer-classifier-run.js';
import type { TransformerClassifierRun } from './transformer-classifier-schema.js';

/** A second delivery reads the rows again and goes on from the last checkpoint. */
export async function trainTransformerClassifierVersion(
  job: TrainingJob,
  training: TransformerClassifierRun,
  context: TrainingContext,
): Promise<void> {
  const teacher = await Teacher.open(context, job.settings.distillation);
  const { datasetVersionId, trainSplit, validationSplit, evaluationSplit } = job.settings;
  const { db, blobs, signal } = context;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  const initial = await openInitialModel(context, job.settings.initialVersion);
  const taken = await takenTokens(context, job.settings);
  await context.report({ message: `Making the tokens of "${trainSplit}"` });
  const known = {
    tokenizerJson: taken?.tokens.kind === 'tokenizer' ? taken.tokens.json : null,
    labels: initial?.labels.length ? initial.labels : (teacher?.labels ?? []),
  };
  const tokens = await classifierTokens(labelledBatches(reader, trainSplit, signal), training, signal, known);
  const texts = await encoded(reader, trainSplit, tokens, training, signal);
  const validation = validationSplit === null ? null : await encoded(reader, validationSplit, tokens, training, signal);
  tellOfTexts(context, training, texts, validation);
  const { vocabularySize, labels } = tokens;
  const network = { ...training, vocabularySize, labelCount: labels.length };
  const trained = await trainClassifier(network, texts, transformerClassifierPlan(training), {
    ...{ signal, validation, initialWeights: await initialWeights(context, initial, network, tokens) },
    teacher: teacher && { answers: () => teacher.answersOf(context, reader, trainSplit, labels) },
    state: await context.lastCheckpoint(),
    onState: stateKeeper(context),
    onProgress: progressReport(context, training.epochs),
    onEpoch: async (end) => {
      if (end.quality) await reportEpoch(context, end, figuresOf('validation', end.quality));
    },
  });
  const about = await tellBestEpoch(context, training.epochs, trained, (quality) =>
    figuresOf('best_validation', quality),
  );
  const files = filesOf(network, tokens, training, trained);
  const measured = await measureFiles(context, reader, files, evaluationSplit);
  const distillation = teacher && (await teacher.compared(context, reader, evaluationSplit, measured));
  const { parameterCount, batchSize, device } = trained;
  await finishTextModel(context, job, {
    ...{ run: training, served: files, measured, parameterCount },
    ...{
      name: `a transformer classifier${initial ? ` from ${initial.ref}` : ''}${teacher?.inWords ?? ''}`,
      rowCount: texts.count,
    },
    about: {
      ...(initial ? { initialVersion: initial.ref, newHead: !keepsHead(initial, tokens) } : {}),
      ...(distillation ? { distillation } : {}),
      ...(job.settings.tokenizerFrom ? { tokenizerFrom: job.settings.tokenizerFrom.ref } : {}),
      ...about,
      ...{ vocabularySize, batchSize, cutRowCount: texts.cutCount, device: device.effective },
    },
    signature: signatureOf(labels),
    reproducible: training.threads === 1,
  });
}

/** Under the names that jobs report them by. */
function figuresOf(
  of: 'validation' | 'best_validation',
  { loss, accuracy }: ClassifierQuality,
): Readonly<Record<string, number>> {
  return { [`${of}_loss`]: loss, [`${of}_accuracy`]: accuracy };
}

/** Weights of the version that the training begins from; without those of its labels where the rows have others. */
async function initialWeights(
  context: TrainingContext,
  initial: InitialModel | null,
  network: ClassifierNetwork,
  tokens: ClassifierTokens,
): Promise<Tensors | undefined> {
  if (!initial) return undefined;
  const parameters = classifierParameters(network);
  if (keepsHead(initial, tokens)) return initial.weights(parameters);
  if (initial.labels.length > 0)
    context.log(
      LogLevel.WARN,
      `The training rows have labels that ${initial.ref} does not know. What goes from the text to the labels is learned anew, for ${tokens.labels.join(', ')}.`,
    );
  return initial.weights(parameters.filter((parameter) => !isOfHead(parameter)));
}

function keepsHead(initial: InitialModel, { keepsLabels }: ClassifierTokens): boolean {
  return keepsLabels && initial.labels.length > 0;
}

function encoded(
  reader: DatasetReader,
  split: string,
  { tokenizer, labels }: ClassifierTokens,
  { contextLength }: TransformerClassifierRun,
  signal: AbortSignal,
): Promise<EncodedTexts> {
  return EncodedTexts.encode(labelledBatches(reader, split, signal), tokenizer, labels, contextLength, signal);
}

function tellOfTexts(
  context: TrainingContext,
  { contextLength }: TransformerClassifierRun,
  texts: EncodedTexts,
  validation: EncodedTexts | null,
): void {
  if (texts.cutCount > 0)
    context.log(
      LogLevel.WARN,
      `${texts.cutCount} of ${texts.count} training rows have more than ${contextLength} tokens and were cut. Raise contextLength to learn from all of them.`,
    );
  if (validation && validation.unknownLabelCount > 0)
    context.log(
      LogLevel.WARN,
      `${validation.unknownLabelCount} validation rows have a label that no training row has; they were left out.`,
    );
}

function filesOf(
  network: ClassifierNetwork,
  { labels, tokenizerJson }: ClassifierTokens,
  { contextLength }: TransformerClassifierRun,
  { weights }: TrainedClassifier,
): Map<string, Uint8Array> {
  const pipeline = formatPipelineFile({
    ...{ format: 1, task: 'CLASSIFICATION', input: 'tokens', output: LOGITS, labels: [...labels] },
    tokenizer: { file: TOKENIZER_PATH, settings: null, maximumTokens: contextLength },
  });
  return new Map([
    [MODEL_PATH, servedClassifier(network, weights)],
    [PIPELINE_PATH, Buffer.from(pipeline)],
    [TOKENIZER_PATH, Buffer.from(tokenizerJson)],
  ]);
}

function signatureOf(labels: readonly string[]): ModelSignature {
  return {
    inputs: ['input_ids', 'attention_mask', 'position_ids'].map((name) => ({
      ...{ name, datatype: 'INT64', shape: [-1, -1] },
    })),
    outputs: [{ name: LOGITS, datatype: 'FP32', shape: [-1, labels.length] }],
    labels: [...labels],
  };
}
