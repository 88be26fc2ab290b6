import { InvalidInputError } from '../../lib/errors.js';

const NUMBER_BYTES = 4;
/** No bucket is as large, so a file of plain numbers never begins like this. */
const COMPACT = 0xff524253;
/** A byte holds seven bits of a number, and one that says whether it goes on. */
const BITS = 7;
const MOST_BYTES = 5;

/** Which row of a table each bucket of hashes has. */
export class BucketRows {
  private constructor(
    /** Buckets that have a row, in ascending order. */
    readonly buckets: Uint32Array,
    readonly rows: Uint32Array,
  ) {}

  /**
   * @param bytes as `formatBucketRows` gives them; or, as files from before were, buckets and then their rows, 4 bytes a number
   * @throws {InvalidInputError} when they are something else
   */
  static parse(bytes: Uint8Array, bucketCount: number): BucketRows {
    const { buckets, rows } = isCompact(bytes) ? unpack(bytes) : plainNumbers(bytes);
    for (let at = 0; at < buckets.length; at++)
      if (buckets[at]! >= bucketCount || (at > 0 && buckets[at]! <= buckets[at - 1]!))
        throw new InvalidInputError(`A file of buckets holds numbers below ${bucketCount} in ascending order.`);
    return new BucketRows(buckets, rows);
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

/**
 * A file of buckets, ascending, and the row of each, as numbers of as few bytes as they need (LEB128): how many there are, then by how much each
 * bucket is above the one before, less one, and how far its row is behind the next that no bucket has had, modulo 2³². Rows are mostly numbered in the order
 * of their first buckets, so that a new one is a 0.
 */
export function formatBucketRows(buckets: Uint32Array, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NUMBER_BYTES + MOST_BYTES * (1 + buckets.length + rows.length));
  new DataView(bytes.buffer).setUint32(0, COMPACT, true);
  let end = NUMBER_BYTES;
  const put = (value: number) => {
    let left = value >>> 0;
    for (; left >= 1 << BITS; left >>>= BITS) bytes[end++] = (left & 0x7f) | 0x80;
    bytes[end++] = left;
  };
  put(buckets.length);
  let [bucket, next] = [-1, 0];
  for (let at = 0; at < buckets.length; at++) {
    put(buckets[at]! - bucket - 1);
    put(next - rows[at]!);
    bucket = buckets[at]!;
    next = Math.max(next, rows[at]! + 1);
  }
  return bytes.slice(0, end);
}

function isCompact(bytes: Uint8Array): boolean {
  return bytes.byteLength > NUMBER_BYTES && viewOf(bytes).getUint32(0, true) === COMPACT;
}

function unpack(bytes: Uint8Array): { buckets: Uint32Array; rows: Uint32Array } {
  let at = NUMBER_BYTES;
  const take = (): number => {
    let value = 0;
    for (let shift = 0; shift < MOST_BYTES * BITS; shift += BITS) {
      const byte = bytes[at++];
      if (byte === undefined) throw new InvalidInputError(`A file of buckets ends early, at byte ${bytes.byteLength}.`);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new InvalidInputError(`A file of buckets holds a number that is too long, before byte ${at}.`);
  };
  const count = take();
  // Each takes two bytes at least, so that a number that lies asks for no memory.
  if (count > (bytes.byteLength - at) / 2)
    throw new InvalidInputError(`A file of buckets says ${count}, more than its ${bytes.byteLength} bytes hold.`);
  const [buckets, rows] = [new Uint32Array(count), new Uint32Array(count)];
  let [bucket, next] = [-1, 0];
  for (let place = 0; place < count; place++) {
    bucket += take() + 1;
    buckets[place] = bucket;
    rows[place] = next - take();
    next = Math.max(next, rows[place]! + 1);
  }
  if (at < bytes.byteLength)
    throw new InvalidInputError(`A file of buckets goes on after its ${count}, at byte ${at}.`);
  return { buckets, rows };
}

function plainNumbers(bytes: Uint8Array): { buckets: Uint32Array; rows: Uint32Array } {
  const count = bytes.byteLength / (2 * NUMBER_BYTES);
  if (!Number.isInteger(count))
    throw new InvalidInputError(`A file of buckets holds pairs of 4-byte numbers; it has ${bytes.byteLength} bytes.`);
  const view = viewOf(bytes);
  const numbers = Uint32Array.from({ length: 2 * count }, (_, at) => view.getUint32(at * NUMBER_BYTES, true));
  return { buckets: numbers.subarray(0, count), rows: numbers.subarray(count) };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
