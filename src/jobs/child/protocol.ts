/** Why a running job is asked to stop. */
export type StopReason = 'cancel' | 'timeout' | 'handBack';

/** From the worker to the child process of a job. */
export type ToChild =
  { type: 'run'; jobId: string; attempt: number; folder: string } | { type: 'stop'; reason: StopReason };

/** From the child to its worker: `begun` once, as the handler is about to run, and `alive` every second, for a child that falls silent is stopped. */
export interface FromChild {
  type: 'begun' | 'alive';
}

/** How the child process of a job exits. Any other code, or a signal, means that it was lost. */
export const ChildExit = {
  /** It wrote how the job ended. */
  ENDED: 0,
  /** Another attempt has the job. */
  FENCED: 75,
  /** It was asked to stop, and did; the worker writes what becomes of the job. */
  STOPPED: 76,
  /** Its worker is gone. */
  ORPHANED: 77,
} as const;
export type ChildExit = (typeof ChildExit)[keyof typeof ChildExit];
