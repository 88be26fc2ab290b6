import type { DataSource } from 'typeorm';
import type { Config } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { DATABASE_PATIENCE_MS, whenConnected } from '../../storage/connection-errors.js';
import type { EventBus } from '../../storage/events/event-bus.js';
import { Repeat } from '../../storage/events/repeat.js';
import { beginAttempt } from '../attempts/begin-attempt.js';
import { JOB_TOPIC } from '../events/job-events.js';
import { JobRow } from '../job.entity.js';
import { WorkerKind } from '../presence/worker.entity.js';
import { type Claim, Claims } from './claims.js';
import { conclude } from './conclude.js';
import { type MaintenanceTask, runDueMaintenance } from './maintenance.js';
import { Presence } from '../presence/presence.js';
import type { FollowUp } from './follow-up.js';
import { RunningJob } from './running-job.js';
import { sweepCompiled, sweepScratch } from './scratch.js';

const LOOK_EVERY_MS = 500;
const TOUCH_EVERY_MS = 2_000;
const MAINTAIN_EVERY_MS = 30_000;
/** Events about jobs after which something may follow. */
const ENDS: ReadonlySet<string> = new Set(['jobQueued', 'jobSucceeded', 'jobFailed', 'jobCancelled']);

export interface JobWorkerOptions {
  ds: DataSource;
  blobs: BlobStore;
  events: EventBus;
  config: Config;
  logger: Logger;
  clock: Clock;
  /** Path of a module that exports `jobHandlers`. */
  handlersModule: string;
  maintenance: readonly MaintenanceTask[];
  /** What follows from the ends and pauses of jobs. */
  followUps?: readonly FollowUp[];
}

/** Takes jobs from the queue and runs each in a process of its own, up to JOB_CONCURRENCY at a time. */
export class JobWorker {
  private readonly claims: Claims;
  private readonly held = new Map<string, { claim: Claim; run: RunningJob | null; concluded: Promise<void> }>();
  private readonly taking: Repeat;
  private readonly touching: Repeat;
  private readonly maintaining: Repeat;
  private readonly following: Repeat;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly ending = new AbortController();
  private presence: Presence | null = null;

  constructor(private readonly options: JobWorkerOptions) {
    const { ds, logger, maintenance, clock, blobs, config } = options;
    const warn = (error: unknown): void => {
      logger.warn({ err: error }, 'the job queue is out of reach');
    };
    this.claims = new Claims(config.DATABASE_URL!, warn);
    this.taking = new Repeat(() => this.take(), warn);
    this.touching = new Repeat(() => this.touch(), warn);
    this.maintaining = new Repeat(
      () => runDueMaintenance(maintenance, { db: ds, blobs, config, logger, now: clock.now() }),
      warn,
    );
    this.following = new Repeat(async () => {
      for (const followUp of options.followUps ?? []) await followUp({ db: ds, logger, now: clock.now() });
    }, warn);
  }

  async start(): Promise<void> {
    const { ds, config, clock } = this.options;
    await sweepScratch(config.home);
    await sweepCompiled(config);
    await this.claims.start();
    const laneCount = config.JOB_CONCURRENCY;
    this.presence = await Presence.announce(ds, { kind: WorkerKind.JOBS, laneCount }, clock.now());
    void this.watchEvents();
    this.every(LOOK_EVERY_MS, this.taking);
    this.every(TOUCH_EVERY_MS, this.touching);
    this.every(MAINTAIN_EVERY_MS, this.maintaining);
    this.every(TOUCH_EVERY_MS, this.following);
  }

  /** Takes no more jobs, hands back those that run, and returns when all have been. */
  async stop(): Promise<void> {
    this.ending.abort();
    for (const timer of this.timers) clearInterval(timer);
    await this.taking.settled();
    for (const { run } of this.held.values()) run?.stop('handBack');
    await Promise.all([...this.held.values()].map(({ concluded }) => concluded));
    await Promise.all([this.touching.settled(), this.maintaining.settled(), this.following.settled()]);
    await this.presence?.leave(this.options.clock.now()).catch(() => undefined);
    await this.claims.stop();
  }

  private every(ms: number, repeat: Repeat): void {
    repeat.request();
    this.timers.push(
      setInterval(() => {
        repeat.request();
      }, ms),
    );
  }

  /** Events make it quick; looking twice a second makes it sure. */
  private async watchEvents(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        for await (const event of this.options.events.subscribe({ topics: [JOB_TOPIC], signal: this.ending.signal })) {
          if (event.type === 'jobQueued') this.taking.request();
          if (ENDS.has(event.type)) this.following.request();
          if (event.type === 'jobCancelRequested') this.runOf(event.subjectId)?.stop('cancel');
        }
      } catch (error) {
        this.options.logger.warn({ err: error }, 'events about jobs are late');
      }
    }
  }

  private runOf(jobId: string): RunningJob | null {
    for (const { claim, run } of this.held.values()) if (claim.jobId === jobId) return run;
    return null;
  }

  private async take(): Promise<void> {
    const free = this.options.config.JOB_CONCURRENCY - this.held.size;
    if (free <= 0 || this.ending.signal.aborted) return;
    for (const claim of await this.claims.take(free)) {
      const held = { claim, run: null, concluded: Promise.resolve() };
      this.held.set(claim.id, held);
      held.concluded = this.hold(claim).finally(() => {
        this.held.delete(claim.id);
        this.taking.request();
      });
    }
  }

  /** From taking a message to being done with it. */
  private async hold(claim: Claim): Promise<void> {
    const { ds, clock, logger } = this.options;
    try {
      const delivery = { jobId: claim.jobId, dispatchId: claim.id, workerId: this.presence!.workerId };
      const attempt = await beginAttempt(ds, delivery, clock.now());
      if (attempt) {
        const run = new RunningJob(attempt, this.options);
        this.held.get(claim.id)!.run = run;
        if (this.ending.signal.aborted) run.stop('handBack');
        // Finds out whether the job was cancelled since.
        this.touching.request();
        const end = await run.ended;
        logger.info({ jobId: claim.jobId, attempt: attempt.number, end }, 'an attempt ended');
        await whenConnected(() => conclude(ds, attempt, end, clock.now()), DATABASE_PATIENCE_MS);
      }
      await whenConnected(() => this.claims.settle(claim), DATABASE_PATIENCE_MS);
    } catch (error) {
      logger.error({ err: error, jobId: claim.jobId }, 'a job is given back to the queue');
      await this.claims.giveBack(claim).catch(() => undefined);
    }
  }

  /** Keeps the claims, stops what was taken away or cancelled, and says that this worker lives. */
  private async touch(): Promise<void> {
    const { ds, clock } = this.options;
    const held = [...this.held.values()];
    const kept = await this.claims.touch(held.map(({ claim }) => claim));
    for (const { claim, run } of held) if (!kept.has(claim.id)) run?.abandon();
    const cancelled = await ds
      .createQueryBuilder(JobRow, 'job')
      .select('job.id', 'id')
      .where('job.id = ANY (:ids) AND job.cancelRequestedAt IS NOT NULL', { ids: held.map(({ claim }) => claim.jobId) })
      .getRawMany<{ id: string }>();
    for (const { id } of cancelled) this.runOf(id)?.stop('cancel');
    await this.presence?.beat({ memoryBytes: BigInt(process.memoryUsage.rss()), queueLength: 0 }, clock.now());
  }
}
