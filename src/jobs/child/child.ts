import { pathToFileURL } from 'node:url';
import { readConfig } from '../../config/config.js';
import { systemClock } from '../../lib/clock.js';
import { WorkerLostError } from '../../lib/errors.js';
import { createLogger, type Logger } from '../../lib/logger.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import { createDataSource } from '../../storage/database.js';
import { ChildExit, type FromChild, type ToChild } from './protocol.js';
import { runAttempt } from './run-attempt.js';
import type { JobHandlers } from '../define-job.js';
import { JobRow } from '../job.entity.js';

/** One for the handler, one for reports, one for a checkpoint meanwhile. */
const POOL_SIZE = 3;
const ALIVE_EVERY_MS = 1_000;

/** The program of a job's process: `child.js <module of handlers>`, started by a worker, which sends the job. */
const config = readConfig();
const logger = createLogger(config.LOG_LEVEL, { role: 'job' });
const stop = new AbortController();

// A worker that is gone can tell nobody how the job ended: another worker takes it.
process.on('disconnect', () => process.exit(ChildExit.ORPHANED));
// Ctrl-C reaches every process of a terminal; the worker decides what its jobs do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', (message: ToChild) => {
  if (message.type === 'stop') stop.abort(new Error(`The worker asked to stop: ${message.reason}.`));
  else void run(message).then((exit) => process.exit(exit));
});
setInterval(() => {
  tell('alive');
}, ALIVE_EVERY_MS);

function tell(type: FromChild['type']): void {
  process.send?.({ type } satisfies FromChild);
}

async function run({ jobId, attempt, folder }: ToChild & { type: 'run' }): Promise<ChildExit> {
  const bound = logger.child({ jobId, attempt });
  try {
    return await runJob(jobId, attempt, folder, bound);
  } catch (error) {
    if (error instanceof WorkerLostError) return ChildExit.FENCED;
    bound.fatal({ err: error }, 'the attempt broke off');
    return process.exit(1);
  }
}

async function runJob(jobId: string, attempt: number, folder: string, bound: Logger): Promise<ChildExit> {
  const { definitions, entities } = await loadHandlers();
  const db = createDataSource(
    { url: config.DATABASE_URL!, poolSize: POOL_SIZE },
    { entities, applicationName: 'sluice job' },
  );
  await db.initialize();
  const job = await db.getRepository(JobRow).findOneByOrFail({ id: jobId });
  const definition = definitions.find(({ kind }) => kind === job.kind);
  if (!definition) throw new Error(`There is no handler for jobs of the kind ${job.kind}.`);
  const blobs = await openBlobStore(config);
  const services = { db, blobs, config, logger: bound, clock: systemClock, folder, signal: stop.signal };
  const handler = await definition.load();
  tell('begun');
  return runAttempt(job, { jobId, number: attempt }, handler, services);
}

async function loadHandlers(): Promise<JobHandlers> {
  const path = process.argv[2];
  if (!path) throw new Error('A worker starts this program with the path of a module of handlers.');
  const module = (await import(pathToFileURL(path).href)) as { jobHandlers: JobHandlers };
  return module.jobHandlers;
}
