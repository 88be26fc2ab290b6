import type { EntityManager } from 'typeorm';
import { ConflictError } from '../../lib/errors.js';
import type { StoredBlob } from '../blobs/blob-store.js';
import { lockUpload } from './find-upload.js';
import { Upload, UploadState } from './upload.entity.js';

export interface ConsumedUpload extends StoredBlob {
  /** What the client called the file, if it did. */
  fileName: string | null;
}

/**
 * Uses up a finished upload, in the transaction that makes something of it. The caller's rows must refer to the digest from
 * then on: the upload itself is forgotten when it expires.
 * @throws {NotFoundError} when this project has no such upload
 * @throws {ConflictError} when bytes are missing, or something was made of it before
 */
export async function consumeUpload(
  tx: EntityManager,
  projectId: string,
  id: string,
  now: Date,
): Promise<ConsumedUpload> {
  const upload = await lockUpload(tx, projectId, id);
  if (upload.consumedAt) {
    throw new ConflictError(
      `The upload "${id}" was used up at ${upload.consumedAt.toISOString()}. Upload the file again.`,
    );
  }
  if (upload.digest === null) {
    const total = upload.sizeBytes ?? 'a number not yet told';
    throw new ConflictError(
      `The upload "${id}" has ${upload.offsetBytes} bytes of ${total}. Finish it first: a tus client resumes it.`,
    );
  }
  await tx.update(Upload, { id }, { state: UploadState.CONSUMED, consumedAt: now });
  return { digest: upload.digest, fileName: upload.fileName, sizeBytes: Number(upload.offsetBytes) };
}
