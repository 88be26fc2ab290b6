import type { DataSource } from 'typeorm';
import { readConfig } from './config/config.js';
import { connect } from './storage/connect.js';
import { createDataSource } from './storage/database.js';
import { embeddedPostgresFolder, startEmbeddedPostgres } from './storage/embedded-postgres.js';

/** Runs work on the database that `sluice up` would use: that of DATABASE_URL, or the embedded one, started if need be. */
export async function withDatabase(work: (db: DataSource) => Promise<void>): Promise<void> {
  const config = readConfig();
  const postgres = config.DATABASE_URL
    ? null
    : await startEmbeddedPostgres({ folder: embeddedPostgresFolder(config.home) });
  try {
    const url = postgres?.url ?? config.DATABASE_URL!;
    const db = await connect(createDataSource({ url, poolSize: 2 }, { applicationName: 'sluice migrate' }));
    try {
      await work(db);
    } finally {
      await db.destroy();
    }
  } finally {
    await postgres?.stop();
  }
}
