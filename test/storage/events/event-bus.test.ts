import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { CursorExpiredError, InvalidInputError } from '../../../src/lib/errors.js';
import { createDataSource } from '../../../src/storage/database.js';
import { appendEvent, appendEvents } from '../../../src/storage/events/append-event.js';
import { encodeEventCursor } from '../../../src/storage/events/cursor.js';
import { EventBus, type EventBusOptions, type SubscribeOptions } from '../../../src/storage/events/event-bus.js';
import { expireEvents } from '../../../src/storage/events/expire-events.js';
import { sequenceEvents } from '../../../src/storage/events/sequence-events.js';
import type { StoredEvent } from '../../../src/storage/events/stored-event.js';
import { createTestDatabase, cutWhileReading, queryOnce, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

let database: TestDatabase;
let ds: DataSource;
const buses: EventBus[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  ds = createDataSource({ url: database.url, poolSize: 10 });
  await ds.initialize();
});
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.stop()));
  await ds.query('TRUNCATE event, event_outbox');
});
afterAll(async () => {
  await ds.destroy();
  await database.drop();
});

async function startBus(options: EventBusOptions = {}): Promise<EventBus> {
  const bus = new EventBus(ds, options);
  await bus.start();
  buses.push(bus);
  return bus;
}

const told = (n: number | string, subjectId = 'thing_1', topic = 'thing', projectId = 'project_1') => ({
  projectId,
  topic,
  subjectId,
  type: 'thingHappened',
  payload: { n },
});
const tell = (...numbers: number[]): Promise<void> =>
  appendEvents(
    ds.manager,
    numbers.map((n) => told(n)),
  );

/** Follows the stream in the background. */
function follow(bus: EventBus, options: SubscribeOptions = {}) {
  const seen: StoredEvent[] = [];
  const stream = bus.subscribe(options);
  const done = (async () => {
    for await (const event of stream) seen.push(event);
  })();
  return { seen, done, numbers: () => seen.map(({ payload }) => payload.n) };
}

test('an event of a transaction that rolls back is never told', async () => {
  const bus = await startBus();
  const { numbers } = follow(bus);
  await ds
    .transaction(async (tx) => {
      await appendEvent(tx, told('undone'));
      throw new Error('roll back');
    })
    .catch(() => undefined);
  await tell(1);
  await eventually('the second event', () => numbers().length === 1);
  expect(numbers()).toEqual([1]);
});

test('a reader far behind goes on when its connection is cut while it reads the table', async () => {
  await tell(1, 2, 3);
  await sequenceEvents(ds);
  const before = await ds.query<{ position: string }[]>('SELECT min(position) - 1 AS position FROM event');
  const bus = await startBus({ recentEvents: 1, pollMs: 60_000 });
  const { numbers } = await cutWhileReading(database.url, 'event', () => {
    const followed = follow(bus, { after: encodeEventCursor(Number(before[0]!.position)) });
    return eventually('three events', () => followed.numbers().length === 3 && followed);
  });
  expect(numbers()).toEqual([1, 2, 3]);
});

test('a transaction that stays open while others commit loses no event: it is told after its own commit', async () => {
  const bus = await startBus();
  const { numbers, seen } = follow(bus);
  const slow = ds.createQueryRunner();
  await slow.startTransaction();
  await appendEvent(slow.manager, told('slow'));
  await tell(1, 2);
  await eventually('the events of the others', () => numbers().length === 2);
  const cursor = seen.at(-1)!.cursor;
  await slow.commitTransaction();
  await slow.release();
  await eventually('the slow one', () => numbers().length === 3);
  expect(numbers()).toEqual([1, 2, 'slow']);
  expect((await bus.read({ after: cursor, limit: 10 })).map(({ payload }) => payload.n)).toEqual(['slow']);
});

test('many writers and two sequencers: positions have no gap, and readers see every event once and in order', async () => {
  const [first, second] = [await startBus(), await startBus()];
  const readers = [follow(first), follow(second)];
  const start = await first.latestCursor();
  await Promise.all(
    Array.from({ length: 40 }, (_, writer) =>
      ds.transaction(async (tx) => {
        await appendEvent(tx, told(writer));
        await tx.query('SELECT pg_sleep(random() / 50)');
        await appendEvent(tx, told(writer));
      }),
    ),
  );
  await eventually('80 events at both', () => readers.every(({ seen }) => seen.length === 80));
  const stored = await first.read({ after: start, limit: 100 });
  for (const { seen } of readers) expect(seen).toEqual(stored);
  const positions = await ds.query<{ position: string }[]>('SELECT position FROM event ORDER BY position');
  expect(Number(positions.at(-1)!.position) - Number(positions[0]!.position)).toBe(positions.length - 1);
});

