import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import { Model, ModelTask } from '../../models/model.entity.js';
import { resolveModelVersion } from '../../models/resolve-model-version.js';
import type { NamedVersion } from '../initial-version.js';
import { checkRange } from '../setting-limits.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { DistillationInput } from './distillation-schema.js';

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
}

/**
 * What a training is to learn from a teacher.
 * @throws {NotFoundError} when the project has no such version
 * @throws {InvalidInputError} when the algorithm cannot be taught, the teacher is no classifier, or a setting is out of range
 */
export async function resolveDistillation(
  tx: EntityManager,
  projectId: string,
  { teacher: reference, temperature, alpha }: DistillationInput,
  algorithm: TrainingAlgorithm,
): Promise<Distillation> {
  if (algorithm !== TrainingAlgorithm.TRANSFORMER_CLASSIFIER)
    refuse(`Trainings by ${algorithm} take no teacher: leave out distillation, or train a transformerClassifier.`);
  checkRange('temperature', temperature, 0.1, 100, (name, sentence) => refuse(sentence, name));
  if (!(alpha > 0 && alpha <= 1)) refuse('alpha is above 0, up to 1.', 'alpha');
  const { id, modelId, number } = await resolveModelVersion(tx, projectId, reference);
  const { name, task } = await tx.findOneByOrFail(Model, { id: modelId });
  const teacher = { id, ref: `${name}@${number}` };
  if (task !== ModelTask.CLASSIFICATION)
    refuse(`${teacher.ref} is for ${task}: what teaches a classifier is of the task CLASSIFICATION.`, 'teacher');
  return { teacher, temperature, alpha };
}

function refuse(sentence: string, ...field: string[]): never {
  throw new InvalidInputError(sentence, ['input', 'distillation', ...field]);
}
