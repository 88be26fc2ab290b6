import type { RequestContext } from '../../access/context.js';
import { ModelFile } from '../files/model-file.entity.js';
import type { ModelVersion } from '../versions/model-version.entity.js';
import { SOURCE_PATH } from './training-evidence.js';

/** The bytes of the file of fastText that a version was made of, with all that it says; null where it was made of something else. */
export async function sourceOf(
  { db, blobs }: Pick<RequestContext, 'db' | 'blobs'>,
  { id: modelVersionId }: ModelVersion,
): Promise<AsyncIterable<Uint8Array> | null> {
  const file = await db.getRepository(ModelFile).findOneBy({ modelVersionId, path: SOURCE_PATH });
  return file && ((await blobs.read(file.digest)) as AsyncIterable<Uint8Array>);
}
