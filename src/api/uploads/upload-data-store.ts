import { DataStore, ERRORS, Upload as TusUpload } from '@tus/utils';
import type { Readable } from 'node:stream';
import type { Actor } from '../../access/actor.entity.js';
import type { Checksum } from '../../storage/uploads/checksum.js';
import { createUpload } from '../../storage/uploads/create-upload.js';
import { findUpload, lockUpload } from '../../storage/uploads/find-upload.js';
import { receiveUpload, type UploadServices } from '../../storage/uploads/receive-upload.js';
import { Upload, UploadState } from '../../storage/uploads/upload.entity.js';
import { UploadProtocolError } from './upload-errors.js';

/** What clients may use besides the core of the protocol. */
export const UPLOAD_EXTENSIONS = [
  'creation',
  'creation-with-upload',
  'creation-defer-length',
  'checksum',
  'expiration',
  'termination',
];

/** Uploads as @tus/server sees them, for one request: those of the actor's project and no others. */
export class UploadDataStore extends DataStore {
  override extensions = UPLOAD_EXTENSIONS;

  constructor(
    private readonly services: UploadServices,
    private readonly actor: Actor,
    private readonly checksum: Checksum | null,
  ) {
    super();
  }

  override async create({ id, metadata = {}, size }: TusUpload): Promise<TusUpload> {
    const { db, blobs, clock, expiryMs } = this.services;
    const now = clock.now();
    const created = await createUpload(
      db.manager,
      blobs,
      {
        id,
        projectId: this.actor.projectId,
        createdById: this.actor.id,
        metadata,
        sizeBytes: size === undefined ? null : BigInt(size),
        expiresAt: new Date(now.getTime() + expiryMs),
      },
      now,
    );
    return this.tusUpload(created);
  }

  override async getUpload(id: string): Promise<TusUpload> {
    return this.tusUpload(await this.find(id));
  }

  override async declareUploadLength(id: string, sizeBytes: number): Promise<void> {
    await this.find(id);
    await this.services.db.getRepository(Upload).update({ id }, { sizeBytes: BigInt(sizeBytes) });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const upload = await this.find(id);
    if (upload.offsetBytes !== BigInt(offset)) throw new UploadProtocolError(ERRORS.INVALID_OFFSET);
    return receiveUpload(this.services, upload, stream, this.checksum);
  }

  override async remove(id: string): Promise<void> {
    await this.services.db.transaction(async (tx) => {
      const upload = await lockUpload(tx, this.actor.projectId, id);
      if (upload.state === UploadState.CONSUMED) throw new UploadProtocolError(ERRORS.INVALID_TERMINATION);
      await tx.delete(Upload, { id });
    });
  }

  override getExpiration(): number {
    return this.services.expiryMs;
  }

  private async find(id: string): Promise<Upload> {
    const upload = await findUpload(this.services.db.manager, this.actor.projectId, id);
    if (upload.expiresAt <= this.services.clock.now()) throw new UploadProtocolError(ERRORS.FILE_NO_LONGER_EXISTS);
    return upload;
  }

  private tusUpload({ id, sizeBytes, offsetBytes, metadata, expiresAt }: Upload): TusUpload {
    return new TusUpload({
      id,
      size: sizeBytes === null ? undefined : Number(sizeBytes),
      offset: Number(offsetBytes),
      metadata,
      // @tus/server counts the expiry from the creation; ours counts from the last progress.
      creation_date: new Date(expiresAt.getTime() - this.services.expiryMs).toISOString(),
    });
  }
}
