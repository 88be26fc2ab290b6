import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { resolveDatasetVersion } from '../datasets/versions/resolve-dataset-version.js';
import { type DatasetReader, openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { checkedTags } from '../graph/tag.js';
import { enqueueJob } from '../jobs/enqueue-job.js';
import { durationToMs } from '../lib/durations.js';
import { ConflictError, InvalidInputError } from '../lib/errors.js';
import { findModel } from '../models/find-model.js';
import { type Model, ModelTask } from '../models/model.entity.js';
import { fastTextClassifierRun } from './bags/bag-classifier-run.js';
import { maximumEntropyRun } from './linear/maximum-entropy-run.js';
import { maximumEntropyRegressionRun } from './linear/value/maximum-entropy-regression-run.js';
import { gloVeRun } from './embeddings/glove/glove-run.js';
import { fastTextRun, word2VecRun } from './embeddings/word2vec/word2vec-run.js';
import { resolveWordTests } from './embeddings/word-tests.js';
import { transformerClassifierRun } from './neural/classifier/transformer-classifier-run.js';
import { maximumEntropyLanguageModelRun } from './linear/language-model/maximum-entropy-language-model-run.js';
import { recurrentLanguageModelRun } from './neural/language-model/recurrent/recurrent-language-model-run.js';
import { textGanRun } from './neural/text-gan/text-gan-run.js';
import { textVaeRun } from './neural/text-vae/text-vae-run.js';
import { transformerLanguageModelRun } from './neural/language-model/transformer/transformer-language-model-run.js';
import { initialRun } from './versions/initial-version.js';
import type { StartTrainingInput, TrainingSettingsInput } from './training-inputs.js';
import { assertTakesTokens } from './tokens-of-versions/token-source.js';
import {
  NO_VERSIONS,
  resolveTrainingVersions,
  type TrainingVersions,
  versionsOfJob,
} from './versions/training-versions.js';
import { taskOf } from './task-of.js';
import type { TrainingRun } from './training-run.js';
import { TrainingAlgorithm } from './training-settings.js';
import { TrainingJob } from './training-job.entity.js';

const DEFAULT_VALIDATION_SPLIT = 'validation';
const LARGEST_SEED = 2 ** 32 - 1;
/** Trainings that look at a validation split where there is one. */
const VALIDATED: ReadonlySet<TrainingAlgorithm> = new Set([
  TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION,
  TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL,
  TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_CLASSIFIER,
  TrainingAlgorithm.TEXT_GAN,
  TrainingAlgorithm.TEXT_VAE,
]);
/** Why some trainings always need an evaluation split. */
const ALWAYS_MEASURED: Partial<Record<TrainingAlgorithm, string>> = {
  [TrainingAlgorithm.TEXT_GAN]: 'A text GAN is always measured beside its pre-trained generator',
  [TrainingAlgorithm.TEXT_VAE]: 'A text VAE is always measured beside the same decoder without a latent vector',
};

/**
 * Starts a training. What can be known to be wrong before it runs is refused here.
 * @throws {NotFoundError} when there is no such model, version or dataset version
 * @throws {InvalidInputError} when a setting is out of range, a split is not there, or the training cannot begin from the version
 * @throws {ConflictError} when the model is archived, or the rows were deleted
 */
export async function startTraining(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  input: StartTrainingInput,
): Promise<TrainingJob> {
  const { projectId, id: startedById } = actor;
  const versions = await resolveTrainingVersions(tx, blobs, projectId, input);
  const training = trainingRun(input.settings, checkedSeed(input.seed), versions);
  const model = await modelToTrain(tx, projectId, input.model, training, ['input', 'model']);
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, input.datasetVersion);
  const reader = await openDatasetReader(tx, blobs, datasetVersionId);
  const splits = measuringSplits(reader, training, input);
  assertPatienceCounts(training, splits);
  const settings = {
    training,
    datasetVersionId,
    trainSplit: existing(reader, 'trainSplit', input.trainSplit),
    ...splits,
    tags: checkedTags(input.tags),
    ...versionsOfJob(versions, training),
    ...(input.wordTests.length > 0
      ? { wordTests: await resolveWordTests(tx, { actor, blobs }, input.wordTests, model.task) }
      : {}),
  };
  const maxDurationMs = input.maxDuration == null ? null : durationToMs(input.maxDuration);
  const job = { projectId, startedById, settings, targetId: model.id, maxDurationMs };
  return enqueueJob(tx, TrainingJob, job, clock.now());
}

