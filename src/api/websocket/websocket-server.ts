import { handleProtocols, makeServer } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Operations } from '../operations.js';
import { Connection } from './connection.js';
import { protocolOptions } from './protocol.js';
import { keepAlive, transportOf } from './socket.js';

const GOING_AWAY = 1001;
/** A token that was revoked or has expired loses its connections within this time. */
const RECHECK_TOKENS_MS = 1_000;

/** GraphQL over WebSocket (graphql-transport-ws) at one path of an HTTP server. */
export class GraphQLWebSocketServer {
  private readonly sockets: WebSocketServer;
  private readonly connections = new Map<WebSocket, Connection>();
  private readonly recheck: NodeJS.Timeout;

  constructor(
    http: Server,
    path: string,
    private readonly operations: Operations,
  ) {
    this.sockets = new WebSocketServer({
      noServer: true,
      maxPayload: operations.limits.maxBodyBytes,
      perMessageDeflate: false,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
    const protocol = makeServer(protocolOptions(operations));
    http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      if (request.url?.split('?', 1)[0] === path) {
        this.sockets.handleUpgrade(request, stream, head, (socket) => {
          const connection = new Connection(operations, socket, request.headers.authorization);
          const closed = protocol.opened(transportOf(socket, operations.services.logger), connection);
          this.keep(socket, connection, closed);
        });
      } else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
    this.recheck = setInterval(() => {
      for (const connection of this.connections.values()) void connection.recheckToken();
    }, RECHECK_TOKENS_MS);
  }

  /** Closes every connection with 1001, and cuts off what is still there after the grace. */
  async close(graceMs: number): Promise<void> {
    clearInterval(this.recheck);
    const open = [...this.connections.keys()];
    const closed = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    for (const socket of open) socket.close(GOING_AWAY, 'This gateway stops; connect again');
    const timeout = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, graceMs);
    await closed;
    clearTimeout(timeout);
  }

  private keep(
    socket: WebSocket,
    connection: Connection,
    closed: (code: number, reason: string) => Promise<void>,
  ): void {
    const { metrics, services } = this.operations;
    this.connections.set(socket, connection);
    metrics.sockets.inc();
    keepAlive(socket);
    socket.on('error', (error) => {
      services.logger.debug({ err: error }, 'A WebSocket was cut');
    });
    socket.once('close', (code, reason) => {
      this.connections.delete(socket);
      metrics.sockets.dec();
      connection.endAll();
      closed(code, reason.toString()).catch((error: unknown) => {
        services.logger.error({ err: error }, 'A WebSocket did not close well');
      });
    });
  }
}
