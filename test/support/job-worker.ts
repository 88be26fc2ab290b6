import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config/config.js';
import { JobWorker } from '../../src/jobs/worker/job-worker.js';
import { JobRow } from '../../src/jobs/job.entity.js';
import { JobState } from '../../src/jobs/job-state.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { openBlobStore } from '../../src/storage/blobs/open-blob-store.js';
import { EventBus } from '../../src/storage/events/event-bus.js';
import type { JobDatabase } from './jobs.js';
import { eventually } from './eventually.js';

export const TEST_HANDLERS = join(PACKAGE_ROOT, 'test', 'support', 'test-job-handlers.mjs');

export interface TestHome {
  config: Config;
  remove(): Promise<void>;
}

/** A folder for artifacts and the configuration of a worker on a test database. */
export async function createTestHome(url: string, settings: Record<string, string> = {}): Promise<TestHome> {
  const home = await mkdtemp(join(tmpdir(), 'sluice-home-'));
  const config = readConfig({ SLUICE_HOME: home, DATABASE_URL: url, LOG_LEVEL: 'fatal', ...settings });
  return { config, remove: () => rm(home, { recursive: true, force: true }) };
}

export interface RunningWorker {
  worker: JobWorker;
  events: EventBus;
  stop(): Promise<void>;
}

/** A job worker in this process; the processes of its jobs are built ones. */
export async function startTestWorker({ ds }: JobDatabase, config: Config): Promise<RunningWorker> {
  const logger = createLogger(config.LOG_LEVEL);
  const events = new EventBus(ds);
  await events.start();
  const blobs = await openBlobStore(config);
  const worker = new JobWorker({
    ds,
    blobs,
    events,
    config,
    logger,
    clock: systemClock,
    handlersModule: TEST_HANDLERS,
    maintenance: [],
  });
  await worker.start();
  return {
    worker,
    events,
    stop: async () => {
      await worker.stop();
      await events.stop();
    },
  };
}

export async function jobIn(
  { ds }: JobDatabase,
  id: string,
  state: keyof typeof JobState,
  timeoutMs?: number,
): Promise<JobRow> {
  return eventually(
    `job ${state}`,
    () => ds.getRepository(JobRow).findOneBy({ id, state: JobState[state] }),
    timeoutMs,
  );
}
