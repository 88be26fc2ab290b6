import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConflictError } from '../../lib/errors.js';
import type { Logger } from '../../lib/logger.js';
import { dropStuckReader } from '../../lib/stuck-reader.js';
import type { Metrics } from '../metrics/metrics.js';

/** A client gets this long to send its headers, and no longer than for all of its request. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How late the end of that time may be noticed. */
const CHECK_EVERY_MS = 1_000;
/** Longer than any wait that the API offers, and than any pause in an upload that is worth keeping. */
const IDLE_TIMEOUT_MS = 120_000;
/** Longer than proxies keep an idle connection, so that they close it first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** What to do where a server cannot listen, by the code of the system's error. */
const LISTEN_ADVICE: Readonly<Record<string, (place: string) => string>> = {
  EADDRINUSE: (place) => `Another program listens on ${place}. Stop it, or set PORT to another number.`,
  EADDRNOTAVAIL: (place) =>
    `${place} is no address of this machine. Set HOST to one of its own, or to 0.0.0.0 for all.`,
  EACCES: (place) => `This user may not listen on ${place}. Set PORT to a number above 1023.`,
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** A path, or with a slash at its end everything below it. */
export interface Route {
  path: string;
  handle: Handler;
}

/** HTTP for a set of routes. It sets no CORS headers: pages of other origins reach it through a proxy that allows them. */
export class HttpServer {
  readonly server: Server;
  private readonly exact = new Map<string, Route>();
  private readonly below: Route[] = [];
  private closing = false;

  constructor(
    routes: readonly Route[],
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    private readonly clientTimeoutMs: number,
  ) {
    for (const route of routes) {
      this.exact.set(route.path.replace(/\/$/, ''), route);
      if (route.path.endsWith('/')) this.below.push(route);
    }
    const options = {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, clientTimeoutMs),
      connectionsCheckingInterval: CHECK_EVERY_MS,
      requestTimeout: 0, // Uploads take as long as they take; the idle timeout ends those that stand still.
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    };
    this.server = createServer(options, (request, response) => {
      void this.answer(request, response);
    });
    this.server.setTimeout(IDLE_TIMEOUT_MS);
  }

  /** @returns the port, which the system chooses for port 0 */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        const advice = LISTEN_ADVICE[error.code ?? '']?.(`${host}:${port}`);
        reject(advice === undefined ? error : new ConflictError(advice));
      });
      this.server.listen(port, host, () => {
        this.server.removeAllListeners('error');
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new connections, answers what is under way, and cuts off what is still there after the grace. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    const closed = new Promise<void>((resolve) =>
      this.server.close(() => {
        resolve();
      }),
    );
    this.server.closeIdleConnections();
    const timeout = setTimeout(() => {
      this.server.closeAllConnections();
    }, graceMs);
    await closed;
    clearTimeout(timeout);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const route = this.exact.get(path) ?? this.below.find((candidate) => path.startsWith(candidate.path));
    if (this.closing) response.setHeader('connection', 'close');
    response.once('finish', () => {
      this.metrics.countRequest(route?.path ?? 'none', response.statusCode);
    });
    try {
      if (route) await route.handle(request, response);
      else notFound(response, path, [...this.exact.keys()]);
      dropStuckReader(response, this.clientTimeoutMs);
    } catch (error) {
      this.logger.error({ err: error, path }, 'A request failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-length': 0 }).end();
    }
  }
}

function notFound(response: ServerResponse, path: string, paths: readonly string[]): void {
  const text = `Nothing is served at ${path}. Sluice serves ${paths.join(', ')}.\n`;
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
