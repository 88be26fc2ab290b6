import type { RequestContext } from '../../access/context.js';
import { ModelFile } from '../files/model-file.entity.js';
import type { ModelVersion } from '../versions/model-version.entity.js';
import type { VersionFiles } from './served-files.js';
import { type WordVectorsOfFiles, wordVectorsOfFiles } from './word-vectors-of-files.js';

/**
 * The words of a version and their vectors, and its files.
 * @throws {InvalidInputError} when the version is no plain table of word vectors
 */
export async function wordVectorsOfVersion(
  context: RequestContext,
  version: ModelVersion,
): Promise<WordVectorsOfFiles & { readonly files: readonly ModelFile[] }> {
  const stored = await storedFiles(context, version);
  return { ...(await wordVectorsOfFiles(stored)), files: stored.files };
}

/** The files of a version where they are stored. */
export async function storedFiles(
  { db, blobs }: RequestContext,
  { id: modelVersionId }: ModelVersion,
): Promise<VersionFiles & { readonly files: readonly ModelFile[] }> {
  const files = await db.getRepository(ModelFile).findBy({ modelVersionId });
  const digestOf = (path: string) => files.find((file) => file.path === path)!.digest;
  return {
    files,
    has: (path) => files.some((file) => file.path === path),
    read: (path) => blobs.read(digestOf(path)),
    readBytes: (path) => blobs.readBytes(digestOf(path)),
  };
}
