import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import type { AnalogyOutcomes } from './analogies.js';
import type { WordOutcomes } from './word-metrics.js';

type Header =
  | { readonly test: 'analogies'; readonly sections: AnalogyOutcomes['sections']; readonly count: number }
  | { readonly test: 'similarity'; readonly count: number };

/** Outcomes as bytes, kept as evidence and for comparisons: 8 bytes a question, and no word. */
export function encodeWordOutcomes(outcomes: WordOutcomes): Uint8Array {
  if (outcomes.kind === 'similarity') {
    const { ratings, cosines } = outcomes;
    return encodeArrays({ test: 'similarity', count: ratings.length } satisfies Header, [ratings, cosines]);
  }
  const { sections, bySum, byProduct } = outcomes;
  return encodeArrays({ test: 'analogies', sections, count: bySum.length } satisfies Header, [bySum, byProduct]);
}

/** Reads what `encodeWordOutcomes` wrote; null for outcomes of something else. */
export function decodeWordOutcomes(bytes: Uint8Array): WordOutcomes | null {
  const { header, take } = decodeArrays(bytes);
  const known = header as Partial<Header>;
  if (known.test === 'similarity')
    return { kind: 'similarity', ratings: take.floats(known.count!), cosines: take.floats(known.count!) };
  if (known.test !== 'analogies') return null;
  const [bySum, byProduct] = [take.integers(known.count!), take.integers(known.count!)];
  return { kind: 'analogies', sections: known.sections!, bySum, byProduct };
}
