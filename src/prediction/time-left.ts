import { TimeoutError } from '../lib/errors.js';

/** Until when a request may take, on the clock of `performance.now()`. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly deadlineAt: number;
}

/** Milliseconds that are left of a request's time. @throws {TimeoutError} when none are */
export function timeLeft({ timeoutMs, deadlineAt }: Deadline): number {
  const leftMs = deadlineAt - performance.now();
  if (leftMs <= 0) throw new TimeoutError(`There was no answer within ${timeoutMs} ms.`);
  return leftMs;
}
