import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import { Model, ModelTask } from '../../models/model.entity.js';
import { resolveModelVersion } from '../../models/versions/resolve-model-version.js';
import { versionFiles } from '../../models/files/version-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile } from '../../pipelines/pipeline-file.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { ClassifierObjective } from '../bags/bag-classifier-settings.js';
import type { FastTextClassifierRun } from '../bags/fasttext-classifier-schema.js';
import { type NamedVersion, trainingOfVersion } from '../versions/initial-version.js';
import type { LanguageModelRun } from '../neural/language-model/network-of.js';
import { checkRange } from '../setting-limits.js';
import { taskOf } from '../task-of.js';
import type { TrainingSettingsInput } from '../training-inputs.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';
import { DEFAULT_TEMPERATURE, type DistillationInput } from './distillation-schema.js';

const LANGUAGE_MODELS: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
];

/** Trainings that learn what one of them expects behind each token. */
const TAUGHT_BY_LANGUAGE_MODELS: readonly TrainingAlgorithm[] = [
  ...LANGUAGE_MODELS,
  TrainingAlgorithm.TEXT_GAN,
  TrainingAlgorithm.TEXT_VAE,
  TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL,
];

/** Trainings that learn from any version that answers texts with what they answer. */
const TAUGHT_BY_ANSWERS: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.TRANSFORMER_CLASSIFIER,
  TrainingAlgorithm.MAXIMUM_ENTROPY,
  TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION,
  TrainingAlgorithm.FASTTEXT_CLASSIFIER,
];

/** Of versions whose answers to texts are labels or numbers. */
const ANSWERING: readonly ModelTask[] = [ModelTask.CLASSIFICATION, ModelTask.MULTI_LABEL, ModelTask.REGRESSION];

/** Divides nothing. */
const NO_TEMPERATURE = 1;

/** How the answers of a teacher come into the loss. */
export interface DistillationSettings {
  /** Divides the logits of teacher and student; 1 where the answers are numbers, which have none. */
  readonly temperature: number;
  /** Share of the teacher in the loss. */
  readonly alpha: number;
}

/** The same with the version that teaches, as a job keeps it. */
export interface Distillation extends DistillationSettings {
  readonly teacher: NamedVersion;
  /** The settings of a language model that teaches, which tell its network; absent where another model does. */
  readonly training?: LanguageModelRun;
}

/** The same with what the teacher says of the rows that are learnt from. */
export interface TaughtRows extends DistillationSettings {
  /** (rows, outputs) probabilities at the temperature, or numbers. */
  readonly answers: Float32Array;
}

/** A version that is to teach. */
export interface TeacherVersion extends NamedVersion {
  readonly task: ModelTask;
  /** Settings of a language model whose network is known here; null for others. */
  readonly training: LanguageModelRun | null;
  /** Most tokens of a text that such a language model has learned to read; null for others, and where there is no bound. */
  readonly contextLength: number | null;
  /** Why it does not answer texts as its task has it, as in "it has no pipeline.json"; null when it does, or has another task. */
  readonly answersNoTexts: string | null;
}

/** @throws {NotFoundError} when the project has no such version */
export async function resolveTeacher(
  tx: EntityManager,
  blobs: BlobStore,
  projectId: string,
  reference: string,
): Promise<TeacherVersion> {
  const version = await resolveModelVersion(tx, projectId, reference);
  const { name, task } = await tx.findOneByOrFail(Model, { id: version.modelId });
  const run = await trainingOfVersion(tx, projectId, version);
  const training = run && isLanguageModel(run) ? run : null;
  const pipeline = await versionFiles(tx, blobs, version.id)(PIPELINE_PATH);
  return {
    ...{ id: version.id, ref: `${name}@${version.number}`, task, training },
    contextLength: training && pipeline ? contextLengthOf(pipeline) : null,
    answersNoTexts: ANSWERING.includes(task) ? whyNoTexts(pipeline, task) : null,
  };
}

/** Most tokens of a text, as a pipeline.json says; null where it says none. */
export function contextLengthOf(pipeline: Buffer): number | null {
  const file = parsePipelineFile(pipeline.toString());
  return 'contextLength' in file ? file.contextLength : null;
}

/** @param task of the version's model */
function whyNoTexts(pipeline: Buffer | null, task: string): string | null {
  if (!pipeline) return `it has no ${PIPELINE_PATH}`;
  const answered = parsePipelineFile(pipeline.toString()).task;
  return answered === task ? null : `its ${PIPELINE_PATH} is for ${answered}`;
}

