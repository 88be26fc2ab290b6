import { PgBoss } from 'pg-boss';
import { type Dispatch, QUEUE } from '../job-queue.js';

/** A message of the queue that this worker has, as long as it touches it. */
export interface Claim {
  id: string;
  retryCount: number;
  jobId: string;
}

/** This worker's end of the queue. Looks every second, for all workers, which claims have no heartbeat any more. */
export class Claims {
  private readonly boss: PgBoss;

  constructor(url: string, onError: (error: Error) => void) {
    this.boss = new PgBoss({
      connectionString: url,
      application_name: 'sluice queue',
      max: 2,
      schedule: false,
      migrate: false,
      createSchema: false,
      supervise: true,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
    });
    this.boss.on('error', onError);
  }

  async start(): Promise<void> {
    await this.boss.start();
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  async take(count: number): Promise<Claim[]> {
    const jobs = await this.boss.fetch<Dispatch>(QUEUE, { batchSize: count, includeMetadata: true });
    return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, jobId: data.jobId }));
  }

  /** Says that the work goes on. @returns the claims that are still this worker's */
  async touch(claims: readonly Claim[]): Promise<Set<string>> {
    if (claims.length === 0) return new Set();
    const { settled = [] } = (await this.boss.touch(QUEUE, attemptsOf(claims))) as { settled?: string[] };
    return new Set(settled);
  }

  /** The message is done with: the job's row says the rest. */
  async settle(claim: Claim): Promise<void> {
    await this.boss.complete(QUEUE, attemptsOf([claim]));
  }

  /** Gives the message back at once, to whoever asks next. */
  async giveBack(claim: Claim): Promise<void> {
    await this.boss.fail(QUEUE, attemptsOf([claim]));
  }
}

function attemptsOf(claims: readonly Claim[]): { id: string; retryCount: number }[] {
  return claims.map(({ id, retryCount }) => ({ id, retryCount }));
}
