import { join } from 'node:path';
import { InvalidInputError } from '../../lib/errors.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { createSession, type Session } from '../../onnx/runtime/session.js';
import { isTextPipeline, type TextPipeline, type TextTask } from '../../pipelines/pipeline.js';
import { openPipeline } from '../open-pipeline.js';

export interface OpenTextModel {
  readonly session: Session;
  readonly pipeline: TextPipeline;
}

/**
 * A model that answers texts, for the process of a job: a run blocks it.
 * @param folder holds the version's files under their paths
 * @param refusal what to say when it is for none of the tasks
 * @throws {InvalidInputError} when it is for none of the tasks, or its graph is not what its pipeline says
 */
export async function openTextModel(
  folder: string,
  tasks: readonly TextTask[],
  refusal: string,
): Promise<OpenTextModel> {
  const pipeline = await openPipeline(folder);
  if (!pipeline || !isTextPipeline(pipeline) || !tasks.includes(pipeline.task)) throw new InvalidInputError(refusal);
  const session = await createSession(join(folder, MODEL_PATH));
  pipeline.assertServes(session);
  return { session, pipeline };
}
