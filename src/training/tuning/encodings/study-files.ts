import type { JobContext } from '../../../jobs/job-context.js';
import { isDomainError } from '../../../lib/errors.js';
import type { KeptFiles } from '../../training-context.js';
import { TuningEncoding } from './tuning-encoding.entity.js';

/** Files that the trials of a study keep for one another in the blob store. Each can be made again: one that is lost or damaged counts as none. */
export function studyFiles(
  { db, blobs, logger }: Pick<JobContext, 'db' | 'blobs' | 'logger'>,
  studyId: string,
): KeptFiles {
  return {
    read: async (name) => {
      const kept = await db.manager.findOneBy(TuningEncoding, { studyId, name });
      if (!kept) return null;
      try {
        return await blobs.readBytes(kept.digest);
      } catch (error) {
        if (!isDomainError(error)) throw error;
        logger.warn({ err: error, studyId, name }, 'what trials kept cannot be read, and is made again');
        return null;
      }
    },
    keep: async (name, bytes) => {
      const { digest } = await blobs.put(bytes);
      await db.manager.upsert(TuningEncoding, { studyId, name, digest }, ['studyId', 'name']);
    },
  };
}
