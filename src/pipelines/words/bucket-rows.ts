import { InvalidInputError } from '../../lib/errors.js';
import { BitReader, BitWriter } from './bits.js';

const NUMBER_BYTES = 4;
/** No bucket is as large, so a file of plain numbers never begins like this. */
const COMPACT = 0xff524253;
const HEADER_BYTES = 10;
const MOST_BITS = 32;

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
 * A file of buckets, ascending, and the row of each, in as few bits as they need. Behind a mark, their number (4 bytes each), the bits of a remainder and those of a row (a
 * byte each) come bits, the lowest of a byte first: by how much each bucket is above the one before, less one, by a Rice code; then a 0 where its row
 * is the next that no bucket has had, or a 1 and the row. Rows are mostly numbered in the order of their first buckets.
 * @see Rice & Plaunt 1971, Adaptive Variable-Length Coding
 */
export function formatBucketRows(buckets: Uint32Array, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const meanGap = buckets.length === 0 ? 1 : (buckets.at(-1)! + 1) / buckets.length;
  const remainderBits = Math.floor(Math.log2(meanGap));
  const rowBits = MOST_BITS - Math.clz32(rows.reduce((most, row) => Math.max(most, row), 0));
  const bits = new BitWriter();
  let [bucket, next] = [-1, 0];
  for (let at = 0; at < buckets.length; at++) {
    const gap = buckets[at]! - bucket - 1;
    bits.putUnary(Math.floor(gap / 2 ** remainderBits));
    bits.put(gap, remainderBits);
    const isNext = rows[at] === next;
    bits.put(isNext ? 0 : 1, 1);
    if (!isNext) bits.put(rows[at]!, rowBits);
    bucket = buckets[at]!;
    next = Math.max(next, rows[at]! + 1);
  }
  const body = bits.toBytes();
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = viewOf(bytes);
  view.setUint32(0, COMPACT, true);
  view.setUint32(NUMBER_BYTES, buckets.length, true);
  bytes.set([remainderBits, rowBits], 2 * NUMBER_BYTES);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

function isCompact(bytes: Uint8Array): boolean {
  return bytes.byteLength >= HEADER_BYTES && viewOf(bytes).getUint32(0, true) === COMPACT;
}

function unpack(bytes: Uint8Array): { buckets: Uint32Array; rows: Uint32Array } {
  const count = viewOf(bytes).getUint32(NUMBER_BYTES, true);
  const [remainderBits, rowBits] = bytes.subarray(2 * NUMBER_BYTES) as unknown as [number, number];
  if (remainderBits > MOST_BITS || rowBits > MOST_BITS)
    throw new InvalidInputError(`A file of buckets says that its numbers have more than ${MOST_BITS} bits.`);
  // Each takes two bits at least, so that a number that lies asks for no memory.
  if (count > 4 * (bytes.byteLength - HEADER_BYTES))
    throw new InvalidInputError(`A file of buckets says ${count}, more than its ${bytes.byteLength} bytes hold.`);
  const [buckets, rows] = [new Uint32Array(count), new Uint32Array(count)];
  const bits = new BitReader(bytes.subarray(HEADER_BYTES));
  let [bucket, next] = [-1, 0];
  try {
    for (let place = 0; place < count; place++) {
      bucket += 1 + bits.takeUnary() * 2 ** remainderBits + bits.take(remainderBits);
      buckets[place] = bucket;
      rows[place] = bits.take(1) === 0 ? next : bits.take(rowBits);
      next = Math.max(next, rows[place]! + 1);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError(`A file of buckets ends early, at byte ${bytes.byteLength}.`);
  }
  if (HEADER_BYTES + bits.bytesRead < bytes.byteLength)
    throw new InvalidInputError(
      `A file of buckets goes on after its ${count}, at byte ${HEADER_BYTES + bits.bytesRead}.`,
    );
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
