import type { EntityManager } from 'typeorm';
import type { BlobStore } from '../blobs/blob-store.js';
import { hexOfDigest } from '../blobs/digest.js';
import { Upload, UploadState } from './upload.entity.js';

export interface NewUpload {
  id: string;
  projectId: string;
  createdById: string;
  /** "filename" names the file; "digest" ("sha256:<hex>") is what the whole content must hash to. */
  metadata: Record<string, string | null>;
  /** Null when the client does not know yet. */
  sizeBytes: bigint | null;
  expiresAt: Date;
}

/**
 * Begins an upload; an empty one is finished at once.
 * @throws {InvalidInputError} when the metadata names a malformed digest
 */
export async function createUpload(
  tx: EntityManager,
  blobs: BlobStore,
  { metadata, ...given }: NewUpload,
  now: Date,
): Promise<Upload> {
  const expectedDigest = metadata.digest ?? null;
  if (expectedDigest !== null) hexOfDigest(expectedDigest);
  const empty = given.sizeBytes === 0n ? await blobs.put(new Uint8Array()) : null;
  const upload = tx.create(Upload, {
    ...given,
    metadata,
    fileName: metadata.filename ?? metadata.name ?? null,
    offsetBytes: 0n,
    state: empty ? UploadState.FINISHED : UploadState.RECEIVING,
    expectedDigest,
    digest: empty?.digest ?? null,
    createdAt: now,
    consumedAt: null,
  });
  await tx.insert(Upload, upload);
  return upload;
}
