import { expect, test } from '@jest/globals';
import { windowEnds } from '../../../src/health/windows/window-ends.js';
import { HOUR_START_MS, TestClock } from './seconds.js';

function endsOf(clock: TestClock, more: { everyMs?: number; afterMs?: number; whenBehind?: 'replay' | 'skip' } = {}) {
  const abort = new AbortController();
  const { everyMs = 2_000, afterMs = null, whenBehind = 'replay' } = more;
  const stream = windowEnds({ clock, everyMs, afterMs, whenBehind, signal: abort.signal });
  const next = async (): Promise<number | null> => {
    const result = await stream.next();
    return result.done ? null : (result.value - HOUR_START_MS) / 1_000;
  };
  return { next, abort };
}

test('the present comes first: the newest second that every gateway has had a second to store', async () => {
  expect(await endsOf(new TestClock(HOUR_START_MS + 10_999)).next()).toBe(9);
});

test('the next end comes when it is settled, not before', async () => {
  const clock = new TestClock(HOUR_START_MS + 10_500);
  const { next } = endsOf(clock);
  await next();
  let came: number | null | undefined;
  const coming = next().then((end) => (came = end));
  clock.nowMs = HOUR_START_MS + 11_999;
  await new Promise(setImmediate);
  expect(came).toBeUndefined();
  clock.nowMs = HOUR_START_MS + 12_000;
  expect(await coming).toBe(11);
});

test('a reader who goes on behind a cursor gets every end since, one after another', async () => {
  const { next } = endsOf(new TestClock(HOUR_START_MS + 10_000), { afterMs: HOUR_START_MS + 3_000 });
  expect([await next(), await next(), await next()]).toEqual([5, 7, 9]);
});

test('a slow reader of one model gets every end; of a fleet, the present one on the same beat', async () => {
  for (const [whenBehind, expected] of [
    ['replay', [9, 11, 13]],
    ['skip', [9, 29, 31]],
  ] as const) {
    const clock = new TestClock(HOUR_START_MS + 10_000);
    const { next } = endsOf(clock, { whenBehind });
    const seen = [await next()];
    clock.nowMs += 21_500;
    seen.push(await next());
    clock.nowMs += 2_000;
    seen.push(await next());
    expect(seen).toEqual(expected);
  }
});

test('a reader who leaves is let go at once, while it waits', async () => {
  const { next, abort } = endsOf(new TestClock());
  await next();
  const waiting = next();
  abort.abort();
  expect(await waiting).toBeNull();
});
