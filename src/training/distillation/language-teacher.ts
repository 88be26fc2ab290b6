import { InvalidInputError } from '../../lib/errors.js';
import { versionFiles } from '../../models/files/version-files.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import type { Tensors } from '../../onnx/tensor.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { weightsOf } from '../versions/initial-model.js';
import type { LanguageNetwork } from '../neural/language-model/language-network.js';
import { languageNetworkOf, parametersOf } from '../neural/language-model/network-of.js';
import type { TrainingContext } from '../training-context.js';
import { contextLengthOf, type Distillation, type DistillationSettings } from './distillation.js';

/** A language model whose answers another one learns. */
export interface LanguageTeacher extends DistillationSettings {
  /** As in "poet@3". */
  readonly ref: string;
  /** Without dropout. */
  readonly network: LanguageNetwork;
  readonly weights: Tensors;
  /** Most tokens of a text; null where there is no bound. */
  readonly contextLength: number | null;
}

/**
 * @param vocabularySize tokens of the student, which are those of the teacher
 * @returns null when the training has no teacher
 */
export async function openLanguageTeacher(
  { db, blobs }: Pick<TrainingContext, 'db' | 'blobs'>,
  distillation: Distillation | undefined,
  vocabularySize: number,
): Promise<LanguageTeacher | null> {
  if (!distillation?.training) return null;
  const { training, teacher, temperature, alpha } = distillation;
  const read = versionFiles(db.manager, blobs, teacher.id);
  const [model, pipeline] = [await read(MODEL_PATH), await read(PIPELINE_PATH)];
  if (!model || !pipeline) throw new InvalidInputError(`The files of ${teacher.ref} are gone: choose another teacher.`);
  const network = languageNetworkOf({ ...training, dropout: 0 }, vocabularySize);
  return {
    ...{ ref: teacher.ref, temperature, alpha, network },
    weights: weightsOf(model, parametersOf(network), teacher.ref),
    contextLength: contextLengthOf(pipeline),
  };
}
