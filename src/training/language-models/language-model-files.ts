import type { NewFile } from '../../models/versions/insert-model-version.js';
import { ModelFileRole } from '../../models/files/model-file.entity.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import type { RecurrentState } from '../../pipelines/language-model/language-model-file.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { storedFile } from '../trained/stored-file.js';
import type { TrainingContext } from '../training-context.js';
import type { TokenCodec } from './token-codec.js';

/**
 * The files by which a version is served: model, pipeline and vocabulary.
 * @param model the ONNX model's bytes
 * @param contextLength most tokens of a text with its prompt; null where there is no bound
 * @param states that begin with something else than zeros
 */
export async function languageModelFiles(
  context: TrainingContext,
  model: Uint8Array,
  codec: TokenCodec,
  contextLength: number | null,
  states: readonly RecurrentState[] = [],
): Promise<NewFile[]> {
  const pipelineFile = formatPipelineFile({
    format: 1,
    task: 'LANGUAGE_MODEL',
    ...codec.described,
    ...{ eosIds: [codec.endId], beginId: codec.endId, contextLength, states: [...states], chat: null },
  });
  return Promise.all([
    storedFile(context, MODEL_PATH, ModelFileRole.MODEL, model),
    storedFile(context, PIPELINE_PATH, ModelFileRole.PIPELINE, Buffer.from(pipelineFile)),
    storedFile(context, codec.file.path, ModelFileRole.VOCABULARY, codec.file.bytes),
  ]);
}
