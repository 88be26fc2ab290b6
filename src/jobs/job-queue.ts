import type { PgBoss } from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';

/** The queue in pg-boss that all jobs go through. */
export const QUEUE = 'job';

/** What lies in the queue; the rest is in the job's row. */
export interface Dispatch {
  jobId: string;
}

const senders = new WeakMap<DataSource, Promise<PgBoss>>();

/**
 * Puts a job into the queue, in the caller's transaction: a worker finds it after the commit, or never.
 * @returns the id to keep in the job's `dispatchId`
 */
export async function dispatch(tx: EntityManager, jobId: string, priority = 0): Promise<string> {
  const boss = await senderOf(tx.dataSource);
  const id = await boss.send(QUEUE, { jobId } satisfies Dispatch, { priority, db: statementsOf(tx) });
  if (id === null) throw new Error(`pg-boss did not take the job ${jobId}.`);
  return id;
}

/** Takes a waiting job out of the queue, in the caller's transaction. */
export async function withdraw(tx: EntityManager, dispatchId: string): Promise<void> {
  const boss = await senderOf(tx.dataSource);
  await boss.cancel(QUEUE, dispatchId, { db: statementsOf(tx) });
}

/**
 * Gets ready to start jobs. Without it the first job of a process asks for a second connection while its transaction holds
 * one, and waits for ever when all are held by such transactions.
 */
export async function prepareQueue(ds: DataSource): Promise<void> {
  await senderOf(ds);
}

/** One pg-boss a data source that only sends; it has no connection of its own and holds no process open. */
function senderOf(ds: DataSource): Promise<PgBoss> {
  let sender = senders.get(ds);
  if (!sender) {
    sender = startSender(ds);
    senders.set(ds, sender);
    sender.catch(() => senders.delete(ds));
  }
  return sender;
}

async function startSender(ds: DataSource): Promise<PgBoss> {
  // The process of a job has these functions too, and starts no other: it does without the library.
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    db: statementsOf(ds.manager),
    supervise: false,
    schedule: false,
    migrate: false,
    createSchema: false,
    clock: BACKGROUND_CLOCK,
  });
  // Its queue cache is refreshed in the background; a failure there shows in the next send.
  boss.on('error', () => undefined);
  await boss.start();
  return boss;
}

/** pg-boss's statements in a TypeORM transaction. */
function statementsOf(manager: EntityManager) {
  return {
    executeSql: async (text: string, values?: unknown[]): Promise<{ rows: unknown[] }> => {
      const { records = [] } = await runStatement(manager, text, values);
      return { rows: records };
    },
  };
}

async function runStatement(
  manager: EntityManager,
  text: string,
  values?: unknown[],
): Promise<{ records?: unknown[] }> {
  const runner = manager.queryRunner ?? manager.dataSource.createQueryRunner();
  try {
    return await runner.query(text, values, true);
  } finally {
    if (runner !== manager.queryRunner) await runner.release();
  }
}

const BACKGROUND_CLOCK = {
  now: () => Date.now(),
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms).unref(),
  clearTimeout: (timer: unknown) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
  setInterval: (run: () => void, ms: number) => setInterval(run, ms).unref(),
  clearInterval: (timer: unknown) => {
    clearInterval(timer as NodeJS.Timeout);
  },
};
