import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../lib/errors.js';
import { Upload } from './upload.entity.js';

const ADVICE =
  'Its id ends the Location that the upload answered. Uploads are forgotten some time after they began: see docs/uploads.md.';

/** The upload with this id, if it is of this project. @throws {NotFoundError} */
export async function findUpload(db: EntityManager, projectId: string, id: string): Promise<Upload> {
  const upload = await db.findOneBy(Upload, { id, projectId });
  if (!upload) throw new NotFoundError('upload', id, ADVICE);
  return upload;
}

/** The same, locked until the transaction ends. @throws {NotFoundError} */
export async function lockUpload(tx: EntityManager, projectId: string, id: string): Promise<Upload> {
  const upload = await tx.findOne(Upload, { where: { id, projectId }, lock: { mode: 'pessimistic_write' } });
  if (!upload) throw new NotFoundError('upload', id, ADVICE);
  return upload;
}
