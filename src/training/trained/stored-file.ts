import type { JobContext } from '../../jobs/job-context.js';
import { TABLE_PATH } from '../../models/fasttext-classifier/conversion.js';
import type { NewFile } from '../../models/versions/insert-model-version.js';
import { ModelFileRole } from '../../models/files/model-file.entity.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';

/** Path of the file that tells how a version was trained. */
export const EVIDENCE_PATH = 'training.json';

export interface TrainedFiles {
  /** What serving needs, by path: the graph, a table beside it, the pipeline, and what that reads. */
  readonly served: ReadonlyMap<string, Uint8Array>;
  /** How it was trained, for training.json. */
  readonly evidence: object;
  /** Further evidence by path. */
  readonly others?: Readonly<Record<string, Uint8Array>>;
}

/** Puts a file of a new version into the blob store. */
export async function storedFile(
  { blobs }: JobContext,
  path: string,
  role: ModelFileRole,
  bytes: Uint8Array,
): Promise<NewFile> {
  return { path, role, ...(await blobs.put(bytes)) };
}

/** The same for all of its files. */
export function storedFiles(context: JobContext, { served, evidence, others = {} }: TrainedFiles): Promise<NewFile[]> {
  const json = Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`);
  const about = Object.entries({ ...others, [EVIDENCE_PATH]: json });
  return Promise.all([
    ...[...served].map(([path, bytes]) => storedFile(context, path, roleOf(path), bytes)),
    ...about.map(([path, bytes]) => storedFile(context, path, ModelFileRole.EVIDENCE, bytes)),
  ]);
}

function roleOf(path: string): ModelFileRole {
  if (path === MODEL_PATH) return ModelFileRole.MODEL;
  if (path === TABLE_PATH) return ModelFileRole.WEIGHTS;
  return path === PIPELINE_PATH ? ModelFileRole.PIPELINE : ModelFileRole.VOCABULARY;
}