test('a subscriber that comes back with its cursor misses nothing and sees nothing twice', async () => {
  const bus = await startBus();
  const before = follow(bus);
  await tell(1, 2, 3);
  await eventually('three events', () => before.seen.length === 3);
  await tell(4, 5);
  const after = follow(bus, { after: before.seen[1]!.cursor });
  await eventually('the rest', () => after.seen.length === 3);
  expect(after.numbers()).toEqual([3, 4, 5]);
});

test('a filter lets through what matches project, subject and topic', async () => {
  const bus = await startBus();
  const start = await bus.latestCursor();
  const streams = [
    follow(bus, { subjectId: 'thing_2' }),
    follow(bus, { topics: ['other'] }),
    follow(bus, { projectId: 'project_2', topics: ['thing', 'other'] }),
  ];
  await appendEvents(ds.manager, [
    told('a'),
    told('b', 'thing_2'),
    told('c', 'thing_1', 'other'),
    told('d', 'thing_2', 'thing', 'project_2'),
  ]);
  await eventually('events', () => streams[2]!.seen.length === 1);
  expect(streams.map(({ numbers }) => numbers())).toEqual([['b', 'd'], ['c'], ['d']]);
  const read = await bus.read({ after: start, limit: 10, subjectId: 'thing_2', projectId: 'project_1' });
  expect(read.map(({ payload }) => payload.n)).toEqual(['b']);
});

test('a cut connection comes back: events told meanwhile still arrive, each once', async () => {
  const bus = await startBus({ pollMs: 3_600_000 });
  const { numbers } = follow(bus);
  await tell(1);
  await eventually('the first event', () => numbers().length === 1);
  const cut = await queryOnce(
    database.url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  expect(cut.length).toBeGreaterThan(0);
  await eventually('a write', () =>
    tell(2).then(
      () => true,
      () => false,
    ),
  );
  await eventually('the second event', () => numbers().length === 2);
  expect(numbers()).toEqual([1, 2]);
});

test('events that no notice told of are found by looking', async () => {
  const bus = await startBus({ pollMs: 50 });
  const { numbers } = follow(bus);
  await ds.query(
    `INSERT INTO event_outbox (topic, subject_id, type, payload) VALUES ('thing', 'thing_1', 'happened', '{"n": 1}')`,
  );
  await eventually('the event', () => numbers().length === 1);
});

test('a slow reader keeps a page at most, and gets everything when it goes on', async () => {
  const bus = await startBus({ recentEvents: 10 });
  const stream = bus.subscribe({ topics: ['thing'] });
  const count = 1_200;
  await tell(...Array.from({ length: count }, (_, n) => n));
  const fast = follow(bus, { topics: ['other'] });
  await appendEvent(ds.manager, told('last', 'thing_1', 'other'));
  await eventually('the head', () => fast.seen.length === 1);
  const received: unknown[] = [];
  for await (const event of stream) {
    received.push(event.payload.n);
    if (received.length === count) break;
  }
  expect(received).toEqual(Array.from({ length: count }, (_, n) => n));
});

test('a cursor older than what is kept is CURSOR_EXPIRED; a newer one goes on', async () => {
  const bus = await startBus({ recentEvents: 1 });
  const old = await bus.latestCursor();
  await tell(1, 2, 3);
  await bus.sequenced('thing_1');
  const last = await bus.latestCursor();
  expect(await expireEvents(ds, new Date(Date.now() + 60_000))).toBe(3);
  await expect(bus.read({ after: old, limit: 1 })).rejects.toThrow(CursorExpiredError);
  const fresh = await startBus();
  await expect(fresh.subscribe({ after: old }).next()).rejects.toThrow(CursorExpiredError);
  const { numbers } = follow(fresh, { after: last });
  await tell(4);
  await eventually('the new event', () => numbers().length === 1);
  expect(numbers()).toEqual([4]);
});

test('events that are kept outlive those before them', async () => {
  await tell(1);
  await ds.query(`UPDATE event_outbox SET at = now() - interval '8 days'`);
  await tell(2);
  await sequenceEvents(ds);
  expect(await expireEvents(ds, new Date(Date.now() - 7 * 24 * 3_600_000))).toBe(1);
  expect(await ds.query('SELECT payload FROM event')).toEqual([{ payload: { n: 2 } }]);
});

test('a cursor that is not one of the stream is refused', async () => {
  const bus = await startBus();
  expect(() => bus.subscribe({ after: 'WzFd' })).toThrow(InvalidInputError);
  await expect(bus.read({ after: '', limit: 1 })).rejects.toThrow(InvalidInputError);
});

test('a subscription ends with its signal, with its reader and with the bus', async () => {
  const bus = await startBus();
  const abort = new AbortController();
  const aborted = follow(bus, { signal: abort.signal });
  abort.abort();
  await aborted.done;
  await follow(bus, { signal: AbortSignal.abort() }).done;
  const open = follow(bus);
  await bus.stop();
  await open.done;
});
