import type { ServerResponse } from 'node:http';

/** Work whose signal is aborted when its client goes away. */
export async function whileAwaited<T>(response: ServerResponse, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  response.once('close', abort);
  try {
    return await work(controller.signal);
  } finally {
    response.off('close', abort);
  }
}
