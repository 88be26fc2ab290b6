import type { JobContext } from '../jobs/job-context.js';
import type { NewFile } from '../models/insert-model-version.js';
import type { ModelFileRole } from '../models/model-file.entity.js';

/** Path of the file that tells how a version was trained. */
export const EVIDENCE_PATH = 'training.json';

/** Puts a file of a new version into the blob store. */
export async function storedFile(
  { blobs }: JobContext,
  path: string,
  role: ModelFileRole,
  bytes: Uint8Array,
): Promise<NewFile> {
  return { path, role, ...(await blobs.put(bytes)) };
}