/**
 * The model that gets a new version.
 * @param path of the input that names it
 */
export async function modelToTrain(
  tx: EntityManager,
  projectId: string,
  name: string,
  training: TrainingRun,
  path: string[],
): Promise<Model> {
  const model = await findModel(tx, projectId, name);
  if (model.archivedAt)
    throw new ConflictError(
      `The model "${model.name}" is archived. Bring it back with updateModel(archived: false) first.`,
    );
  const task = taskOf(training);
  if (model.task !== task)
    throw new InvalidInputError(
      `This trains models of the task ${task}, and "${model.name}" is for ${model.task}.${adviceOn(training, model)}`,
      path,
    );
  return model;
}

/** A classifier of the other of the two tasks is a setting away. */
function adviceOn(training: TrainingRun, { task }: Model): string {
  if (!('multiLabel' in training)) return '';
  if (task === ModelTask.MULTI_LABEL) return ' Give multiLabel: true, or train a model of another name.';
  return task === ModelTask.CLASSIFICATION ? ' Leave out multiLabel, or train a model of another name.' : '';
}

/**
 * The settings as they are run, with defaults filled in.
 * @param versions that the training builds on; none when left out
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another or with such a version
 */
export function trainingRun(
  input: TrainingSettingsInput,
  seed: number,
  { initial, tokenizerFrom, tokens }: TrainingVersions = NO_VERSIONS,
): TrainingRun {
  const { recurrentLanguageModel, transformerLanguageModel, transformerClassifier } = input;
  if (recurrentLanguageModel) {
    const from = initialRun(initial, TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL);
    return recurrentLanguageModelRun(recurrentLanguageModel, seed, from, tokens);
  }
  if (transformerLanguageModel) {
    const from = initialRun(initial, TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL);
    return transformerLanguageModelRun(transformerLanguageModel, seed, from, tokens);
  }
  if (transformerClassifier) {
    const from = initialRun(initial, TrainingAlgorithm.TRANSFORMER_CLASSIFIER);
    return transformerClassifierRun(transformerClassifier, seed, from, tokens);
  }
  const run = runFromNothing(input, seed, tokens);
  initialRun(initial, run.algorithm);
  assertTakesTokens(tokenizerFrom, run.algorithm);
  return run;
}

/** Settings of an algorithm that cannot begin from a version. @param tokens what a version decides whose tokens are taken; null for none */
function runFromNothing(input: TrainingSettingsInput, seed: number, tokens: TrainingVersions['tokens']): TrainingRun {
  const { maximumEntropy, word2vec, fastText, gloVe, fastTextClassifier } = input;
  const { maximumEntropyRegression, maximumEntropyLanguageModel, textGan, textVae } = input;
  if (maximumEntropy) return maximumEntropyRun(maximumEntropy, seed);
  if (maximumEntropyRegression) return maximumEntropyRegressionRun(maximumEntropyRegression, seed);
  if (word2vec) return word2VecRun(word2vec, seed);
  if (fastText) return fastTextRun(fastText, seed);
  if (gloVe) return gloVeRun(gloVe, seed);
  if (fastTextClassifier) return fastTextClassifierRun(fastTextClassifier, seed);
  if (maximumEntropyLanguageModel) return maximumEntropyLanguageModelRun(maximumEntropyLanguageModel, seed, tokens);
  if (textGan) return textGanRun(textGan, seed, tokens);
  if (textVae) return textVaeRun(textVae, seed, tokens);
  throw new InvalidInputError(
    'Give settings.maximumEntropy, settings.maximumEntropyRegression, settings.word2vec, settings.fastText, settings.gloVe, settings.fastTextClassifier, settings.maximumEntropyLanguageModel, settings.recurrentLanguageModel, settings.transformerLanguageModel, settings.transformerClassifier, settings.textGan or settings.textVae.',
    ['input', 'settings'],
  );
}

