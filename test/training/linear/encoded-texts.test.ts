import { expect, test } from '@jest/globals';
import type { Example } from '../../../src/evaluation/labelled-batches.js';
import { FeatureWeights } from '../../../src/pipelines/features/feature-weights.js';
import {
  countedWithin,
  type EncodedTexts,
  problemWithin,
} from '../../../src/training/linear/encoding/encoded-texts.js';
import { isKeepable } from '../../../src/training/linear/encoding/encoding-file.js';
import { OneLabelHead } from '../../../src/training/linear/one-label/one-label-head.js';

const ROWS = 250_000;
/** Rows of one n-gram each: enough to take several turns. */
const ENCODED: EncodedTexts<Example> = {
  isWhole: true,
  vocabulary: new Uint8Array(0),
  documentFrequencies: Uint32Array.of(ROWS),
  training: {
    widths: new Int32Array(ROWS).fill(1),
    columns: new Int32Array(ROWS),
    examples: Array.from({ length: ROWS }, (_, row) => ({ text: '', label: row % 2 === 0 ? 'even' : 'odd' })),
  },
  validation: null,
};

/** A signal that whoever gives way to others finds aborted when it goes on. */
function abortedInTheNextTurn(): AbortSignal {
  const abort = new AbortController();
  setImmediate(() => {
    abort.abort(new Error('enough'));
  });
  return abort.signal;
}

test('rows of an encoding are gone over in turns, and an abort ends them soon', async () => {
  const head = new OneLabelHead();
  const limits = { minCount: 1, size: 1 };
  await expect(countedWithin(head, ENCODED, limits, abortedInTheNextTurn())).rejects.toThrow('enough');
  const weights = new FeatureWeights(ENCODED.documentFrequencies, ROWS);
  await expect(problemWithin(head, ENCODED.training, weights, abortedInTheNextTurn())).rejects.toThrow('enough');
});

test('an encoding of more than 1 GiB is not kept', async () => {
  const withNgrams = (count: number) => ({
    ...ENCODED,
    training: { widths: new Int32Array(0), columns: new Int32Array(count), examples: [] },
  });
  expect(await isKeepable(withNgrams(2 ** 27))).toBe(true);
  expect(await isKeepable(withNgrams(2 ** 28))).toBe(false);
});
