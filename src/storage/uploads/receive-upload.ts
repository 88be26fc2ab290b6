import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import { ConflictError } from '../../lib/errors.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { type Checksum, ChecksumMismatchError } from './checksum.js';
import { Upload, UploadState } from './upload.entity.js';
import { UploadPart } from './upload-part.entity.js';

/** Bytes kept in memory before they become a blob: what a killed gateway loses of an upload at most. */
const PART_BYTES = 8 * 1024 * 1024;

export interface UploadServices {
  db: DataSource;
  blobs: BlobStore;
  clock: Clock;
  /** How long an upload is kept after its last progress, in milliseconds. */
  expiryMs: number;
}

/**
 * Receives the bytes of one request, in parts that are safe one by one; the last byte makes the whole a blob.
 *
 * A part counts only when it moved the offset from where it begins, so that two senders at once, or one whose lock was lost,
 * cannot mix. The part that completes the upload counts only together with the blob of the whole: an upload that has all its
 * bytes is finished.
 * @param upload moved on as parts become safe
 * @param checksum what the bytes must hash to; with it, all of them count or none does
 * @returns the new offset
 * @throws {ChecksumMismatchError} when the bytes, or the whole, hash to something else
 * @throws {ConflictError} when another sender was faster
 */
export async function receiveUpload(
  services: UploadServices,
  upload: Upload,
  source: AsyncIterable<Uint8Array>,
  checksum: Checksum | null,
): Promise<number> {
  if (upload.state !== UploadState.RECEIVING) return Number(upload.offsetBytes);
  const receiver = new Receiver(services, upload, checksum);
  try {
    for await (const chunk of source) await receiver.take(chunk);
  } catch (error) {
    await receiver.interrupt();
    throw error;
  }
  await receiver.end();
  return Number(upload.offsetBytes);
}

class Receiver {
  private readonly hash;
  /** Filled again for each part: chunks kept until a part is whole would live long enough to be collected late. */
  private readonly part: Buffer;
  private partBytes = 0;
  /** Parts that are blobs but do not count yet. */
  private parts: UploadPart[] = [];
  private position: bigint;

  constructor(
    private readonly services: UploadServices,
    private readonly upload: Upload,
    private readonly checksum: Checksum | null,
  ) {
    this.hash = checksum && createHash(checksum.algorithm);
    this.position = upload.offsetBytes;
    const leftBytes = upload.sizeBytes === null ? PART_BYTES : Number(upload.sizeBytes - upload.offsetBytes);
    this.part = Buffer.allocUnsafeSlow(Math.min(PART_BYTES, Math.max(leftBytes, 1)));
  }

  async take(chunk: Uint8Array): Promise<void> {
    this.hash?.update(chunk);
    for (let taken = 0; taken < chunk.byteLength;) {
      const rest = chunk.subarray(taken, taken + this.part.byteLength - this.partBytes);
      this.part.set(rest, this.partBytes);
      this.partBytes += rest.byteLength;
      taken += rest.byteLength;
      if (this.partBytes < this.part.byteLength) return;
      await this.storePart();
      if (!this.checksum) await this.count();
    }
  }

  /** Keeps what came before the connection broke, unless a checksum speaks for bytes that never came. */
  async interrupt(): Promise<void> {
    if (!this.checksum) await this.end();
  }

  async end(): Promise<void> {
    if (this.checksum && this.hash && !this.hash.digest().equals(this.checksum.digest)) {
      throw new ChecksumMismatchError(
        `The bytes from offset ${this.upload.offsetBytes} on do not have the ${this.checksum.algorithm} of the request. Send them again.`,
      );
    }
    await this.storePart();
    await this.count();
  }

  private async storePart(): Promise<void> {
    if (this.partBytes === 0) return;
    const { digest, sizeBytes } = await this.services.blobs.put(this.part.subarray(0, this.partBytes));
    this.partBytes = 0;
    this.parts.push({ uploadId: this.upload.id, offsetBytes: this.position, sizeBytes: BigInt(sizeBytes), digest });
    this.position += BigInt(sizeBytes);
  }

  private async count(): Promise<void> {
    // The last chunk may have completed a part, and the whole with it.
    if (this.upload.state === UploadState.FINISHED) return;
    const { db } = this.services;
    if (this.position === this.upload.sizeBytes) await this.finish();
    else if (this.parts.length > 0) await db.transaction((tx) => this.moveOffset(tx));
    this.parts = [];
  }

  private async finish(): Promise<void> {
    const { db, blobs } = this.services;
    const uploadId = this.upload.id;
    const earlier = await db.getRepository(UploadPart).find({ where: { uploadId }, order: { offsetBytes: 'ASC' } });
    const digest = await joinParts(blobs, [...earlier, ...this.parts]);
    const { expectedDigest } = this.upload;
    if (expectedDigest !== null && digest !== expectedDigest) {
      await db.getRepository(Upload).delete({ id: uploadId });
      throw new ChecksumMismatchError(
        `The whole upload hashes to ${digest}, not to the ${expectedDigest} of its metadata. It was removed: upload the file again.`,
      );
    }
    await db.transaction(async (tx) => {
      await this.moveOffset(tx, { state: UploadState.FINISHED, digest });
      await tx.delete(UploadPart, { uploadId });
    });
  }

  private async moveOffset(tx: EntityManager, change: Partial<Pick<Upload, 'state' | 'digest'>> = {}): Promise<void> {
    const { id, offsetBytes } = this.upload;
    const expiresAt = new Date(this.services.clock.now().getTime() + this.services.expiryMs);
    const after = { ...change, offsetBytes: this.position, expiresAt };
    const { affected } = await tx.update(Upload, { id, offsetBytes, state: UploadState.RECEIVING }, after);
    if (affected !== 1) {
      throw new ConflictError(
        `The upload "${id}" is no longer at offset ${offsetBytes}: another sender was faster, or it was removed. Ask for its offset.`,
      );
    }
    if (this.parts.length > 0) await tx.insert(UploadPart, this.parts);
    Object.assign(this.upload, after);
  }
}

/** The digest of all parts in a row; they are copied only when there are several. */
async function joinParts(blobs: BlobStore, parts: readonly UploadPart[]): Promise<string> {
  const [only] = parts;
  if (only && parts.length === 1) return only.digest;
  const joined = await blobs.put(contentOf(blobs, parts));
  return joined.digest;
}

async function* contentOf(blobs: BlobStore, parts: readonly UploadPart[]): AsyncIterable<Uint8Array> {
  for (const { digest } of parts) yield* await blobs.read(digest);
}
