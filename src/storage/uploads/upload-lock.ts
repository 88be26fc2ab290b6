import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { LimitExceededError } from '../../lib/errors.js';

const ACQUIRE = `
  INSERT INTO upload_lock AS held (upload_id, holder, held_until)
  VALUES ($1, $2, now() + $3 * interval '1 millisecond')
  ON CONFLICT (upload_id) DO UPDATE
    SET holder = excluded.holder, held_until = excluded.held_until, release_requested = false
    WHERE held.held_until < now()
  RETURNING holder`;
const REQUEST_RELEASE = 'UPDATE upload_lock SET release_requested = true WHERE upload_id = $1';
const RENEW = `
  UPDATE upload_lock SET held_until = now() + $3 * interval '1 millisecond'
  WHERE upload_id = $1 AND holder = $2
  RETURNING release_requested`;
const RELEASE = 'DELETE FROM upload_lock WHERE upload_id = $1 AND holder = $2';

export interface UploadLockTimes {
  /** How long a gateway that vanished keeps others from its upload, in milliseconds. */
  leaseMs: number;
  /** How long to wait for another request to let go, in milliseconds. */
  patienceMs: number;
  /** How often to look whether it did, in milliseconds. */
  pollMs: number;
}

const TIMES: UploadLockTimes = { leaseMs: 6_000, patienceMs: 15_000, pollMs: 100 };

/**
 * Lets one request at a time work on an upload, whichever gateway has it. A row with a lease, not a session's advisory lock, for
 * an upload may take minutes and must not hold a connection that long. Politeness only: that no byte is lost or mixed up
 * rests on the offset, which moves only from where the sender read it.
 */
export class UploadLock {
  private readonly holder = randomUUID();
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly uploadId: string,
    private readonly times: UploadLockTimes = TIMES,
  ) {}

  /**
   * Waits for the lock, asking its holder to let go.
   * @param signal gives up waiting
   * @param requestRelease called when another request waits for this one, or took over after its lease ended
   * @throws {LimitExceededError} when the holder keeps it
   */
  async lock(signal: AbortSignal, requestRelease: () => Promise<void> | void): Promise<void> {
    const { leaseMs, patienceMs, pollMs } = this.times;
    for (let waitedMs = 0; !(await this.acquire()); waitedMs += pollMs) {
      if (waitedMs >= patienceMs) {
        throw new LimitExceededError(
          `Another request works on the upload "${this.uploadId}"; one at a time may. Try again in a few seconds.`,
          1,
        );
      }
      await this.db.query(REQUEST_RELEASE, [this.uploadId]);
      await setTimeout(pollMs, undefined, { signal });
    }
    const renew = async (): Promise<void> => {
      const isUndisturbed = await this.renew();
      if (!isUndisturbed && this.renewal) await requestRelease();
    };
    // A renewal that fails is tried again; the lease outlasts several of them.
    this.renewal = setInterval(() => void renew().catch(() => undefined), leaseMs / 12);
    this.renewal.unref();
  }

  async unlock(): Promise<void> {
    clearInterval(this.renewal);
    this.renewal = undefined;
    await this.db.query(RELEASE, [this.uploadId, this.holder]);
  }

  private async acquire(): Promise<boolean> {
    const rows: unknown[] = await this.db.query(ACQUIRE, [this.uploadId, this.holder, this.times.leaseMs]);
    return rows.length > 0;
  }

  /** Whether it is still held here, and nobody waits for it. */
  private async renew(): Promise<boolean> {
    const values = [this.uploadId, this.holder, this.times.leaseMs];
    const [[row]] = await this.db.query<[{ release_requested: boolean }[], number]>(RENEW, values);
    return row?.release_requested === false;
  }
}
