import { type EntityManager, Not } from 'typeorm';
import { UploadPart } from './upload-part.entity.js';
import { Upload, UploadState } from './upload.entity.js';

/** Whether an upload that waits to be used refers to the blob, as a part or as the whole: collection must spare it. */
export async function isReferencedByUpload(db: EntityManager, digest: string): Promise<boolean> {
  return (
    (await db.existsBy(Upload, { digest, state: Not(UploadState.CONSUMED) })) ||
    (await db.existsBy(UploadPart, { digest }))
  );
}
