import { Field, ObjectType } from 'type-graphql';
import '../graph/error-code.js';
import { ErrorCode, isDomainError } from '../lib/errors.js';
import { newId } from '../lib/ids.js';

@ObjectType({ description: 'Why a job failed, and what to do.' })
export class JobFailure {
  @Field(() => ErrorCode, { description: 'Stable code.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'What went wrong, in a sentence.' })
  message!: string;

  @Field(() => String, { description: 'What to do next.' })
  advice!: string;

  @Field(() => Boolean, { description: 'Whether retryJob may succeed without a change.' })
  retryable!: boolean;
}

const RETRY = 'Start it again with retryJob: it resumes from its last checkpoint.';
const ADVICE: Partial<Record<ErrorCode, string>> = {
  [ErrorCode.NOT_FOUND]: 'Check that what the job names still exists, then start a new one.',
  [ErrorCode.CONFLICT]: 'Look at what changed meanwhile, then start a new job.',
  [ErrorCode.INVALID_INPUT]: 'Correct the input and start a new job.',
  [ErrorCode.LIMIT_EXCEEDED]: 'Ask for less, or raise the limit, and start a new job.',
  [ErrorCode.TIMEOUT]: 'Allow it more time, or give it less to do, and start a new job.',
  [ErrorCode.OUT_OF_MEMORY]: 'Give it less data or smaller settings, or a machine with more memory.',
  [ErrorCode.INTERNAL]: 'Look for the error id in the log of the job worker; if the cause is not yours, report it.',
};

export function jobFailure(code: ErrorCode, message: string, retryable: boolean): JobFailure {
  return { code, message, retryable, advice: ADVICE[code] ?? RETRY };
}

/**
 * What a job's error says to its user. An error of unknown kind is shown by an id only; `errorId` finds its stack in the
 * log.
 */
export function failureOf(error: unknown): { failure: JobFailure; errorId: string | null } {
  if (isDomainError(error)) return { failure: jobFailure(error.code, error.message, error.retryable), errorId: null };
  const errorId = newId('error');
  if (error instanceof RangeError && /array buffer allocation|invalid (typed )?array length/i.test(error.message)) {
    const message = 'The job needs more memory than there is.';
    return { failure: jobFailure(ErrorCode.OUT_OF_MEMORY, message, false), errorId };
  }
  return { failure: jobFailure(ErrorCode.INTERNAL, `The job failed with the error ${errorId}.`, true), errorId };
}
