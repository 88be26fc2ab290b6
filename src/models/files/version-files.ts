import type { EntityManager } from 'typeorm';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { ModelFile } from './model-file.entity.js';

/** Reads a file of a model version by its path; null when the version has no such file. */
export type ReadVersionFile = (path: string) => Promise<Buffer | null>;

/** Reads single files of a version from where they are stored: its model need not be fetched for them. */
export function versionFiles(
  db: EntityManager,
  blobs: Pick<BlobStore, 'readBytes'>,
  modelVersionId: string,
): ReadVersionFile {
  return async (path) => {
    const file = await db.findOneBy(ModelFile, { modelVersionId, path });
    return file && Buffer.from(await blobs.readBytes(file.digest));
  };
}
