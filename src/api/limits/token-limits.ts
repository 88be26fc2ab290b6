import type { Clock } from '../../lib/clock.js';
import { LimitExceededError } from '../../lib/errors.js';
import type { Limits } from './limits.js';

/** A token that asked nothing for this long starts anew. */
const FORGET_AFTER_MS = 60_000;
/** A token refused for too many operations under way cannot know when one ends. */
const RETRY_AFTER_BUSY_MS = 100;

interface Bucket {
  /** Operations that may start at once; grows by the rate up to one second's worth. */
  left: number;
  filledAtMs: number;
  running: number;
}

/** Bounds how many operations one token starts a second, and how many it has under way. Each gateway counts by itself. */
export class TokenLimits {
  private readonly buckets = new Map<string, Bucket>();
  private sweptAtMs = 0;

  constructor(
    private readonly limits: Pick<Limits, 'ratePerSecond' | 'maxConcurrency'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Lets an operation start. Call what it returns when the operation has ended, once or more.
   * @throws {LimitExceededError} with retryAfterMs
   */
  admit(actorId: string): () => void {
    const nowMs = this.clock.now().getTime();
    const bucket = this.bucketOf(actorId, nowMs);
    this.checkConcurrency(bucket);
    this.takeOne(bucket);
    bucket.running += 1;
    let ended = false;
    return () => {
      if (!ended) bucket.running -= 1;
      ended = true;
    };
  }

  private bucketOf(actorId: string, nowMs: number): Bucket {
    this.sweep(nowMs);
    const { ratePerSecond } = this.limits;
    let bucket = this.buckets.get(actorId);
    if (!bucket) {
      bucket = { left: ratePerSecond, filledAtMs: nowMs, running: 0 };
      this.buckets.set(actorId, bucket);
    }
    const grown = ((nowMs - bucket.filledAtMs) / 1000) * ratePerSecond;
    bucket.left = Math.min(ratePerSecond, bucket.left + Math.max(0, grown));
    bucket.filledAtMs = nowMs;
    return bucket;
  }

  private checkConcurrency({ running }: Bucket): void {
    const { maxConcurrency } = this.limits;
    if (maxConcurrency === 0 || running < maxConcurrency) return;
    const message = `A token has at most ${maxConcurrency} operations under way at a gateway, and this would be number ${running + 1}. Wait for some to end.`;
    throw new LimitExceededError(message, maxConcurrency, running + 1, RETRY_AFTER_BUSY_MS);
  }

  private takeOne(bucket: Bucket): void {
    const { ratePerSecond } = this.limits;
    if (ratePerSecond === 0) return;
    if (bucket.left < 1) {
      const retryAfterMs = Math.ceil(((1 - bucket.left) / ratePerSecond) * 1000);
      const message = `A token starts at most ${ratePerSecond} operations a second at a gateway, and this one is beyond that. Try again in ${retryAfterMs} ms.`;
      throw new LimitExceededError(message, ratePerSecond, ratePerSecond + 1, retryAfterMs);
    }
    bucket.left -= 1;
  }

  private sweep(nowMs: number): void {
    if (nowMs - this.sweptAtMs < FORGET_AFTER_MS) return;
    this.sweptAtMs = nowMs;
    for (const [actorId, { running, filledAtMs }] of this.buckets) {
      if (running === 0 && nowMs - filledAtMs > FORGET_AFTER_MS) this.buckets.delete(actorId);
    }
  }
}
