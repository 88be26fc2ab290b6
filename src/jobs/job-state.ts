import { registerEnumType } from 'type-graphql';
import { ConflictError } from '../lib/errors.js';

/** What a job does. Each kind has an entity and a handler in the folder of its noun. */
export enum JobKind {
  IMPORT = 'IMPORT',
  TRAINING = 'TRAINING',
  TUNING = 'TUNING',
  OPTIMIZATION = 'OPTIMIZATION',
  EVALUATION = 'EVALUATION',
}

export enum JobState {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}

/** How one attempt to run a job ended. */
export enum AttemptEnd {
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
  WORKER_LOST = 'WORKER_LOST',
  TIMED_OUT = 'TIMED_OUT',
  PAUSED = 'PAUSED',
}

const NEXT: Record<JobState, readonly JobState[]> = {
  QUEUED: [JobState.RUNNING, JobState.CANCELLED],
  // Back to the queue: its worker died or was stopped, or it waits for what its study decides.
  RUNNING: [JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.QUEUED],
  SUCCEEDED: [],
  FAILED: [JobState.QUEUED],
  CANCELLED: [JobState.QUEUED],
};

/** @throws {ConflictError} when a job in state `from` never becomes `to` */
export function assertCanBecome(from: JobState, to: JobState): void {
  if (!NEXT[from].includes(to)) throw new ConflictError(`A job that is ${from} cannot become ${to}.`);
}

export function isFinished(state: JobState): boolean {
  return state !== JobState.QUEUED && state !== JobState.RUNNING;
}

registerEnumType(JobKind, {
  name: 'JobKind',
  description: 'What a job does.',
  valuesConfig: {
    IMPORT: { description: 'Brings files into a dataset as a new version.' },
    TRAINING: { description: 'Trains a model version on a dataset version.' },
    TUNING: { description: 'Searches the settings of a training by many trainings, its trials.' },
    OPTIMIZATION: { description: 'Makes a model version smaller or faster.' },
    EVALUATION: { description: 'Measures a model version on a dataset version.' },
  },
});

registerEnumType(JobState, {
  name: 'JobState',
  description: 'Where a job is in its life.',
  valuesConfig: {
    QUEUED: {
      description:
        'Waits for a worker; also between two attempts, and a trial while its study decides whether it goes on.',
    },
    RUNNING: { description: 'A worker runs it.' },
    SUCCEEDED: { description: 'Finished, with a result.' },
    FAILED: { description: 'Finished without a result; `failure` says why.' },
    CANCELLED: { description: 'Stopped because someone asked for it.' },
  },
});

registerEnumType(AttemptEnd, {
  name: 'AttemptEnd',
  description: 'How one attempt to run a job ended.',
  valuesConfig: {
    SUCCEEDED: { description: 'With a result.' },
    FAILED: { description: 'With an error; it would fail again the same way.' },
    CANCELLED: { description: 'Stopped because someone asked for it.' },
    WORKER_LOST: { description: 'Its worker died, stopped or was stopped; the job is tried again.' },
    TIMED_OUT: { description: 'It took longer than the job may.' },
    PAUSED: { description: 'A trial that waits, with its checkpoint, for its study to decide whether it goes on.' },
  },
});
