import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { adminTokenFile, writeAdminToken } from './access/tokens/admin-token-file.js';
import { prepareFirstStart } from './access/first-start.js';
import { newSecret } from './access/tokens/token-secret.js';
import { type Config, configToEnv, inheritedEnv, readConfig } from './config/config.js';
import { memoryBudgetMb } from './inference/worker/memory-budget.js';
import { systemClock } from './lib/clock.js';
import { ConflictError } from './lib/errors.js';
import { createLogger } from './lib/logger.js';
import { builtProgram } from './lib/package-root.js';
import { type RunningProgram, runProgram } from './lib/processes/run-program.js';
import { type Program, Supervised } from './lib/processes/supervise.js';
import { connect } from './storage/connect.js';
import { createDataSource } from './storage/database.js';
import { type EmbeddedPostgres, embeddedPostgresFolder, startEmbeddedPostgres } from './storage/embedded-postgres.js';
import { makeHomeFolder } from './storage/home-folder.js';
import { migrate } from './storage/migrations.js';
import { freePort } from './storage/postgres/postmaster.js';

/** Mebibytes for new objects, a third of what Node.js takes by itself: the rest is garbage that an upload leaves for long. */
const YOUNG_GENERATION = '--max-semi-space-size=8';
/** glibc otherwise keeps what the buffers of long streams leave behind, an arena for each thread. @see mallopt(3) */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };
const MAX_DEFAULT_INFERENCE_WORKERS = 2;
/** Each process stops within 10 s of being told to; Postgres comes after them. */
const STOP_CHILDREN_WITHIN_MS = 11_000;
const STOP_WITHIN_MS = 40_000;

/** `sluice up`: runs everything on this machine, or the one role that SLUICE_ROLE names, until it is told to stop. */
export function up(print: (line: string) => void): Promise<void> {
  return runProgram(() => start(readConfig(), print), { name: 'sluice up', graceMs: STOP_WITHIN_MS });
}

