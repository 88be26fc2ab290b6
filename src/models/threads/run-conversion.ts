import { InvalidInputError } from '../../lib/errors.js';
import { runThread, ThreadOutOfMemory } from './run-thread.js';

/** Enough for ten million words; their numbers go straight to disk. */
const THREAD_MEBIBYTES = 2048;

/** What a thread that converts a file answers, if it is not what was asked for. */
export interface Refusal {
  readonly refusal: string;
}

/**
 * Converts a user's file in a thread of its own, so that the gateway goes on answering.
 * @param program what is built of the thread
 * @param field of the input that gave the file
 * @throws {InvalidInputError} with the reason when the thread refuses the file
 */
export async function runConversion<A extends object>(
  program: string,
  task: object,
  field: string,
  signal: AbortSignal,
): Promise<A> {
  const answer = await runThread<A | Refusal>(program, task, { memoryMebibytes: THREAD_MEBIBYTES, signal }).catch(
    (error: unknown): Refusal => {
      if (!(error instanceof ThreadOutOfMemory)) throw error;
      return { refusal: `The words alone need more than ${THREAD_MEBIBYTES} MiB of memory.` };
    },
  );
  if ('refusal' in answer) throw new InvalidInputError(answer.refusal, ['input', field]);
  return answer;
}
