import 'reflect-metadata';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Services } from '../../src/access/context.js';
import { prepareFirstStart } from '../../src/access/first-start.js';
import { buildGatewaySchema } from '../../src/api/schema.js';
import { type Gateway, startGateway } from '../../src/api/start-gateway.js';
import { readConfig } from '../../src/config/config.js';
import { ENTITIES } from '../../src/entities.js';
import { prepareQueue } from '../../src/jobs/job-queue.js';
import { systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/lib/logger.js';
import { RESOLVERS } from '../../src/resolvers.js';
import { openBlobStore } from '../../src/storage/blobs/open-blob-store.js';
import { type Serving, startServing } from '../../src/serving.js';
import { createDataSource } from '../../src/storage/database.js';
import { EventBus } from '../../src/storage/events/event-bus.js';
import { createTestDatabase } from './database.js';

export interface GatewayForTest extends Gateway {
  /** Where GraphQL over WebSocket is. */
  socketUrl: string;
  /** Secret of an admin token of the default project. */
  token: string;
  schema: GraphQLSchema;
  services: Services;
  serving: Serving;
  db: DataSource;
  /** Sends an operation as the admin, or with another Authorization header. */
  ask(query: string, variables?: Record<string, unknown>, authorization?: string): Promise<ExecutionResult>;
  close(): Promise<void>;
}

export interface GatewayForTestOptions {
  /** Variables of the environment. */
  env?: Record<string, string>;
  /** Resolvers and entities of the test's own, and instances of the resolvers that need services. */
  resolvers?: readonly (new () => object)[];
  entities?: readonly (abstract new () => object)[];
  instances?: (services: Services) => object[];
}

/** A gateway in this process, on a database and a folder of its own, without any worker. */
export async function startGatewayForTest({
  env = {},
  resolvers = [],
  entities = [],
  instances = () => [],
}: GatewayForTestOptions = {}): Promise<GatewayForTest> {
  const database = await createTestDatabase();
  const home = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
  const config = readConfig({ PORT: '0', DATABASE_URL: database.url, SLUICE_HOME: home, LOG_LEVEL: 'fatal', ...env });
  const db = await createDataSource(config, { entities: [...ENTITIES, ...entities] }).initialize();
  const token = await prepareFirstStart(db, null, new Date());
  const logger = createLogger(config.LOG_LEVEL);
  const events = new EventBus(db, { logger });
  await events.start();
  const services = { db, blobs: await openBlobStore(config), events, clock: systemClock, config, logger };
  await prepareQueue(db);
  const serving = await startServing(services);
  const schema = buildGatewaySchema([...RESOLVERS, ...resolvers], [...serving.instances, ...instances(services)]);
  const gateway = await startGateway({ schema, services, protocols: serving.protocols });
  return {
    ...gateway,
    socketUrl: gateway.url.replace('http', 'ws'),
    token: token!,
    schema,
    services,
    serving,
    db,
    ask: async (query, variables, authorization = `Bearer ${token}`) => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as ExecutionResult;
    },
    close: async () => {
      await gateway.drain(2_000);
      await serving.stop();
      await events.stop();
      await db.destroy();
      await rm(home, { recursive: true, force: true });
      await database.drop();
    },
  };
}
