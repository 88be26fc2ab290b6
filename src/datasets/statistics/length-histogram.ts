/** Lengths of rows in bins that double in width. */
export interface LengthHistogram {
  /** Bin i holds lengths from bounds[i] up to, but not including, bounds[i + 1]. */
  bounds: number[];
  counts: number[];
  mean: number | null;
  p50: number | null;
  p95: number | null;
  max: number | null;
}

/** Counts lengths exactly: there are never many different ones, for long rows are few. */
export class LengthCounter {
  private readonly rows = new Map<number, number>();

  add(length: number): void {
    this.rows.set(length, (this.rows.get(length) ?? 0) + 1);
  }

  histogram(): LengthHistogram {
    const lengths = [...this.rows].sort(([a], [b]) => a - b);
    const rowCount = lengths.reduce((sum, [, rows]) => sum + rows, 0);
    const max = lengths.at(-1)?.[0] ?? null;
    const bounds = [0, 1];
    while (max !== null && bounds.at(-1)! <= max) bounds.push(bounds.at(-1)! * 2);
    const counts = new Array<number>(bounds.length - 1).fill(0);
    for (const [length, rows] of lengths) counts[binOf(length)]! += rows;
    const mean = rowCount === 0 ? null : lengths.reduce((sum, [length, rows]) => sum + length * rows, 0) / rowCount;
    return {
      bounds,
      counts,
      mean,
      p50: percentile(lengths, rowCount, 0.5),
      p95: percentile(lengths, rowCount, 0.95),
      max,
    };
  }
}

/** Bins are 0, 1, 2–3, 4–7, … */
function binOf(length: number): number {
  return length === 0 ? 0 : Math.floor(Math.log2(length)) + 1;
}

/** The least length that at least this share of rows does not exceed. */
function percentile(lengths: readonly [number, number][], rowCount: number, share: number): number | null {
  let below = 0;
  for (const [length, rows] of lengths) {
    below += rows;
    if (below >= share * rowCount) return length;
  }
  return null;
}
