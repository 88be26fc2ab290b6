import { DATABASE_PATIENCE_MS, whenConnected } from '../storage/connection-errors.js';
import type { RequestContext } from './context.js';

/** The events of a subscription, each answered with what is true when it is sent, never with what an earlier event loaded. */
export async function* freshly<T>(context: RequestContext, events: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    for await (const event of events) {
      context.forget();
      yield event;
    }
  } catch (error) {
    // Who has left is told nothing more: the id of the operation may be another one's by now.
    if (!context.signal.aborted) throw error;
  }
}

/** What a subscription reads: again while Postgres cannot be reached, so that its restart ends none. Gives up after a minute. */
export function persistently<T>(context: RequestContext, read: () => Promise<T>): Promise<T> {
  const work = async (): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      // Loaders remember failures, too.
      context.forget();
      throw error;
    }
  };
  return whenConnected(work, DATABASE_PATIENCE_MS, context.signal);
}