async function start(given: Config, print: (line: string) => void): Promise<RunningProgram> {
  await makeHomeFolder(given.home);
  const postgres = await ownPostgres(given);
  const children: Supervised[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop(STOP_CHILDREN_WITHIN_MS)));
    await postgres?.stop();
  };
  try {
    const config: Config = { ...given, DATABASE_URL: postgres?.url ?? given.DATABASE_URL };
    if (!config.SLUICE_ROLE) await bringSchemaUpToDate(config);
    if (postgres && !config.SLUICE_ADMIN_TOKEN && !existsSync(adminTokenFile(config.home)))
      await makeAdminToken(config);
    const logger = createLogger(config.LOG_LEVEL, { process: 'up' });
    for (const program of await programsFor(config)) children.push(new Supervised(program, logger));
    const messages = await Promise.all(children.map((child) => child.start()));
    for (const line of welcome(config, messages[0]?.url, postgres?.folder)) print(line);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The embedded server, unless DATABASE_URL names another. A role on a machine of its own shares the others' database. */
async function ownPostgres(config: Config): Promise<EmbeddedPostgres | null> {
  if (config.DATABASE_URL) return null;
  if (config.SLUICE_ROLE === 'inference') return null;
  if (config.SLUICE_ROLE)
    throw new ConflictError(`SLUICE_ROLE=${config.SLUICE_ROLE} needs DATABASE_URL: all roles share one database.`);
  return startEmbeddedPostgres({ folder: embeddedPostgresFolder(config.home) });
}

async function bringSchemaUpToDate(config: Config): Promise<void> {
  const db = await connect(createDataSource(config, { applicationName: 'sluice up' }));
  try {
    await migrate(db, 'up');
  } finally {
    await db.destroy();
  }
}

/** Whoever may start the embedded database is its admin: a token that was never made, or whose file is gone, is made anew. */
async function makeAdminToken(config: Config): Promise<void> {
  const { ENTITIES } = await import('./entities.js');
  const db = await connect(createDataSource(config, { entities: ENTITIES, applicationName: 'sluice up' }));
  try {
    const secret = await prepareFirstStart(db, newSecret(), systemClock.now());
    if (secret) await writeAdminToken(config.home, secret);
  } finally {
    await db.destroy();
  }
}

/** The processes of this machine; the gateway comes first. */
async function programsFor(config: Config): Promise<Program[]> {
  const role = config.SLUICE_ROLE;
  const workers = !role || role === 'inference' ? await inferenceWorkers(config) : [];
  const secret = config.INFERENCE_TOKEN ?? (role ? undefined : randomBytes(32).toString('base64url'));
  const shared: Config = {
    ...config,
    INFERENCE_TOKEN: secret,
    INFERENCE_URLS: [...config.inferenceUrls, ...(role ? [] : workers.map(({ url }) => url))].join(','),
  };
  const inherited = inheritedEnv();
  // On a terminal only what needs attention is worth a line, unless its user asks for more.
  const LOG_LEVEL = inherited.LOG_LEVEL ? config.LOG_LEVEL : 'warn';
  const env = { ...MALLOC, ...inherited, ...configToEnv(shared), LOG_LEVEL };
  const programs: Program[] = [];
  if (!role || role === 'gateway')
    programs.push({ name: 'gateway', path: builtProgram('gateway.js'), env, execArgv: [YOUNG_GENERATION] });
  if (!role || role === 'jobs') programs.push({ name: 'job worker', path: builtProgram('job-worker.js'), env });
  for (const [index, { port }] of workers.entries()) {
    const path = builtProgram('inference-worker.js');
    const own = {
      INFERENCE_PORT: String(port),
      INFERENCE_MEMORY_MB: String(memoryBudgetMb(config, workers.length)),
      ...(config.INFERENCE_GRPC_PORT ? { INFERENCE_GRPC_PORT: String(config.INFERENCE_GRPC_PORT + index) } : {}),
    };
    programs.push({ name: `inference worker at ${port}`, path, env: { ...env, ...own } });
  }
  return programs;
}

/**
 * Ports are chosen here, so that a worker that is started again is found where it was: those from INFERENCE_PORT on, or
 * others where these are taken and the gateway is told.
 */
async function inferenceWorkers(config: Config): Promise<{ port: number; url: string }[]> {
  const count = config.INFERENCE_WORKERS || Math.min(availableParallelism(), MAX_DEFAULT_INFERENCE_WORKERS);
  const workers: { port: number; url: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const wanted = config.INFERENCE_PORT + index;
    const port = config.SLUICE_ROLE ? wanted : await freePort(wanted);
    workers.push({ port, url: `http://${config.INFERENCE_HOST}:${port}` });
  }
  return workers;
}

function welcome(config: Config, url = '', postgresFolder?: string): string[] {
  if (config.SLUICE_ROLE === 'jobs') return ['Sluice runs jobs. Ctrl-C stops it.'];
  if (config.SLUICE_ROLE === 'inference')
    return [`Sluice serves inference at port ${config.INFERENCE_PORT}. Ctrl-C stops it.`];
  return [
    `Sluice serves GraphQL at ${url}`,
    `Admin token: ${whereTheTokenIs(config)}`,
    `Data: ${config.home}${postgresFolder && !postgresFolder.startsWith(config.home) ? `, and Postgres in ${postgresFolder}` : ''}`,
    'Try it: npm run demo (in another terminal). Ctrl-C stops everything.',
  ];
}

function whereTheTokenIs({ SLUICE_ADMIN_TOKEN, home }: Config): string {
  if (SLUICE_ADMIN_TOKEN) return 'the one in SLUICE_ADMIN_TOKEN';
  const file = adminTokenFile(home);
  if (existsSync(file)) return file;
  return `made where this database was first used. If it is lost, set SLUICE_ADMIN_TOKEN to a secret of your own and start again.`;
}
