import type { DomainError } from '../../lib/errors.js';
import { WorkerUnavailableError } from '../protocol/protocol-error.js';
import type { RunOutputs, RunRequest } from './lanes/lane-process.js';

/** The answer to a request, and what it took. */
export interface Answered extends RunOutputs {
  readonly lane: number;
}

/** A request between its arrival and its answer. */
export class QueuedRequest {
  /** Answered, dropped or failed: whatever a lane still says of it is thrown away. */
  settled = false;
  /** Ran on a lane that died: it runs on another once, and no more. */
  retried = false;
  startedAt = 0;
  /** What the runs took that it was in. */
  computeMs = 0;
  readonly rows: number;
  readonly answer: Promise<Answered>;
  private resolve!: (answer: Answered) => void;
  private reject!: (error: DomainError) => void;

  constructor(
    readonly request: RunRequest,
    readonly arrivedAt: number,
    /** When its caller gives up. */
    readonly deadlineAt: number,
  ) {
    this.rows = request.inputs[0]?.dims[0] ?? 1;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  succeed(answer: Answered): void {
    this.settled = true;
    this.resolve(answer);
  }

  fail(error: DomainError): void {
    this.settled = true;
    this.reject(error);
  }
}

/** Requests of one model that wait for a lane, oldest first, and at most so many. */
export class RequestQueue {
  private readonly waiting: QueuedRequest[] = [];

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.waiting.length;
  }

  /** When the oldest request arrived; null when none waits. */
  get oldestAt(): number | null {
    while (this.waiting[0]?.settled) this.waiting.shift();
    return this.waiting[0]?.arrivedAt ?? null;
  }

  /** @throws {WorkerUnavailableError} when as many wait as may */
  add(request: QueuedRequest): void {
    if (this.waiting.length >= this.limit)
      throw new WorkerUnavailableError(
        'QUEUE_FULL',
        `${this.limit} requests wait for this model already. Try again in a second.`,
      );
    this.waiting.push(request);
  }

  /** Puts requests that a lost lane had taken before all others. */
  putBack(requests: readonly QueuedRequest[]): void {
    this.waiting.unshift(...requests);
  }

  /**
   * Takes the oldest request, and with it those behind that fit into `maxRows` rows. One that was on a lane that died runs
   * alone: should it be the reason, it takes no neighbour down with it.
   */
  take(maxRows: number): QueuedRequest[] {
    const taken: QueuedRequest[] = [];
    let rows = 0;
    while (this.oldestAt !== null) {
      const next = this.waiting[0]!;
      if (taken.length > 0 && (next.retried || rows + next.rows > maxRows)) break;
      taken.push(next);
      rows += next.rows;
      this.waiting.shift();
      if (next.retried) break;
    }
    return taken;
  }

  /** Whether the oldest arrived by then, or waits no longer: enough rows are there, or it ran before. */
  isDue(arrivedBy: number, maxRows: number): boolean {
    if (this.oldestAt === null) return false;
    const rows = this.waiting.reduce((sum, request) => sum + (request.settled ? 0 : request.rows), 0);
    return this.oldestAt <= arrivedBy || rows >= maxRows || this.waiting[0]!.retried;
  }

  /** Whether the requests that `take` would give fill so many rows, or no more may wait, and none of them was on a lane that died. */
  holdsFull(maxRows: number): boolean {
    let rows = 0;
    for (const request of this.waiting) {
      if (request.settled) continue;
      if (request.retried) return false;
      rows += request.rows;
      if (rows >= maxRows) return true;
    }
    return this.waiting.length >= this.limit;
  }

  takeAll(): QueuedRequest[] {
    return this.waiting.splice(0);
  }

  /** Fails every request that waits. */
  failAll(error: DomainError): void {
    for (const request of this.waiting.splice(0)) if (!request.settled) request.fail(error);
  }

  /** Drops requests that were settled while they waited. */
  sweep(): void {
    const kept = this.waiting.filter((request) => !request.settled);
    if (kept.length < this.waiting.length) this.waiting.splice(0, Infinity, ...kept);
  }
}
