import { expect } from '@jest/globals';
import { Readable } from 'node:stream';
import type { LabelledText } from '../../../src/training/bags/collect-texts.js';
import type { TrainBagOptions } from '../../../src/training/bags/train-bag-classifier.js';

/** Texts as a source of one batch. */
export function inOneBatch(texts: readonly LabelledText[]): AsyncIterable<readonly LabelledText[]> {
  return Readable.from([texts]);
}

/** Cuts a training off at its first state, which it answers. */
export async function stateOfCutOff(start: (options: TrainBagOptions) => Promise<unknown>): Promise<Uint8Array> {
  let state: Uint8Array | null = null;
  const stop = new AbortController();
  const cut = start({
    signal: stop.signal,
    stateEveryMs: 0,
    onState: (kept) => {
      state ??= kept;
      stop.abort();
      return Promise.resolve();
    },
  });
  await expect(cut).rejects.toThrow('abort');
  expect(state).not.toBeNull();
  return state!;
}
