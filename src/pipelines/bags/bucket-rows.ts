import { InvalidInputError } from '../../lib/errors.js';

const NUMBER_BYTES = 4;

/** Which row of a table each bucket of hashes has: a file of buckets, ascending, and the row of each, 4 bytes a number. */
export class BucketRows {
  private constructor(
    private readonly buckets: Uint32Array,
    private readonly rows: Uint32Array,
  ) {}

  /**
   * @param bytes as `formatBucketRows` gives them
   * @throws {InvalidInputError} when they are something else
   */
  static parse(bytes: Uint8Array, bucketCount: number): BucketRows {
    const count = bytes.byteLength / (2 * NUMBER_BYTES);
    if (!Number.isInteger(count))
      throw new InvalidInputError(`A file of buckets holds pairs of 4-byte numbers; it has ${bytes.byteLength} bytes.`);
    const numbers = new Uint32Array(Uint8Array.from(bytes).buffer);
    const buckets = numbers.subarray(0, count);
    for (let at = 0; at < count; at++)
      if (buckets[at]! >= bucketCount || (at > 0 && buckets[at]! <= buckets[at - 1]!))
        throw new InvalidInputError(`A file of buckets holds numbers below ${bucketCount} in ascending order.`);
    return new BucketRows(buckets, numbers.subarray(count));
  }

  get size(): number {
    return this.buckets.length;
  }

  /** Row of a bucket; −1 where it has none. */
  rowOf(bucket: number): number {
    let [low, high] = [0, this.buckets.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.buckets[middle]! < bucket) low = middle + 1;
      else high = middle;
    }
    return this.buckets[low] === bucket ? this.rows[low]! : -1;
  }

  /** Each bucket and its row, in ascending order. */
  forEach(visit: (bucket: number, row: number) => void): void {
    this.buckets.forEach((bucket, at) => {
      visit(bucket, this.rows[at]!);
    });
  }
}

export function formatBucketRows(buckets: Uint32Array, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const numbers = new Uint32Array(buckets.length + rows.length);
  numbers.set(buckets);
  numbers.set(rows, buckets.length);
  return new Uint8Array(numbers.buffer);
}
