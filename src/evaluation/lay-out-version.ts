import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { ModelFile } from '../models/files/model-file.entity.js';
import { layOutFiles } from '../onnx/model-files.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';

/** Lays the files of a model version out under their paths in `<folder>/<version>`. @returns that folder */
export async function layOutVersion(
  db: EntityManager,
  blobs: BlobStore,
  versionId: string,
  folder: string,
): Promise<string> {
  const files = await db.findBy(ModelFile, { modelVersionId: versionId });
  const cache = join(folder, 'blobs');
  const target = join(folder, versionId);
  await mkdir(target, { recursive: true });
  const local = await Promise.all(
    files.map(async ({ path, digest }) => ({ path, localPath: await blobs.localPath(digest, cache) })),
  );
  await layOutFiles(local, target);
  return target;
}
