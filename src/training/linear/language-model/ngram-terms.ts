import type { DistillationSettings } from '../../distillation/distillation.js';
import { type LossTerm, lossTerms } from '../loss-terms.js';
import type { NgramTree } from './ngram-tree.js';

/** What a teacher says of the n-grams of texts, at the temperature of the distillation. */
export interface TaughtNgrams extends DistillationSettings {
  /** By node: how often it expects the n-gram, over all places where its context was seen. */
  readonly expected: Float64Array;
  /** Sum of the entropies of what it says at all places, in nats: the least that a student's cross-entropy with it comes to. */
  readonly entropy: number;
}

/** A part of the loss of texts: a cross-entropy with scores that are divided by a temperature. */
export interface NgramTerm extends LossTerm {
  /** By node: how often the n-gram is wanted. */
  readonly wanted: Counts;
}

/** Numbers by node of a tree. */
export type Counts = Int32Array | Float64Array;

/** The terms of the loss. @param taught null: texts alone are learned */
export function ngramTerms(tree: NgramTree, taught: TaughtNgrams | null): readonly NgramTerm[] {
  return lossTerms(taught ?? undefined).map((term) => ({ ...term, wanted: wantedBy(term.taughtShare, tree, taught) }));
}

/**
 * By node: what the loss curves with along an n-gram's weight, of its own. A temperature divides scores, by which a term curves less by its
 * square, and so much more a term counts.
 */
export function curvaturesOf(terms: readonly NgramTerm[]): Counts {
  const [first, second] = terms;
  if (!second) return first!.wanted;
  const share = ({ weight, temperature }: NgramTerm) => weight / temperature ** 2;
  return mixture(first!.wanted, share(first!), second.wanted, share(second));
}

function wantedBy(taughtShare: number, tree: NgramTree, taught: TaughtNgrams | null): Counts {
  const counts = tree.counts.subarray(0, tree.size);
  if (taughtShare === 0) return counts;
  return taughtShare === 1 ? taught!.expected : mixture(counts, 1 - taughtShare, taught!.expected, taughtShare);
}

function mixture(a: Counts, shareOfA: number, b: Counts, shareOfB: number): Float64Array {
  return Float64Array.from(a, (count, node) => shareOfA * count + shareOfB * b[node]!);
}
