import { type Config, readConfig } from './config/config.js';
import { ENTITIES } from './entities.js';
import { JobWorker } from './jobs/worker/job-worker.js';
import { systemClock } from './lib/clock.js';
import { createLogger } from './lib/logger.js';
import { builtProgram } from './lib/package-root.js';
import { type RunningProgram, runProgram } from './lib/processes/run-program.js';
import { FOLLOW_UPS } from './follow-ups.js';
import { MAINTENANCE } from './maintenance.js';
import { openBlobStore } from './storage/blobs/open-blob-store.js';
import { connect } from './storage/connect.js';
import { createDataSource } from './storage/database.js';
import { EventBus } from './storage/events/event-bus.js';
import { assertSchemaCurrent } from './storage/migrations.js';

const STOP_WITHIN_MS = 10_000;

/** Opens what a job worker needs, in order; stopping hands its jobs back and closes the rest in reverse. */
async function start(config: Config, handlersModule: string): Promise<RunningProgram> {
  const logger = createLogger(config.LOG_LEVEL, { role: 'jobs' });
  const ds = createDataSource(config, { entities: ENTITIES, applicationName: 'sluice jobs' });
  await connect(ds);
  await assertSchemaCurrent(ds);
  const blobs = await openBlobStore(config);
  const events = new EventBus(ds, { logger });
  await events.start();
  const worker = new JobWorker({
    ds,
    blobs,
    events,
    config,
    logger,
    clock: systemClock,
    handlersModule,
    maintenance: MAINTENANCE,
    followUps: FOLLOW_UPS,
  });
  await worker.start();
  logger.info({ concurrency: config.JOB_CONCURRENCY }, 'ready for jobs');
  return {
    stop: async () => {
      logger.info('hands back its jobs and stops');
      await worker.stop();
      await events.stop();
      await ds.destroy();
    },
  };
}

/** The program of a job worker: `job-worker.js [module of handlers]`. */
const handlersModule = process.argv[2] ?? builtProgram('job-handlers.js');
await runProgram(() => start(readConfig(), handlersModule), { name: 'sluice job worker', graceMs: STOP_WITHIN_MS });
