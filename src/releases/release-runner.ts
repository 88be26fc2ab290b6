import type { DataSource } from 'typeorm';
import type { Clock } from '../lib/clock.js';
import { TimeoutError } from '../lib/errors.js';
import type { Logger } from '../lib/logger.js';
import type { ServingSettings } from '../inference/protocol/serving-settings.js';
import { loadServableVersions, type ServableVersion } from '../models/versions/servable-version.js';
import type { EventBus } from '../storage/events/event-bus.js';
import { loadServingSettings } from './load-serving-settings.js';
import { failRelease, promotePrepared } from './promote-prepared.js';
import { RELEASE_TOPIC } from './release-event.js';
import type { ServerModel } from './deployments/route.js';

const TICK_MS = 1_000;
const LEASE_MS = 15_000;
/** A version that was not ready is tried again after this long. */
const RETRY_MS = 2_000;
/** Each try has at least so long, also the last one before the deadline. */
const LEAST_TRY_MS = 1_000;

interface Claimed {
  id: string;
  modelVersionId: string;
  server: ServerModel | null;
  deadlineAt: Date;
}

const CLAIM = `
  UPDATE release SET leased_until = $1
  WHERE id = (
    SELECT id FROM release
    WHERE state = 'PREPARING' AND (leased_until IS NULL OR leased_until < $2)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING id, model_version_id AS "modelVersionId", server, deadline_at AS "deadlineAt"`;

const DRAINED = `
  SELECT release.id, release.previous_version_id AS "versionId",
         EXISTS (
           SELECT FROM deployment, jsonb_array_elements(deployment.routes) route
           WHERE route ->> 'modelVersionId' = release.previous_version_id AND route ->> 'server' IS NULL
         ) AS serves
  FROM release WHERE unload_previous_at <= $1`;

/** Where versions are made ready and given up; what a gateway's backends offer. */
export interface ReleaseTargets {
  /** Loads a version on every worker, or makes sure that a server answers for it. @throws {DomainError} saying why not */
  prepare(version: ServableVersion, server: ServerModel | null, settings: ServingSettings): Promise<void>;
  /** Unloads a version from every worker. */
  unload(versionId: string): Promise<void>;
}

/**
 * Brings releases to their end: loads their version on the workers, promotes it, and later unloads what served before.
 * Every gateway has one; a lease on the row lets one of them work on a release, and another take over when it dies.
 */
export class ReleaseRunner {
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(
    private readonly db: DataSource,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly targets: ReleaseTargets,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#look();
    }, TICK_MS);
    void this.#lookOnEvents();
    this.#look();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  async #lookOnEvents(): Promise<void> {
    try {
      for await (const _event of this.events.subscribe({ topics: [RELEASE_TOPIC], signal: this.#stopping.signal }))
        this.#look();
    } catch (error) {
      this.logger.warn({ err: error }, 'releases are noticed by looking only');
    }
  }

  /** One look at a time; a call during a look makes another one follow. */
  #look(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#work()
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'releases wait');
      })
      .finally(() => {
        this.#running = null;
        if (this.#again && !this.#stopping.signal.aborted) {
          this.#again = false;
          this.#look();
        }
      });
  }

  async #work(): Promise<void> {
    for (;;) {
      if (this.#stopping.signal.aborted) return;
      const claimed = await this.#claim();
      if (!claimed) break;
      await this.#prepare(claimed);
    }
    await this.#unloadDrained();
  }

  async #claim(): Promise<Claimed | null> {
    const now = this.clock.now();
    const [rows] = await this.db.query<[Claimed[], number]>(CLAIM, [new Date(now.getTime() + LEASE_MS), now]);
    return rows[0] ?? null;
  }

  async #prepare({ id, modelVersionId, server, deadlineAt }: Claimed): Promise<void> {
    const renewal = setInterval(() => {
      const until = new Date(this.clock.now().getTime() + LEASE_MS);
      this.db
        .query(`UPDATE release SET leased_until = $1 WHERE id = $2 AND state = 'PREPARING'`, [until, id])
        .catch((error: unknown) => {
          this.logger.warn({ err: error, release: id }, 'the lease of a release was not renewed');
        });
    }, LEASE_MS / 3);
    try {
      const failure = await this.#makeReady(modelVersionId, server, deadlineAt);
      if (this.#stopping.signal.aborted) return;
      const now = this.clock.now();
      if (failure === null) await this.db.transaction((tx) => promotePrepared(tx, id, now));
      else if (now >= deadlineAt || !failure.retryable)
        await this.db.transaction((tx) => failRelease(tx, id, failure.message, now));
      else await this.#tryAgainSoon(id, deadlineAt, failure.message);
    } finally {
      clearInterval(renewal);
    }
  }

  async #tryAgainSoon(id: string, deadlineAt: Date, reason: string): Promise<void> {
    this.logger.warn({ release: id, reason }, 'the version is not ready yet; trying again');
    const at = new Date(Math.min(this.clock.now().getTime() + RETRY_MS, deadlineAt.getTime()));
    await this.db.query(`UPDATE release SET leased_until = $1 WHERE id = $2 AND state = 'PREPARING'`, [at, id]);
  }

  /** Null when the version would answer, else why not. */
  async #makeReady(
    versionId: string,
    server: ServerModel | null,
    deadlineAt: Date,
  ): Promise<{ message: string; retryable: boolean } | null> {
    const leftMs = Math.max(LEAST_TRY_MS, deadlineAt.getTime() - this.clock.now().getTime());
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(leftMs)]);
    try {
      const version = (await loadServableVersions(this.db.manager, [versionId])).get(versionId)!;
      const settings = (await loadServingSettings(this.db.manager, [versionId]))(versionId);
      await Promise.race([this.targets.prepare(version, server, settings), whenAborted(signal)]);
      return null;
    } catch (error) {
      const { message, retryable } = error as Error & { retryable?: boolean };
      return { message, retryable: retryable ?? true };
    }
  }

  async #unloadDrained(): Promise<void> {
    const drained = await this.db.query<{ id: string; versionId: string; serves: boolean }[]>(DRAINED, [
      this.clock.now(),
    ]);
    for (const { id, versionId, serves } of drained) {
      if (!serves) await this.targets.unload(versionId);
      await this.db.query('UPDATE release SET unload_previous_at = NULL WHERE id = $1', [id]);
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = (): void => {
      reject(new TimeoutError('The version was not ready within maxDuration.'));
    };
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
