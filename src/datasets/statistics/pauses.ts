import { setImmediate } from 'node:timers/promises';

/** A few milliseconds of work on words. */
const ITEMS_A_STRETCH = 10_000;

/** Visits every item and lets other work of the process have its turn in between, such as saying that it is alive. */
export async function withPauses<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  let left = ITEMS_A_STRETCH;
  for (const item of items) {
    visit(item);
    if (--left > 0) continue;
    await setImmediate();
    left = ITEMS_A_STRETCH;
  }
}
