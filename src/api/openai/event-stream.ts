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

  /** Waits while the client does not read; fails when it has left. */
  async send(data: object): Promise<void> {
    await this.write(JSON.stringify(data));
  }

  async end(): Promise<void> {
    await this.write('[DONE]');
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
