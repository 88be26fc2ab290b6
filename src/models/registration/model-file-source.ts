import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../access/context.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../lib/errors.js';
import type { StoredBlob } from '../../storage/blobs/blob-store.js';
import { consumeUpload } from '../../storage/uploads/consume-upload.js';
import { findUpload } from '../../storage/uploads/find-upload.js';
import { ModelFile } from '../files/model-file.entity.js';
import { ModelVersion } from '../versions/model-version.entity.js';

const MAX_TEXT_CHARACTERS = 1_000_000;

/** Where the bytes of a file come from; exactly one is given. */
export interface ModelFileSource {
  upload?: string;
  text?: string;
  blob?: string;
}

/** The bytes that a source names, in the blob store. Uses nothing up. */
export async function findSource(
  context: RequestContext,
  source: ModelFileSource,
  path: readonly (string | number)[],
): Promise<StoredBlob & { fileName: string | null }> {
  if (source.text !== undefined) {
    if (source.text.length > MAX_TEXT_CHARACTERS) {
      throw new LimitExceededError(
        `A text has at most ${MAX_TEXT_CHARACTERS} characters. Upload the file over tus.`,
        MAX_TEXT_CHARACTERS,
        source.text.length,
      );
    }
    return { ...(await context.blobs.put(Buffer.from(source.text))), fileName: null };
  }
  if (source.blob !== undefined) return { ...(await blobOfProject(context, source.blob)), fileName: null };
  if (source.upload === undefined) throw new InvalidInputError('Give upload, text or blob.', path);
  const { digest, offsetBytes, fileName } = await findUpload(context.db.manager, context.projectId, source.upload);
  if (digest === null)
    throw new ConflictError(`The upload "${source.upload}" is not finished. Finish it first: a tus client resumes it.`);
  return { digest, sizeBytes: Number(offsetBytes), fileName };
}

/** Uses up what a source names, in the transaction that makes something of it. */
export async function useSource(
  tx: EntityManager,
  projectId: string,
  source: ModelFileSource,
  now: Date,
): Promise<void> {
  if (source.upload !== undefined) await consumeUpload(tx, projectId, source.upload, now);
}

/** A file of another model version of the project, by digest: digests of other projects are not found. */
async function blobOfProject({ db, projectId }: RequestContext, digest: string): Promise<StoredBlob> {
  const file = await db
    .createQueryBuilder(ModelFile, 'file')
    .innerJoin(ModelVersion, 'version', 'version.id = file.modelVersionId AND version.projectId = :projectId', {
      projectId,
    })
    .where('file.digest = :digest', { digest })
    .getOne();
  if (!file)
    throw new NotFoundError(
      'file',
      digest,
      'Only files of model versions of this project can be named by digest. Upload the file.',
    );
  return { digest, sizeBytes: Number(file.sizeBytes) };
}
