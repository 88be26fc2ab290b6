import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { CursorExpiredError } from '../../lib/errors.js';
import type { Logger } from '../../lib/logger.js';
import { DATABASE_PATIENCE_MS, whenConnected } from '../connection-errors.js';
import { EVENT_CHANNEL, OUTBOX_CHANNEL } from './channels.js';
import { type Cursor, decodeEventCursor, encodeEventCursor } from './cursor.js';
import { Listener } from './listener.js';
import { headPosition, readEvents } from './read-events.js';
import { RecentEvents } from './recent-events.js';
import { Repeat } from './repeat.js';
import { sequenceEvents } from './sequence-events.js';
import type { EventFilter, StoredEvent } from './stored-event.js';
import { Subscription } from './subscription.js';

const PAGE_SIZE = 500;
const SEQUENCED_POLL_MS = 10;

export interface EventBusOptions {
  logger?: Logger;
  /** How many of the newest events are kept in memory for subscriptions. */
  recentEvents?: number;
  /** How often to look without being told to, in case a notice was lost. */
  pollMs?: number;
}

export interface SubscribeOptions extends EventFilter {
  /** Begin behind this cursor; with the next event when left out. */
  after?: Cursor;
  /** Ends the subscription. */
  signal?: AbortSignal;
}

/**
 * The stored events of the installation, live. A process has one: it gives positions to new events, in turn with other
 * processes, and one reader follows the stream for all subscriptions.
 */
export class EventBus {
  private readonly listener: Listener;
  private readonly sequencing: Repeat;
  private readonly following: Repeat;
  private recent: RecentEvents | null = null;
  private readonly subscriptions = new Set<Subscription>();
  private poll: NodeJS.Timeout | null = null;

  constructor(
    private readonly ds: DataSource,
    private readonly options: EventBusOptions = {},
  ) {
    const warn = (error: unknown): void => options.logger?.warn({ err: error }, 'events are late');
    this.sequencing = new Repeat(() => sequenceEvents(ds), warn);
    this.following = new Repeat(() => this.follow(), warn);
    this.listener = new Listener({
      url: (ds.options as PostgresDataSourceOptions).url!,
      channels: [OUTBOX_CHANNEL, EVENT_CHANNEL],
      onNotice: (channel) => {
        (channel === OUTBOX_CHANNEL ? this.sequencing : this.following).request();
      },
      onConnect: () => {
        this.look();
      },
      onDisconnect: (error) => options.logger?.warn({ err: error }, 'the connection for events was cut'),
    });
  }

  async start(): Promise<void> {
    this.recent = new RecentEvents(await headPosition(this.ds), this.options.recentEvents ?? 2_000);
    await this.listener.start();
    this.poll = setInterval(() => {
      this.look();
    }, this.options.pollMs ?? 1_000);
  }

  /** Ends all subscriptions. */
  async stop(): Promise<void> {
    if (this.poll) clearInterval(this.poll);
    for (const subscription of this.subscriptions) subscription.end();
    await this.listener.stop();
    await this.sequencing.settled();
    await this.following.settled();
  }

  /**
   * The position of the newest event. Read it before the state that it is handed out with: an event that comes between is
   * then told, not missed.
   */
  async latestCursor(tx: EntityManager | DataSource = this.ds): Promise<Cursor> {
    return encodeEventCursor(await headPosition(tx));
  }

  /**
   * At most `limit` events behind the cursor `after`, in order.
   * @throws {CursorExpiredError} when events behind it are no longer kept
   */
  async read({ after, limit, ...filter }: EventFilter & { after: Cursor; limit: number }): Promise<StoredEvent[]> {
    return readEvents(this.ds, filter, decodeEventCursor(after), limit);
  }

  /** Resolves when all events of a subject that were committed before this call can be read. */
  async sequenced(subjectId: string): Promise<void> {
    for (;;) {
      const waiting = await this.ds.query<unknown[]>('SELECT FROM event_outbox WHERE subject_id = $1 LIMIT 1', [
        subjectId,
      ]);
      if (waiting.length === 0) return;
      this.sequencing.request();
      await this.sequencing.settled();
      await delay(SEQUENCED_POLL_MS);
    }
  }

  /**
   * Events as they come, each once and in order, from the moment of this call or behind `after`. Nothing is buffered for a
   * slow reader: it falls back to reading the table, page by page.
   * @throws {CursorExpiredError} (while iterating) when the reader is so far behind that events are no longer kept
   */
  subscribe({ after, signal, ...filter }: SubscribeOptions = {}): AsyncIterableIterator<StoredEvent> {
    const recent = this.recent;
    if (!recent) throw new Error('Start the event bus before subscribing.');
    const subscription = new Subscription({
      recent,
      filter,
      position: after === undefined ? recent.position : decodeEventCursor(after),
      readPage: (position) =>
        whenConnected(() => readEvents(this.ds, filter, position, PAGE_SIZE), DATABASE_PATIENCE_MS, signal),
      onEnd: () => this.subscriptions.delete(subscription),
      signal,
    });
    this.subscriptions.add(subscription);
    if (signal?.aborted) subscription.end();
    return subscription;
  }

  private look(): void {
    this.sequencing.request();
    this.following.request();
  }

  /** Reads what followed the newest event known, and wakes subscriptions. */
  private async follow(): Promise<void> {
    const { recent } = this;
    if (!recent) return;
    for (;;) {
      const events = await this.readAhead(recent);
      if (events.length === 0) return;
      recent.add(events);
      for (const subscription of this.subscriptions) subscription.wake();
      if (events.length < PAGE_SIZE) return;
    }
  }

  /** A process that was stopped for longer than events are kept begins anew at the head. */
  private async readAhead(recent: RecentEvents): Promise<StoredEvent[]> {
    try {
      return await readEvents(this.ds, {}, recent.position, PAGE_SIZE);
    } catch (error) {
      if (!(error instanceof CursorExpiredError)) throw error;
      recent.reset(await headPosition(this.ds));
      return [];
    }
  }
}
