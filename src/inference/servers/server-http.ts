import { Pool } from 'undici';
import { z } from 'zod';
import type { InferenceServer } from '../../config/inference-servers.js';
import { CancelledError, type DomainError, isDomainError, TimeoutError } from '../../lib/errors.js';
import { type HttpAnswer, send } from '../backends/http-send.js';
import { refusalOfConnection, type Refusal, serverFailure } from './server-failure.js';

/** How many requests may be under way at one server; more wait for one of them. */
const CONNECTIONS = 256;
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: 'INPUTS',
  401: 'TOKEN',
  403: 'TOKEN',
  404: 'NO_MODEL',
  408: 'TOO_LATE',
  413: 'INPUTS',
  422: 'INPUTS',
  429: 'BUSY',
  503: 'BUSY',
  504: 'TOO_LATE',
};

const failure = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

/** Connections to one server over HTTP, kept open; what goes wrong says which server it was. */
export class ServerHttp {
  private readonly pool: Pool;
  /** For texts, each of which has a connection until its end: however many there are, requests find theirs. */
  private readonly streams: Pool;
  private readonly prefix: string;
  private readonly headers: Readonly<Record<string, string>>;

  /**
   * @param path what follows the path of the server's URL in every request
   * @param ca authorities that may have signed its certificate; those of Node when undefined
   */
  constructor(
    private readonly server: InferenceServer,
    path: string,
    ca: readonly string[] | undefined,
  ) {
    const { origin, pathname } = new URL(server.url);
    const options = { keepAliveTimeout: 4000, connect: { timeout: 3000, ...(ca && { ca: [...ca] }) } };
    this.pool = new Pool(origin, { ...options, connections: CONNECTIONS });
    this.streams = new Pool(origin, options);
    this.prefix = pathname.replace(/\/$/, '') + path;
    this.headers = server.token === undefined ? {} : { authorization: `Bearer ${server.token}` };
  }

  /** Whether the answer is 200. @throws {DomainError} when the token is refused, or nobody answers */
  async isOk(path: string, timeoutMs: number): Promise<boolean> {
    const answer = await this.send('GET', path, null, {}, timeoutMs);
    if (REFUSALS[answer.status] === 'TOKEN') throw this.refused(answer.status, answer.body);
    return answer.status === 200;
  }

  async get(path: string, timeoutMs: number): Promise<HttpAnswer> {
    return this.accepted(await this.send('GET', path, null, {}, timeoutMs));
  }

  async post(
    path: string,
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    return this.accepted(await this.send('POST', path, body, headers, timeoutMs, signal));
  }

  /** The body of an answer as it comes; whoever stops reading ends it. @param timeoutMs how long all of it may take */
  async *stream(path: string, body: Buffer, timeoutMs: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const limit = AbortSignal.timeout(Math.ceil(timeoutMs));
    try {
      const answer = await this.streams.request({
        method: 'POST',
        path: this.prefix + path,
        headers: { ...this.headers, 'content-type': 'application/json' },
        body,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      if (answer.statusCode !== 200)
        throw this.refused(answer.statusCode, Buffer.from(await answer.body.arrayBuffer()));
      yield* answer.body as AsyncIterable<Uint8Array>;
    } catch (error) {
      if (signal?.aborted) throw new CancelledError('Nobody waits for the answer any more.');
      throw limit.aborted ? this.tooLate(timeoutMs) : this.unreachable(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.streams.destroy()]);
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    body: Buffer | null,
    headers: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    const request = { method, path: this.prefix + path, body, headers: { ...this.headers, ...headers } };
    try {
      return await send(this.pool, request, timeoutMs, signal);
    } catch (error) {
      throw error instanceof TimeoutError ? this.tooLate(timeoutMs) : this.unreachable(error);
    }
  }

  private accepted(answer: HttpAnswer): HttpAnswer {
    if (answer.status === 200) return answer;
    throw this.refused(answer.status, answer.body);
  }

  private refused(status: number, body: Buffer): DomainError {
    return serverFailure(
      this.server,
      REFUSALS[status] ?? 'FAILED',
      messageOf(body) ?? `status ${statusWith(status, body)}`,
    );
  }

  private tooLate(timeoutMs: number): DomainError {
    return serverFailure(this.server, 'TOO_LATE', `it had ${Math.round(timeoutMs)} ms`);
  }

  private unreachable(error: unknown): DomainError {
    if (isDomainError(error)) return error;
    const { message, name } = error as Error;
    return serverFailure(this.server, refusalOfConnection(message), message || name);
  }
}

/** What an error says, in any of the forms that servers have for it; null when it is none of them. */
export function messageOf(body: Buffer | string): string | null {
  try {
    return failure.parse(JSON.parse(body.toString()));
  } catch {
    return null;
  }
}

function statusWith(status: number, body: Buffer): string {
  const text = body.toString().slice(0, 500);
  return text ? `${status}, ${text}` : String(status);
}
