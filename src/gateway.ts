import 'reflect-metadata';
import { adminTokenFile, writeAdminToken } from './access/tokens/admin-token-file.js';
import type { Services } from './access/context.js';
import { prepareFirstStart } from './access/first-start.js';
import { buildGatewaySchema } from './api/schema.js';
import { startGateway } from './api/start-gateway.js';
import { type Config, describeConfig, readConfig } from './config/config.js';
import { ENTITIES } from './entities.js';
import { systemClock } from './lib/clock.js';
import { createLogger } from './lib/logger.js';
import { prepareQueue } from './jobs/job-queue.js';
import { type RunningProgram, runProgram } from './lib/processes/run-program.js';
import { RESOLVERS } from './resolvers.js';
import { servingReadings } from './serving-readings.js';
import { startServing } from './serving.js';
import { openBlobStore } from './storage/blobs/open-blob-store.js';
import { connect } from './storage/connect.js';
import { createDataSource } from './storage/database.js';
import { EventBus } from './storage/events/event-bus.js';
import { assertSchemaCurrent } from './storage/migrations.js';

/** From being told to stop until the last answer is cut off. */
const DRAIN_MS = 8_000;
const STOP_WITHIN_MS = 10_000;

/** Opens what the gateway needs, in order; stopping closes it in reverse. */
async function start(config: Config): Promise<RunningProgram> {
  const logger = createLogger(config.LOG_LEVEL, { process: 'gateway' });
  logger.debug(describeConfig(config), 'Configuration');
  const db = createDataSource(config, {
    entities: ENTITIES,
    applicationName: 'sluice gateway',
    onIdleError: (error) => {
      logger.warn({ err: error }, 'A connection to the database was cut');
    },
  });
  await connect(db);
  await assertSchemaCurrent(db);
  const events = new EventBus(db, { logger });
  await events.start();
  const services: Services = { db, blobs: await openBlobStore(config), events, clock: systemClock, config, logger };
  await makeFirstToken(services);
  await prepareQueue(db);
  const serving = await startServing(services);
  const schema = buildGatewaySchema(RESOLVERS, serving.instances);
  const gateway = await startGateway({ schema, services, protocols: serving.protocols });
  for (const reading of servingReadings(serving)) gateway.metrics.addReading(reading);
  return {
    url: gateway.url,
    stop: async () => {
      await gateway.drain(DRAIN_MS);
      await serving.stop();
      await events.stop();
      await db.destroy();
    },
  };
}

/** The first gateway of an installation makes its admin token, unless SLUICE_ADMIN_TOKEN gives one. */
async function makeFirstToken({ db, clock, config, logger }: Services): Promise<void> {
  const secret = await prepareFirstStart(db, config.SLUICE_ADMIN_TOKEN ?? null, clock.now());
  if (secret === null || config.SLUICE_ADMIN_TOKEN) return;
  await writeAdminToken(config.home, secret);
  logger.info({ file: adminTokenFile(config.home) }, 'Made the admin token of this installation');
}

await runProgram(() => start(readConfig()), { name: 'sluice gateway', graceMs: STOP_WITHIN_MS });
