import type { DataSource } from 'typeorm';
import type { Logger } from '../../lib/logger.js';

export interface FollowUpServices {
  db: DataSource;
  logger: Logger;
  now: Date;
}

/**
 * Does what follows from jobs that have ended or paused. Every worker calls it after such an event, and every other second: it finds out
 * by itself what there is to do, and does it under a lock, so that no process need live for it to happen, and none does it twice.
 */
export type FollowUp = (services: FollowUpServices) => Promise<void>;
