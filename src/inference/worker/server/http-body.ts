import { IncomingMessage } from 'node:http';
import { CancelledError, type DomainError, LimitExceededError, TimeoutError } from '../../../lib/errors.js';
import { freeBytes } from '../../../lib/free-bytes.js';

/** How late it may be noticed that a caller does not finish sending. */
const SWEEP_MS = 250;

interface Awaited {
  readonly limit: number;
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: DomainError) => void;
}

/**
 * A request whose body is put together as it arrives. As a stream it would go through a queue and four rounds of events, which cost more
 * than all else that reading a small body does.
 */
export class WholeRequest extends IncomingMessage {
  private awaited: Awaited | null = null;
  private chunks: Buffer[] = [];
  private receivedBytes = 0;

  /**
   * The body, once all of it is there. To be called as soon as the request is known: what comes before is thrown away, as is what comes
   * after a refusal, so that the caller gets to read the answer.
   * @throws {LimitExceededError} as soon as it is known to be too large; {CancelledError} when the caller leaves before
   */
  whole(limit: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.awaited = { limit, resolve, reject };
      this.refuseAbove(Number(this.headers['content-length'] ?? 0));
    });
  }

  /** Gives up a body that is not there yet. */
  refuse(error: DomainError): void {
    this.awaited?.reject(error);
    this.forget();
  }

  /** The server hands over what arrived, and null at the end. */
  override push(chunk: Buffer | null): boolean {
    if (chunk === null) {
      this.awaited?.resolve(joined(this.chunks));
      this.forget();
    } else if (this.awaited !== null) {
      this.chunks.push(chunk);
      this.receivedBytes += chunk.byteLength;
      this.refuseAbove(this.receivedBytes);
    }
    return true;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.refuse(new CancelledError('The caller left while it sent its request.'));
    super._destroy(error, callback);
  }

  /** The server calls it of a request that was not read as a stream, to be rid of the rest: nothing of it is kept. */
  _dump(): void {
    this.forget();
  }

  private refuseAbove(bytes: number): void {
    const limit = this.awaited?.limit ?? Infinity;
    if (bytes <= limit) return;
    this.refuse(
      new LimitExceededError(
        `A request may have ${limit} bytes, and this one has ${bytes}. Send fewer rows at a time.`,
        limit,
        bytes,
      ),
    );
  }

  private forget(): void {
    this.awaited = null;
    this.chunks = [];
  }
}

/** Reads bodies up to a size, for so long. One timer looks after all of them: one for each would cost more than a small body. */
export class BodyReader {
  private readonly since = new Map<WholeRequest, number>();
  private sweeper: NodeJS.Timeout | null = null;

  constructor(
    private readonly limit: number,
    private readonly timeoutMs: number,
  ) {}

  /** @throws {DomainError} as `WholeRequest.whole`; {TimeoutError} when the caller does not finish sending it in time */
  async read(request: WholeRequest): Promise<Buffer> {
    this.since.set(request, performance.now());
    this.sweeper ??= setInterval(
      () => {
        this.sweep(performance.now());
      },
      Math.min(SWEEP_MS, this.timeoutMs),
    );
    try {
      return await request.whole(this.limit);
    } finally {
      this.since.delete(request);
    }
  }

  private sweep(now: number): void {
    for (const [request, since] of this.since) {
      // Those behind came later.
      if (now - since < this.timeoutMs) return;
      request.refuse(
        new TimeoutError(
          `The request was not sent whole within ${this.timeoutMs} ms. Send it at once, or raise CLIENT_TIMEOUT_MS.`,
        ),
      );
    }
    if (this.since.size > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 1) return chunks[0]!;
  const whole = Buffer.concat(chunks);
  chunks.forEach(freeBytes);
  return whole;
}
