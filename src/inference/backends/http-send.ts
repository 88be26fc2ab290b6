import type { Dispatcher, Pool } from 'undici';
import { CancelledError, TimeoutError } from '../../lib/errors.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/**
 * One request over a pool of connections. Uses undici's dispatch, which takes half the CPU of its `request`.
 * @throws {TimeoutError} after `timeoutMs`; {CancelledError} when `signal` is aborted; whatever the network says otherwise
 */
export function send(pool: Pool, request: HttpRequest, timeoutMs: number, signal?: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver(resolve, reject);
    const timer = setTimeout(() => {
      receiver.giveUp(new TimeoutError(`The inference worker did not answer within ${Math.round(timeoutMs)} ms.`));
    }, timeoutMs);
    const cancel = () => {
      receiver.giveUp(new CancelledError('Nobody waits for the answer any more.'));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    receiver.onSettled = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
    if (signal?.aborted) cancel();
    else pool.dispatch({ ...request, headersTimeout: 0, bodyTimeout: 0 }, receiver);
  });
}

/** Collects one answer. */
class Receiver implements Dispatcher.DispatchHandler {
  onSettled: () => void = () => undefined;
  private readonly chunks: Buffer[] = [];
  private status = 0;
  private headers: HttpAnswer['headers'] = {};
  private controller: Dispatcher.DispatchController | null = null;
  private givenUp: Error | null = null;

  constructor(
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  giveUp(error: Error): void {
    this.givenUp = error;
    this.controller?.abort(error);
    this.onResponseError(null, error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It may have been given up while it waited for a connection.
    if (this.givenUp) controller.abort(this.givenUp);
  }

  onResponseStart(_: unknown, status: number, headers: HttpAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, body });
    this.onSettled();
  }

  onResponseError(_: unknown, error: Error): void {
    this.reject(error);
    this.onSettled();
  }
}
