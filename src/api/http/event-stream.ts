import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Server-sent events to one client. The first one begins the answer: what fails before can still have a status of its own. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    private readonly signal: AbortSignal,
  ) {}

  get hasBegun(): boolean {
    return this.response.headersSent;
  }

  /** Whether nobody reads it any more. */
  get isLeft(): boolean {
    return this.signal.aborted;
  }

  /** Waits while the client does not read; fails when it has left. */
  async send(data: object): Promise<void> {
    await this.write(JSON.stringify(data));
  }

  /** @param mark the data of a last event, where the protocol has one */
  async end(mark?: string): Promise<void> {
    if (mark !== undefined) await this.write(mark);
    this.response.end();
  }

  private async write(data: string): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.hasBegun)
      this.response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
    if (!this.response.write(`data: ${data}\n\n`)) await once(this.response, 'drain', { signal: this.signal });
  }
}
