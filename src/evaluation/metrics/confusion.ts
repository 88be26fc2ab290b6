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

/**
 * A label that is never predicted has precision 0, one that is never expected recall 0.
 * @param rows row numbers, with repetitions in a bootstrap
 * @see Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 13.6
 */
export function macroAverages({ labels, expected, predicted }: Outcomes, rows: Int32Array): MacroAverages {
  const right = new Uint32Array(labels.length);
  const expectedCounts = new Uint32Array(labels.length);
  const predictedCounts = new Uint32Array(labels.length);
  for (const row of rows) {
    const label = expected[row]!;
    const answer = predicted[row]!;
    expectedCounts[label]!++;
    predictedCounts[answer]!++;
    if (label === answer) right[label]!++;
  }
  let occurring = 0;
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  right.forEach((count, label) => {
    const total = expectedCounts[label]! + predictedCounts[label]!;
    if (total === 0) return;
    occurring++;
    f1 += (2 * count) / total;
    // Where nothing is right, a denominator may be 0 and the share is.
    if (count === 0) return;
    precision += count / predictedCounts[label]!;
    recall += count / expectedCounts[label]!;
  });
  return { precision: precision / occurring, recall: recall / occurring, f1: f1 / occurring };
}
