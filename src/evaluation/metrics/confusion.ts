import type { Outcomes } from './outcomes.js';

/** How often a label was expected and another was predicted. */
export interface ConfusionCount {
  readonly expected: string;
  readonly predicted: string;
  readonly count: number;
}

/** The pairs of labels that occurred, most frequent first. */
export function confusionOf({ labels, expected, predicted }: Outcomes): ConfusionCount[] {
  const counts = new Map<number, number>();
  expected.forEach((label, row) => {
    const pair = label * labels.length + predicted[row]!;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  });
  const pairs = Array.from(counts, ([pair, count]) => ({
    expected: labels[Math.floor(pair / labels.length)]!,
    predicted: labels[pair % labels.length]!,
    count,
  }));
  return pairs.sort((a, b) => b.count - a.count);
}

/** Precision, recall and F1 as the mean over the labels that are expected or predicted at least once. */
export interface MacroAverages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** How many rows have each label, were given it, and were rightly. */
export interface LabelTallies {
  readonly right: Uint32Array;
  readonly expected: Uint32Array;
  readonly given: Uint32Array;
}

/** @param rows row numbers, with repetitions in a bootstrap */
export function macroAverages({ labels, expected, predicted }: Outcomes, rows: Int32Array): MacroAverages {
  const right = new Uint32Array(labels.length);
  const wanted = new Uint32Array(labels.length);
  const given = new Uint32Array(labels.length);
  for (const row of rows) {
    const label = expected[row]!;
    const answer = predicted[row]!;
    wanted[label]!++;
    given[answer]!++;
    if (label === answer) right[label]!++;
  }
  return averagesOf({ right, expected: wanted, given });
}

/**
 * A label that is never given has precision 0, one that is never expected recall 0.
 * @see Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 13.6
 */
export function averagesOf({ right, expected, given }: LabelTallies): MacroAverages {
  let occurring = 0;
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  right.forEach((count, label) => {
    const total = expected[label]! + given[label]!;
    if (total === 0) return;
    occurring++;
    f1 += (2 * count) / total;
    // Where nothing is right, a denominator may be 0 and the share is.
    if (count === 0) return;
    precision += count / given[label]!;
    recall += count / expected[label]!;
  });
  // Where nothing occurs at all, nothing was found.
  const most = Math.max(1, occurring);
  return { precision: precision / most, recall: recall / most, f1: f1 / most };
}