/** The shares as they are asked for, with the temperature filled in. */
export function sharesOf(
  { temperature, alpha }: DistillationInput,
  { maximumEntropyRegression }: TrainingSettingsInput,
): DistillationSettings {
  return { temperature: temperature ?? (maximumEntropyRegression ? NO_TEMPERATURE : DEFAULT_TEMPERATURE), alpha };
}

/**
 * What a training is to learn from a teacher.
 * @throws {InvalidInputError} when the algorithm cannot be taught, or not by this teacher, or a setting is out of range
 */
export function distillationOf(
  { temperature, alpha }: DistillationSettings,
  { id, ref, task, training, contextLength, answersNoTexts }: TeacherVersion,
  student: TrainingRun,
): Distillation {
  checkTemperature(temperature, student);
  if (!(alpha > 0 && alpha <= 1)) refuse('alpha is above 0, up to 1.', 'alpha');
  const settings = { teacher: { id, ref }, temperature, alpha };
  if (TAUGHT_BY_ANSWERS.includes(student.algorithm)) {
    const own = taskOf(student);
    if (task !== own)
      refuse(`${ref} is for ${task}: what teaches a model of the task ${own} is of that task.`, 'teacher');
    if (answersNoTexts)
      refuse(
        `${ref} does not answer texts: ${answersNoTexts}. What teaches a model of the task ${own} answers the texts of the rows: choose such a version, or register it with a ${PIPELINE_PATH}.`,
        'teacher',
      );
    if (student.algorithm === TrainingAlgorithm.FASTTEXT_CLASSIFIER) checkObjective(student);
    return settings;
  }
  if (!TAUGHT_BY_LANGUAGE_MODELS.includes(student.algorithm)) refuseStudent(student);
  if ('softmaxSamples' in student && student.softmaxSamples !== null)
    refuse('A teacher answers for all tokens, not for a sample of them: leave out softmaxSamples, or distillation.');
  if (!training) refuseTeacher(ref);
  if ('textLength' in student && contextLength !== null && student.textLength > contextLength)
    refuse(
      `textLength is at most ${contextLength} with the teacher ${ref}, which has read no longer texts, and is ${student.textLength}. Lower it, or choose a teacher of a contextLength of ${student.textLength} or more, or a recurrent one.`,
      'teacher',
    );
  return { ...settings, training };
}

/** @throws {InvalidInputError} when it is out of range, or numbers are to have one */
function checkTemperature(temperature: number, { algorithm }: TrainingRun): void {
  if (algorithm === TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION && temperature !== NO_TEMPERATURE)
    refuse('A regression answers with numbers, which have no temperature: leave out temperature.', 'temperature');
  checkRange('temperature', temperature, 0.1, 100, (name, sentence) => refuse(sentence, name));
}

/** @throws {InvalidInputError} when it compares a text with only some of its labels, or otherwise than a teacher answers */
function checkObjective({ objective, multiLabel }: FastTextClassifierRun): void {
  const wanted = multiLabel ? ClassifierObjective.ONE_VS_ALL : ClassifierObjective.SOFTMAX;
  if (objective === wanted) return;
  const kind = multiLabel ? 'each label by itself' : 'all labels together';
  refuse(
    `A teacher answers for ${kind}, which the objective ${objective} does not learn: choose ${wanted}, or leave out distillation.`,
  );
}

function refuseStudent({ algorithm }: TrainingRun): never {
  return refuse(
    `Trainings by ${algorithm} take no teacher: leave out distillation, or train by ${[...TAUGHT_BY_ANSWERS, ...TAUGHT_BY_LANGUAGE_MODELS].join(', ')}.`,
  );
}

function refuseTeacher(ref: string): never {
  return refuse(
    `${ref} was not trained here by ${LANGUAGE_MODELS.join(' or ')}: what teaches a language model is run by its training, so that its network has to be known. Choose a version that such a training made, not an upload or what an optimization made.`,
    'teacher',
  );
}

function isLanguageModel(run: TrainingRun): run is LanguageModelRun {
  return LANGUAGE_MODELS.includes(run.algorithm);
}

function refuse(sentence: string, ...field: string[]): never {
  throw new InvalidInputError(sentence, ['input', 'distillation', ...field]);
}
