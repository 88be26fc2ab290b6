import { setImmediate } from 'node:timers/promises';
import type { TrainingContext } from '../../training-context.js';

/** Does a piece of work, and gives way to others between its slices. */
export async function drained<T>(
  work: Generator<undefined, T>,
  { signal }: Pick<TrainingContext, 'signal'>,
): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
    signal.throwIfAborted();
  }
}
