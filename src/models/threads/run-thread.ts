import { type Transferable, Worker } from 'node:worker_threads';
import { builtProgram } from '../../lib/package-root.js';

/** A thread ended without an answer because its memory did not suffice. */
export class ThreadOutOfMemory extends Error {}

export interface ThreadLimits {
  readonly memoryMebibytes: number;
  /** Ends the thread. */
  readonly signal: AbortSignal;
  /** What of the data goes to the thread for good. */
  readonly transfer?: readonly Transferable[];
}

/**
 * What a program answers with its first message, in a thread of its own, so that this one goes on meanwhile.
 * @param program path below the built program
 * @throws {ThreadOutOfMemory} when it needs more memory than it may have
 */
export async function runThread<Answer>(
  program: string,
  workerData: unknown,
  { memoryMebibytes, signal, transfer = [] }: ThreadLimits,
): Promise<Answer> {
  signal.throwIfAborted();
  const worker = new Worker(builtProgram(program), {
    workerData,
    transferList: [...transfer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMebibytes },
  });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const stop = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ThreadOutOfMemory(error.message) : error);
      });
      worker.once('exit', () => {
        signal.removeEventListener('abort', stop);
        reject(new Error(`The thread "${program}" ended early.`));
      });
    });
  } finally {
    await worker.terminate();
  }
}
