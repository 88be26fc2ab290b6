import type { WebSocket as Transport } from 'graphql-ws';
import { CloseCode } from 'graphql-ws';
import { type RawData, WebSocket } from 'ws';
import type { Logger } from '../../lib/logger.js';

/** Whoever answers no ping within this time is gone. */
const PING_EVERY_MS = 15_000;
/** Bytes that wait for a client that does not read them. Each operation sends one message at a time, so only floods come here. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** A WebSocket as graphql-ws drives it: a message counts as sent once the system has taken it, so slow readers slow their sources. */
export function transportOf(socket: WebSocket, logger: Logger): Transport {
  return {
    protocol: socket.protocol,
    send: (data) =>
      new Promise((resolve) => {
        // Going on in the next turn of the event loop lets others have theirs, however fast this client reads.
        const goOn = (): void => void setImmediate(resolve);
        if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
        // A socket that is not open, or fails while sending, is closing; its close event ends the operations.
        if (socket.readyState === WebSocket.OPEN) socket.send(data, goOn);
        else goOn();
      }),
    close: (code, reason) => {
      socket.close(code, reason);
    },
    onMessage: (handle) => {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) {
          socket.close(CloseCode.BadRequest, 'Messages are text');
          return;
        }
        handle((data as Buffer).toString('utf8')).catch((error: unknown) => {
          logger.error({ err: error }, 'A WebSocket message failed');
          socket.close(CloseCode.InternalServerError, 'Internal error');
        });
      });
    },
  };
}

/** Terminates a socket whose client answers no pings. */
export function keepAlive(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on('pong', () => (answered = true));
  socket.once('close', () => {
    clearInterval(timer);
  });
}
