import { CreateModelDocument, isSluiceError, ModelByNameDocument, type ModelTask } from '../../client/index.js';
import type { Session } from '../session.js';

/** Makes a model unless there is one of that name. */
export async function makeSureOfModel({ client, output }: Session, name: string, task: ModelTask): Promise<void> {
  const { model } = await client.request(ModelByNameDocument, { name });
  if (model) return;
  try {
    await client.request(CreateModelDocument, { input: { name, task } });
    output.remark(`Made the model "${name}".`);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'CONFLICT') throw error;
  }
}
