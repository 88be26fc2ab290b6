import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { postgresAccount } from './postgres/account.js';
import { postgresBinaries, SYSTEM_FOLDER } from './postgres/binaries.js';
import { type Cluster, openCluster, SUPERUSER } from './postgres/cluster.js';
import { Owners } from './postgres/owners.js';
import {
  freePort,
  type PostmasterSettings,
  runningPostmaster,
  spawnPostmaster,
  stopPostmaster,
} from './postgres/postmaster.js';

const DATABASE = 'sluice';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const RETRY_MS = 2_000;
const WATCH_MS = 1_000;

export interface EmbeddedPostgresOptions {
  /** Where the data lies; `embeddedPostgresFolder` chooses it for a SLUICE_HOME. */
  folder: string;
  /** Settings of postgresql.conf. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Connects as superuser to the database "sluice"; holds the password. */
  url: string;
  folder: string;
  /** Stops the server, unless another process that started it too still uses it. */
  stop(): Promise<void>;
}

/**
 * The folder for a SLUICE_HOME: inside it, or for root under /var/lib/sluice, where the account that runs Postgres may
 * read it.
 */
export function embeddedPostgresFolder(home: string): string {
  if (userInfo().uid !== 0) return join(home, 'postgres');
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return join(SYSTEM_FOLDER, `${basename(home).replace(/[^\w-]/g, '')}-${digest}`);
}

/**
 * Starts Postgres on a free port of the loopback interface, or takes over the one that a killed process left running on
 * the same folder. Restarts it, at the same port, when it dies.
 */
export async function startEmbeddedPostgres({
  folder,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = await postgresAccount();
  const binaries = await postgresBinaries(account);
  const cluster = await openCluster(folder, binaries, account);
  const owners = new Owners(folder);
  await owners.register();
  const postmaster: PostmasterSettings = {
    binaries,
    account,
    dataFolder: cluster.dataFolder,
    logFile: join(folder, 'postgres.log'),
    settings: { max_connections: '200', ...settings },
  };
  const port = await ensureRunning(postmaster, cluster);
  await ensureDatabase(addressOf(cluster, port, 'postgres'));
  const watch = keepRunning(postmaster, cluster, port);
  return {
    url: addressOf(cluster, port, DATABASE),
    folder,
    stop: async () => {
      await watch.stop();
      if (!(await owners.unregister())) await stopPostmaster(postmaster);
    },
  };
}

/**
 * Postgres itself guards its data folder, so of two processes that start it at once one server stays, and both find it.
 * A server that is about to stop, and a pid file whose number now belongs to another process, are outlived by trying again.
 */
async function ensureRunning(settings: PostmasterSettings, cluster: Cluster, preferredPort?: number): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let triedAt = (await runningPostmaster(settings.dataFolder)) ? Date.now() : 0;
  while (Date.now() < deadline) {
    const running = await runningPostmaster(settings.dataFolder);
    if (running && (await accepts(addressOf(cluster, running.port, 'postgres')))) return running.port;
    if (Date.now() - triedAt > RETRY_MS) {
      triedAt = Date.now();
      await spawnPostmaster(settings, await freePort(preferredPort));
    }
    await delay(POLL_MS);
  }
  const log = await readFile(settings.logFile, 'utf8').catch(() => '');
  throw new Error(`Postgres did not start. The end of ${settings.logFile}: ${log.slice(-1_500)}`);
}

function keepRunning(settings: PostmasterSettings, cluster: Cluster, port: number): { stop(): Promise<void> } {
  let check: Promise<unknown> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    check = runningPostmaster(settings.dataFolder)
      .then((running) => (running ? running.port : ensureRunning(settings, cluster, port)))
      .catch(() => undefined)
      .finally(() => (busy = false));
  }, WATCH_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await check;
    },
  };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    if (!['42P04', '23505'].includes(String((error as { code?: string }).code))) throw error;
  } finally {
    await client.end();
  }
}

function addressOf(cluster: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}
