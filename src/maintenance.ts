import type { EntityManager } from 'typeorm';
import { expireIdempotencyKeys } from './access/changes/expire-idempotency-keys.js';
import { eraseBlobs } from './datasets/erasure/erase-blobs.js';
import { isReferencedByDataset } from './datasets/erasure/is-referenced-by-dataset.js';
import { isReferencedByEvaluation } from './evaluation/is-referenced-by-evaluation.js';
import { isReferencedByJob } from './jobs/is-referenced-by-job.js';
import type { MaintenanceTask } from './jobs/worker/maintenance.js';
import { isReferencedByModel } from './models/files/is-referenced-by-model.js';
import { dropPartitionsBefore, keepNewest } from './prediction/records/prediction-partitions.js';
import { collectUnreferencedBlobs } from './storage/blobs/collect-unreferenced-blobs.js';
import { expireEvents } from './storage/events/expire-events.js';
import { isReferencedByEncoding } from './training/tuning/encodings/is-referenced-by-encoding.js';
import { isReferencedByTrial } from './training/tuning/trials/is-referenced-by-trial.js';
import { isReferencedByUpload } from './storage/uploads/is-referenced-by-upload.js';
import { removeExpiredUploads } from './storage/uploads/remove-expired-uploads.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any job takes from putting its first blob to committing the row that refers to it. */
const UNREFERENCED_BLOBS_KEPT_MS = 2 * DAY_MS;
const REFERENCES = [
  isReferencedByModel,
  isReferencedByDataset,
  isReferencedByEvaluation,
  isReferencedByJob,
  isReferencedByTrial,
  isReferencedByEncoding,
  isReferencedByUpload,
];

async function isReferenced(db: EntityManager, digest: string): Promise<boolean> {
  for (const refers of REFERENCES) if (await refers(db, digest)) return true;
  return false;
}

/** What job workers do from time to time, one of them at a time. */
export const MAINTENANCE: readonly MaintenanceTask[] = [
  {
    name: 'expireEvents',
    everyMs: 10 * MINUTE_MS,
    run: async ({ db, config, now }) => {
      await expireEvents(db, new Date(now.getTime() - config.EVENT_RETENTION_HOURS * HOUR_MS));
    },
  },
  {
    name: 'eraseBlobs',
    everyMs: 15 * SECOND_MS,
    run: async ({ db, blobs, now }) => {
      await eraseBlobs({ db, blobs, now }, isReferenced);
    },
  },
  {
    name: 'removeExpiredUploads',
    everyMs: 10 * MINUTE_MS,
    run: async ({ db, now }) => {
      await removeExpiredUploads(db.manager, now);
    },
  },
  {
    name: 'expireIdempotencyKeys',
    everyMs: HOUR_MS,
    run: async ({ db, now }) => {
      await expireIdempotencyKeys(db, now);
    },
  },
  {
    name: 'dropOldPredictions',
    everyMs: HOUR_MS,
    run: async ({ db, config, now }) => {
      await dropPartitionsBefore(db, new Date(now.getTime() - config.PREDICTION_RETENTION_DAYS * DAY_MS));
      if (config.PREDICTION_RETENTION_ROWS > 0) await keepNewest(db, config.PREDICTION_RETENTION_ROWS);
    },
  },
  {
    name: 'collectUnreferencedBlobs',
    everyMs: DAY_MS,
    run: async ({ db, blobs, logger, now }) => {
      const refers = (digest: string): Promise<boolean> => isReferenced(db.manager, digest);
      const collected = await collectUnreferencedBlobs(blobs, refers, UNREFERENCED_BLOBS_KEPT_MS, now);
      logger.info(collected, 'collected artifacts that nothing refers to');
    },
  },
];
