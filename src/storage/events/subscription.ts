import { type EventFilter, matches, type StoredEvent } from './stored-event.js';
import type { RecentEvents } from './recent-events.js';

export interface SubscriptionOptions {
  recent: RecentEvents;
  filter: EventFilter;
  /** Position behind which to begin. */
  position: number;
  /** The first matching events behind a position, from the table. */
  readPage: (position: number) => Promise<StoredEvent[]>;
  onEnd: () => void;
  signal?: AbortSignal;
}

/** One reader of the stream. It has a position and at most one page of the table, whatever its pace. */
export class Subscription implements AsyncIterableIterator<StoredEvent> {
  private position: number;
  private page: StoredEvent[] = [];
  private ended = false;
  private news = Promise.withResolvers<undefined>();
  private readonly onAbort = (): void => {
    this.end();
  };

  constructor(private readonly options: SubscriptionOptions) {
    this.position = options.position;
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls must not overlap: `for await` never does. */
  async next(): Promise<IteratorResult<StoredEvent, undefined>> {
    try {
      for (;;) {
        if (this.ended) return { done: true, value: undefined };
        const event = this.page.shift() ?? (await this.advance());
        if (event) {
          this.position = event.position;
          return { done: false, value: event };
        }
      }
    } catch (error) {
      this.end();
      throw error;
    }
  }

  return(): Promise<IteratorResult<StoredEvent, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Says that there may be new events. */
  wake(): void {
    this.news.resolve(undefined);
    this.news = Promise.withResolvers<undefined>();
  }

  end(): void {
    this.ended = true;
    this.page = [];
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.options.onEnd();
    this.wake();
  }

  /** The next matching event, or null after having moved on without one. */
  private async advance(): Promise<StoredEvent | null> {
    const { recent, filter, readPage } = this.options;
    const news = this.news.promise;
    const head = recent.position;
    const events = recent.after(this.position);
    if (events) {
      const found = events.find((event) => matches(event, filter));
      if (found) return found;
      this.position = Math.max(this.position, head);
      await news;
      return null;
    }
    this.page = await readPage(this.position);
    // An empty page has looked at everything up to the head as it was before.
    if (this.page.length === 0) this.position = head;
    return this.page.shift() ?? null;
  }
}
