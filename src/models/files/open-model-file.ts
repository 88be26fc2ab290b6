import type { Readable } from 'node:stream';
import type { RequestContext } from '../../access/context.js';
import { NotFoundError } from '../../lib/errors.js';
import { ModelFile } from './model-file.entity.js';
import { ModelVersion } from '../versions/model-version.entity.js';

/** The bytes of a model file for a download, with what its HTTP headers say. @throws {NotFoundError} when this project has no such file */
export async function openModelFile(
  context: RequestContext,
  versionId: string,
  path: string,
): Promise<{ digest: string; sizeBytes: bigint; stream: Readable }> {
  const version = await context.get(ModelVersion, versionId);
  const file = await context.db.getRepository(ModelFile).findOneBy({ modelVersionId: version.id, path });
  if (!file) throw new NotFoundError('file', path, 'List them with the query modelVersion(ref:) { files { path } }.');
  return { digest: file.digest, sizeBytes: file.sizeBytes, stream: await context.blobs.read(file.digest) };
}
