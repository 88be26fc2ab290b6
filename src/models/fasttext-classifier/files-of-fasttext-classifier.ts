import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../access/context.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import type { StoredBlob } from '../../storage/blobs/blob-store.js';
import { isFastTextFile } from '../../text/word-vectors/fasttext/is-fasttext.js';
import { ModelFileRole } from '../files/model-file.entity.js';
import { ModelTask } from '../model.entity.js';
import { SOURCE_PATH } from '../word-vectors/training-evidence.js';
import { runConversion } from '../threads/run-conversion.js';
import { type ClassifierConversion, type ClassifierFiles, TABLE_PATH } from './conversion.js';

type MadeFile = StoredBlob & { path: string; role: ModelFileRole; fileName?: string | null };

/**
 * Makes the files of a model version, of the task CLASSIFICATION or MULTI_LABEL, of a supervised model of fastText, and puts them into the blob store.
 * @throws {InvalidInputError} naming the place, when the file is none or lies about what it holds
 */
export async function filesOfFastTextClassifier(
  { blobs, signal }: RequestContext,
  { digest, sizeBytes, fileName }: StoredBlob & { fileName: string | null },
  task: ModelTask,
): Promise<MadeFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-fasttext-'));
  try {
    const source = await blobs.localPath(digest, folder);
    const conversion: ClassifierConversion = { source, folder, multiLabel: task === ModelTask.MULTI_LABEL };
    const { paths } = await runConversion<ClassifierFiles>(
      'models/fasttext-classifier/convert-thread.js',
      conversion,
      'fastTextClassifier',
      signal,
    );
    const made = await Promise.all(
      paths.map(async (path) => ({
        ...{ path, role: roleOf(path), fileName: path === MODEL_PATH ? fileName : null },
        ...(await blobs.put(createReadStream(join(folder, path)))),
      })),
    );
    const isPlain = await isFastTextFile(source);
    return [...made, ...(isPlain ? [{ path: SOURCE_PATH, role: ModelFileRole.EVIDENCE, digest, sizeBytes }] : [])];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function roleOf(path: string): ModelFileRole {
  if (path === MODEL_PATH) return ModelFileRole.MODEL;
  if (path === TABLE_PATH) return ModelFileRole.WEIGHTS;
  return path === PIPELINE_PATH ? ModelFileRole.PIPELINE : ModelFileRole.VOCABULARY;
}
