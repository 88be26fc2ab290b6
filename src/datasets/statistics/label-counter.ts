import { InvalidInputError } from '../../lib/errors.js';

export interface LabelFrequency {
  label: string;
  /** Rows that carry it. */
  count: number;
}

/** Most different labels of a dataset version. */
export const MAX_LABELS = 65_536;

/** Counts labels by split. */
export class LabelCounter {
  private readonly counts = new Map<string, number[]>();

  /** @throws {InvalidInputError} when there are so many that the column holds something else */
  add(label: string, split: number): void {
    let counts = this.counts.get(label);
    if (!counts) {
      if (this.counts.size === MAX_LABELS) {
        throw new InvalidInputError(
          `There are more than ${MAX_LABELS} different labels, so the column taken for labels holds something else. Name its kind: columns: [{name: "…", kind: OTHER}].`,
          ['input', 'columns'],
        );
      }
      counts = [];
      // A copy of its own: the label may be a part of a row, which it would keep in memory.
      this.counts.set(Buffer.from(label).toString(), counts);
    }
    counts[split] = (counts[split] ?? 0) + 1;
  }

  /** Labels of one split, or of all, most frequent first. */
  frequencies(split: number | null): LabelFrequency[] {
    const sum = (counts: number[]): number =>
      split === null ? counts.reduce((total, count) => total + count, 0) : (counts[split] ?? 0);
    return [...this.counts]
      .map(([label, counts]) => ({ label, count: sum(counts) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  }
}
