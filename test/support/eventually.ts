import { setTimeout as delay } from 'node:timers/promises';

const LEAST_PAUSE_MS = 20;
const MOST_PAUSE_MS = 250;
/** Asking takes a tenth of the time: the rest is for the processes that are waited for. */
const PAUSES_PER_ANSWER = 9;

/** The first truthy value of `probe`, asked again and again until the deadline. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const askedAt = Date.now();
    const value = await probe();
    if (value) return value;
    const answeredAt = Date.now();
    if (answeredAt > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
    const pauseMs = PAUSES_PER_ANSWER * (answeredAt - askedAt);
    await delay(Math.min(Math.max(pauseMs, LEAST_PAUSE_MS), MOST_PAUSE_MS));
  }
}
