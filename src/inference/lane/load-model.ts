import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../../lib/errors.js';
import { createSession } from '../../onnx/runtime/session.js';
import { loadPipeline } from '../../pipelines/load-pipeline.js';
import type { Pipeline } from '../../pipelines/pipeline.js';
import { WordSearch } from '../../pipelines/words/word-search.js';
import { isWordsPipeline } from '../../pipelines/words/words-pipeline.js';
import { GenerationModel } from './generation/generation-model.js';
import type { LoadModel } from './lane-messages.js';
import { LaneModel } from './lane-model.js';

/** Loads a model with its pipeline and makes it ready. @throws {Error} with the reason when it cannot be served */
export async function loadModel(spec: LoadModel): Promise<LaneModel | GenerationModel> {
  const pipeline = await readPipeline(spec);
  if (pipeline?.task === 'LANGUAGE_MODEL' && spec.maxBatchRows !== null)
    throw new InvalidInputError('A language model generates texts together as they come: it takes no batch size.');
  if (pipeline && isWordsPipeline(pipeline)) {
    const search = await WordSearch.open(spec.modelPath, pipeline.lookup.words.length, spec.devices);
    if (search) return ready(search, () => LaneModel.load(search, pipeline, spec.maxBatchRows));
  }
  const session = await createSession(spec.modelPath, { devices: spec.devices });
  return ready<LaneModel | GenerationModel>(session, () =>
    pipeline?.task === 'LANGUAGE_MODEL'
      ? GenerationModel.load(session, pipeline, spec.cacheBudgetBytes)
      : LaneModel.load(session, pipeline, spec.maxBatchRows),
  );
}

/** What `load` makes of a graph, whose memory is given back when it fails. */
async function ready<M>(graph: { release(): Promise<void> }, load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch (error) {
    await graph.release();
    throw error;
  }
}

async function readPipeline({ pipelinePath, files }: LoadModel): Promise<Pipeline | null> {
  if (pipelinePath === null) return null;
  const contents = await Promise.all(
    Object.entries(files).map(async ([path, localPath]) => [path, await readFile(localPath)] as const),
  );
  return loadPipeline(await readFile(pipelinePath, 'utf8'), new Map(contents));
}
