import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import { Model, ModelTask } from '../../models/model.entity.js';
import { resolveModelVersion } from '../../models/resolve-model-version.js';
import { type NamedVersion, trainingOfVersion } from '../initial-version.js';
import type { LanguageModelRun } from '../neural/language-model/network-of.js';
import { checkRange } from '../setting-limits.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';

const LANGUAGE_MODELS: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
];

/** How the answers of a teacher come into the loss. */
export interface DistillationSettings {
  /** Divides the logits of teacher and student. */
  readonly temperature: number;
  /** Share of the teacher in the loss. */
  readonly alpha: number;
}

/** The same with the version that teaches, as a job keeps it. */
export interface Distillation extends DistillationSettings {
  readonly teacher: NamedVersion;
  /** The settings of a language model that teaches, which tell its network; absent where a classifier does. */
  readonly training?: LanguageModelRun;
}

/** A version that is to teach. */
export interface TeacherVersion extends NamedVersion {
  readonly task: ModelTask;
  /** Settings of a language model whose network is known here; null for others. */
  readonly training: LanguageModelRun | null;
}

/** @throws {NotFoundError} when the project has no such version */
export async function resolveTeacher(tx: EntityManager, projectId: string, reference: string): Promise<TeacherVersion> {
  const version = await resolveModelVersion(tx, projectId, reference);
  const { name, task } = await tx.findOneByOrFail(Model, { id: version.modelId });
  const training = await trainingOfVersion(tx, projectId, version);
  return {
    ...{ id: version.id, ref: `${name}@${version.number}`, task },
    training: training && isLanguageModel(training) ? training : null,
  };
}

/**
 * What a training is to learn from a teacher.
 * @throws {InvalidInputError} when the algorithm cannot be taught, or not by this teacher, or a setting is out of range
 */
export function distillationOf(
  { temperature, alpha }: DistillationSettings,
  { id, ref, task, training }: TeacherVersion,
  student: TrainingRun,
): Distillation {
  checkRange('temperature', temperature, 0.1, 100, (name, sentence) => refuse(sentence, name));
  if (!(alpha > 0 && alpha <= 1)) refuse('alpha is above 0, up to 1.', 'alpha');
  const settings = { teacher: { id, ref }, temperature, alpha };
  if (student.algorithm === TrainingAlgorithm.TRANSFORMER_CLASSIFIER) {
    if (task !== ModelTask.CLASSIFICATION)
      refuse(`${ref} is for ${task}: what teaches a classifier is of the task CLASSIFICATION.`, 'teacher');
    return settings;
  }
  if (!isLanguageModel(student))
    refuse(
      `Trainings by ${student.algorithm} take no teacher: leave out distillation, or train a transformerClassifier, a transformerLanguageModel or a recurrentLanguageModel.`,
    );
  if ('softmaxSamples' in student && student.softmaxSamples !== null)
    refuse('A teacher answers for all tokens, not for a sample of them: leave out softmaxSamples, or distillation.');
  return { ...settings, training: training ?? refuseTeacher(ref) };
}

function refuseTeacher(ref: string): never {
  return refuse(
    `${ref} was not trained here by ${LANGUAGE_MODELS.join(' or ')}: what teaches a language model runs within its training, so that its network has to be known. Choose a version that such a training made, not an upload or what an optimization made.`,
    'teacher',
  );
}

function isLanguageModel(run: TrainingRun): run is LanguageModelRun {
  return LANGUAGE_MODELS.includes(run.algorithm);
}

function refuse(sentence: string, ...field: string[]): never {
  throw new InvalidInputError(sentence, ['input', 'distillation', ...field]);
}
