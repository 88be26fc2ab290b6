import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import type { Config } from '../config/config.js';
import { migrationClasses } from './migration-files.js';
import { PostgresNaming } from './naming.js';

export interface DatabaseAddress {
  url: string;
  /** Connections at most. */
  poolSize: number;
}

export interface DataSourceOptions {
  entities?: MixedList<abstract new () => object>;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Told of connections that Postgres closed while they lay idle; the pool replaces them. */
  onIdleError?: (error: Error) => void;
}

/**
 * A connection whose end is no uncaught exception, whoever has it at that moment: between the pool and the first statement
 * nobody listens. The statement fails, and says why.
 */
class PooledClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** A TypeORM data source for Postgres, not yet connected: call `initialize()`. */
export function createDataSource(address: Config | DatabaseAddress, options: DataSourceOptions = {}): DataSource {
  const { url, poolSize } = 'url' in address ? address : databaseAddress(address);
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: options.entities ?? [],
    migrations: migrationClasses(),
    migrationsTableName: 'schema_migration',
    namingStrategy: new PostgresNaming(),
    installExtensions: false,
    applicationName: options.applicationName ?? 'sluice',
    extra: { Client: PooledClient },
    poolErrorHandler: options.onIdleError ?? (() => undefined),
    logging: false,
  });
}

function databaseAddress(config: Config): DatabaseAddress {
  if (!config.DATABASE_URL)
    throw new Error('DATABASE_URL is not set. `sluice up` sets it for the processes it starts.');
  return { url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE };
}
