import type { Generating } from '../../lane/lane-messages.js';
import type { QueuedGeneration } from './queued-generation.js';

/**
 * How many of those that wait, oldest first, have room on a lane beside its own. Sequences of one run are as wide as the widest of
 * them, so caches hold that many tokens of each. One alone always fits: the length of the model bounds it.
 */
export function fitting(
  { maxSequences, maxCachedTokens, contextLength }: Generating,
  live: Iterable<QueuedGeneration>,
  waiting: readonly QueuedGeneration[],
): number {
  const widthOf = ({ mostTokens }: QueuedGeneration) => Math.min(mostTokens, contextLength ?? Infinity);
  const widths = Array.from(live, widthOf);
  let count = widths.length;
  let widest = Math.max(0, ...widths);
  for (const [place, one] of waiting.entries()) {
    widest = Math.max(widest, widthOf(one));
    count += 1;
    if (count > maxSequences || (count > 1 && count * widest > (maxCachedTokens ?? Infinity))) return place;
  }
  return waiting.length;
}
