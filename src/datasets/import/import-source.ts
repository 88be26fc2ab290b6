import type { EntityManager } from 'typeorm';
import { ConflictError, InvalidInputError, NotFoundError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { consumeUpload } from '../../storage/uploads/consume-upload.js';
import { findUpload } from '../../storage/uploads/find-upload.js';
import { type ImportFile, blobFile, textFile } from './import-file.js';
import { ImportJob } from './import-job.entity.js';

/** Where the bytes of a file come from; exactly one is given. */
export interface ImportSource {
  upload?: string;
  text?: string;
  blob?: string;
}

/** What is asked for its files: a database and a blob store, for one project. */
export interface SourcePlaces {
  db: EntityManager;
  blobs: BlobStore;
  projectId: string;
}

const TEXT_NAME = 'text';

/** The file that a source names, to look at. Uses nothing up. */
export async function findSource(places: SourcePlaces, source: ImportSource): Promise<ImportFile> {
  if (source.text !== undefined) return textFile(source.text, TEXT_NAME);
  if (source.blob !== undefined) return fileOfImport(places, source.blob);
  const upload = await findUpload(places.db, places.projectId, source.upload ?? '');
  if (upload.digest === null) {
    throw new ConflictError(`The upload "${upload.id}" is not finished. Finish it first: a tus client resumes it.`);
  }
  return blobFile(places.blobs, upload.digest, upload.fileName ?? upload.id);
}

/** The file that a source names, in the blob store; an upload is used up by the transaction. */
export async function takeSource(
  { db: tx, blobs, projectId }: SourcePlaces,
  source: ImportSource,
  now: Date,
): Promise<{ digest: string; file: ImportFile }> {
  if (source.text !== undefined) {
    if (source.text === '') throw new InvalidInputError('The text is empty.', ['input', 'source', 'text']);
    const { digest } = await blobs.put(Buffer.from(source.text));
    return { digest, file: textFile(source.text, TEXT_NAME) };
  }
  if (source.blob !== undefined) {
    return { digest: source.blob, file: await fileOfImport({ db: tx, blobs, projectId }, source.blob) };
  }
  const upload = await consumeUpload(tx, projectId, source.upload ?? '', now);
  return { digest: upload.digest, file: await blobFile(blobs, upload.digest, upload.fileName ?? source.upload!) };
}

/** The file of an earlier import of the project: digests of other projects are not found. */
async function fileOfImport({ db, blobs, projectId }: SourcePlaces, digest: string): Promise<ImportFile> {
  const job = await db
    .createQueryBuilder(ImportJob, 'job')
    .where({ projectId })
    .andWhere(`job.settings ->> 'sourceDigest' = :digest`, { digest })
    .orderBy('job.id', 'DESC')
    .limit(1)
    .getOne();
  if (!job || !(await blobs.has(digest))) {
    throw new NotFoundError(
      'file',
      digest,
      'Only files of earlier imports of this project can be named by digest. Upload the file.',
    );
  }
  return blobFile(blobs, digest, job.fileName);
}
