/** A matrix of mostly zeros, row by row: row r holds `values[i]` in column `columns[i]` for i from `offsets[r]` to `offsets[r + 1]`. */
export interface SparseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  /** (rowCount + 1,); float64, so that more than 2^32 values can be counted. */
  readonly offsets: Float64Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** Collects rows one after another in memory that doubles when it is full. */
export class SparseRowsBuilder {
  private offsets: Float64Array<ArrayBuffer>;
  private columns: Int32Array<ArrayBuffer>;
  private values: Float32Array<ArrayBuffer>;
  private rowCount = 0;

  /** @param most rows and values that there can be, where that is known */
  constructor(
    private readonly columnCount: number,
    most: { readonly rows: number; readonly values: number } = { rows: 1023, values: 1 << 14 },
  ) {
    this.offsets = new Float64Array(most.rows + 1);
    this.columns = new Int32Array(most.values);
    this.values = new Float32Array(most.values);
  }

  /** Adds a row of the first `count` of `columns` and `values`. */
  add(columns: Int32Array, values: Float32Array, count: number): void {
    const start = this.offsets[this.rowCount]!;
    const end = start + count;
    if (end > this.columns.length) {
      const capacity = Math.max(end, this.columns.length * 2);
      this.columns = enlarged(this.columns, new Int32Array(capacity));
      this.values = enlarged(this.values, new Float32Array(capacity));
    }
    this.columns.set(columns.subarray(0, count), start);
    this.values.set(values.subarray(0, count), start);
    this.rowCount++;
    if (this.rowCount === this.offsets.length) {
      this.offsets = enlarged(this.offsets, new Float64Array(this.offsets.length * 2));
    }
    this.offsets[this.rowCount] = end;
  }

  build(): SparseRows {
    const end = this.offsets[this.rowCount]!;
    return {
      rowCount: this.rowCount,
      columnCount: this.columnCount,
      offsets: this.offsets.subarray(0, this.rowCount + 1),
      columns: this.columns.subarray(0, end),
      values: this.values.subarray(0, end),
    };
  }
}

function enlarged<T extends Float64Array | Float32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
