import { setImmediate } from 'node:timers/promises';
import { InvalidInputError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';

/** Texts in one run; less where they are long, so that a run stays far below a second. */
const MOST_TEXTS = 64;
const MOST_CHARACTERS = 200_000;

export interface MeasuringContext {
  readonly blobs: BlobStore;
  readonly signal: AbortSignal;
}

interface Place {
  readonly split: string;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => Promise<void>;
}

/** Goes over rows in their order, a run at a time, and gives way to other work after each. */
export async function answerRows<R extends { readonly text: string }>(
  batches: AsyncIterable<readonly R[]>,
  { split, signal, progress }: Place,
  answer: (rows: readonly R[]) => Promise<void>,
): Promise<void> {
  let done = 0;
  for await (const batch of batches) {
    for (const rows of runs(batch)) {
      await answer(rows);
      done += rows.length;
      await progress(done);
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  if (done === 0) throw new InvalidInputError(`The split "${split}" has no rows to measure on.`, ['split']);
}

export function textsOf(rows: readonly { readonly text: string }[]): string[] {
  return rows.map(({ text }) => text);
}

/** Texts in runs that stay far below a second. */
export function* runs<R extends { readonly text: string }>(batch: readonly R[]): Generator<R[]> {
  let run: R[] = [];
  let characters = 0;
  for (const row of batch) {
    if (run.length === MOST_TEXTS || (run.length > 0 && characters + row.text.length > MOST_CHARACTERS)) {
      yield run;
      run = [];
      characters = 0;
    }
    run.push(row);
    characters += row.text.length;
  }
  if (run.length > 0) yield run;
}
