import type { ServerResponse } from 'node:http';

/** Ends the connection of a client that does not go on reading an answer that is all written: it would be kept forever. */
export function dropStuckReader(response: ServerResponse, timeoutMs: number): void {
  if (response.writableEnded && !response.writableFinished)
    response.setTimeout(timeoutMs, () => {
      response.destroy();
    });
}
