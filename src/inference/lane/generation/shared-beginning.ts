import type { BatchRow } from './decoder.js';
import { heldOf, type PartlyRead } from './next-pieces.js';

/** Shorter beginnings that two texts have in common are read as fast as they are copied. */
const LEAST_SHARED = 16;

/**
 * What was computed of the text that has the longest beginning in common with these tokens, cut behind it; null where none has enough.
 * The last token is never among it: its logits are needed.
 */
export function sharedBeginning(tokens: readonly number[], others: readonly PartlyRead[]): BatchRow | null {
  let best: PartlyRead | null = null;
  let shared = LEAST_SHARED - 1;
  for (const other of others) {
    const most = Math.min(heldOf(other), tokens.length - 1);
    if (most <= shared) continue;
    const length = commonLength(tokens, other.sequence.tokens, most);
    if (length > shared) [best, shared] = [other, length];
  }
  if (!best) return null;
  const { batch, row } = best;
  const end = batch.ends[row]! - batch.lengths[row]! + shared;
  return { batch: { ...batch, lengths: batch.lengths.with(row, shared), ends: batch.ends.with(row, end) }, row };
}

function commonLength(a: readonly number[], b: readonly number[], most: number): number {
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
