import type { DataSource } from 'typeorm';
import { msToDuration } from '../../lib/durations.js';
import { ErrorCode } from '../../lib/errors.js';
import type { BegunAttempt } from '../attempts/begin-attempt.js';
import { cancelAttempt, failAttempt, handBackAttempt, loseAttempt } from '../attempts/end-attempt.js';
import { jobFailure } from '../job-failure.js';
import { AttemptEnd } from '../job-state.js';
import type { RunEnd } from './running-job.js';

/** Writes what becomes of a job whose process has ended without writing it. */
export async function conclude(ds: DataSource, attempt: BegunAttempt, end: RunEnd, now: Date): Promise<void> {
  switch (end.kind) {
    case 'ended':
    case 'fenced':
      return;
    case 'lost':
      await loseAttempt(ds, attempt, end.cause, now);
      return;
    case 'outOfMemory': {
      const failure = jobFailure(
        ErrorCode.OUT_OF_MEMORY,
        'The job needed more memory than its process may have.',
        false,
      );
      await failAttempt(ds, attempt, failure, AttemptEnd.FAILED, now);
      return;
    }
    case 'stopped':
      if (end.reason === 'cancel') await cancelAttempt(ds, attempt, now);
      else if (end.reason === 'handBack') await handBackAttempt(ds, attempt, now);
      else await failAttempt(ds, attempt, timeout(attempt), AttemptEnd.TIMED_OUT, now);
  }
}

function timeout({ maxDurationMs }: BegunAttempt) {
  const message = `The attempt took longer than ${msToDuration(maxDurationMs ?? 0)}, which is all that this job may take.`;
  return jobFailure(ErrorCode.TIMEOUT, message, false);
}