/** The splits beside the one that is learnt from. Word vectors are not measured. */
function measuringSplits(
  reader: DatasetReader,
  training: TrainingRun,
  { validationSplit, evaluationSplit }: StartTrainingInput,
): Pick<TrainingJob['settings'], 'validationSplit' | 'evaluationSplit'> {
  const isMeasured = taskOf(training) !== ModelTask.EMBEDDING;
  const measured = isMeasured && evaluationSplit !== null ? existing(reader, 'evaluationSplit', evaluationSplit) : null;
  const reason = ALWAYS_MEASURED[training.algorithm];
  if (reason !== undefined && measured === null)
    throw new InvalidInputError(`${reason}: give an evaluationSplit.`, ['input', 'evaluationSplit']);
  if (training.algorithm === TrainingAlgorithm.MAXIMUM_ENTROPY)
    return {
      validationSplit: validationSplitOf(reader, validationSplit ?? null, training.l2),
      evaluationSplit: measured,
    };
  if (VALIDATED.has(training.algorithm)) {
    const validation = validationSplit == null ? null : existing(reader, 'validationSplit', validationSplit);
    return { validationSplit: validation ?? usualValidationSplit(reader), evaluationSplit: measured };
  }
  if (validationSplit != null)
    throw new InvalidInputError(
      'Only maximumEntropy, maximumEntropyRegression, transformerClassifier and language models take a validation split: leave out validationSplit.',
      ['input', 'validationSplit'],
    );
  return { validationSplit: null, evaluationSplit: measured };
}

/** @throws {InvalidInputError} when epochs without a lower validation loss are to be counted, and nothing validates */
function assertPatienceCounts(training: TrainingRun, { validationSplit }: { validationSplit: string | null }): void {
  if (!('patience' in training) || training.patience === null || validationSplit !== null) return;
  throw new InvalidInputError(
    'patience counts epochs without a lower loss on a validation split, and there is none: give validationSplit, or leave out patience.',
    ['input', 'settings'],
  );
}

/** The split on which L2 is chosen; null when it is given, or no such split is there. */
function validationSplitOf(reader: DatasetReader, asked: string | null, l2: number | null): string | null {
  if (asked !== null) {
    if (l2 !== null)
      throw new InvalidInputError('validationSplit is for choosing l2: leave out one of them.', [
        'input',
        'validationSplit',
      ]);
    return existing(reader, 'validationSplit', asked);
  }
  return l2 === null ? usualValidationSplit(reader) : null;
}

function usualValidationSplit({ splits }: DatasetReader): string | null {
  const found = splits.find(({ name }) => name === DEFAULT_VALIDATION_SPLIT);
  return found && found.rowCount > 0 ? found.name : null;
}

function existing(reader: DatasetReader, field: string, split: string): string {
  return existingSplit(reader, split, ['input', field]);
}

/** @throws {InvalidInputError} when the dataset version has no rows in such a split */
export function existingSplit(reader: DatasetReader, split: string, path: string[]): string {
  const found = reader.splits.find(({ name }) => name === split);
  if (found && found.rowCount > 0) return split;
  const names = reader.splits.map(({ name }) => `"${name}"`).join(', ');
  throw new InvalidInputError(
    `The dataset version has ${found ? 'no rows in the' : 'no'} split "${split}"; its splits are ${names}.`,
    path,
  );
}

export function checkedSeed(seed: bigint | number): number {
  const number = Number(seed);
  if (number < 0 || number > LARGEST_SEED)
    throw new InvalidInputError(`seed is 0 to ${LARGEST_SEED}.`, ['input', 'seed']);
  return number;
}
