import { InvalidInputError } from '../../lib/errors.js';
import { type SubwordSettings, subwordBuckets } from '../../text/word-vectors/subwords.js';

const NUMBER_BYTES = 4;

/** Rows of the parts of words, for words that a model does not know: a file of buckets, ascending, and the row of each. */
export class SubwordIndex {
  private constructor(
    private readonly settings: SubwordSettings,
    private readonly buckets: Uint32Array,
    private readonly rows: Uint32Array,
  ) {}

  /**
   * @param bytes as `formatSubwords` gives them
   * @throws {InvalidInputError} when they are something else
   */
  static parse(bytes: Uint8Array, settings: SubwordSettings): SubwordIndex {
    const count = bytes.byteLength / (2 * NUMBER_BYTES);
    if (!Number.isInteger(count))
      throw new InvalidInputError(
        `The file of subwords holds pairs of 4-byte numbers; it has ${bytes.byteLength} bytes.`,
      );
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const numbers = Uint32Array.from({ length: 2 * count }, (_, at) => view.getUint32(at * NUMBER_BYTES, true));
    const buckets = numbers.subarray(0, count);
    if (buckets.some((bucket, at) => bucket >= settings.buckets || (at > 0 && bucket <= buckets[at - 1]!)))
      throw new InvalidInputError(`The file of subwords holds buckets below ${settings.buckets} in ascending order.`);
    return new SubwordIndex(settings, buckets, numbers.subarray(count));
  }

  /** Rows of a word's parts that have one; as often as they are in the word. */
  rowsOf(word: string): number[] {
    return subwordBuckets(Buffer.from(word), this.settings).flatMap((bucket) => {
      const at = this.find(bucket);
      return at < 0 ? [] : [this.rows[at]!];
    });
  }

  private find(bucket: number): number {
    let [low, high] = [0, this.buckets.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.buckets[middle]! < bucket) low = middle + 1;
      else high = middle;
    }
    return this.buckets[low] === bucket ? low : -1;
  }
}

/** A file of buckets, ascending, and the row of each: 4 bytes a number, little-endian. */
export function formatSubwords(buckets: Uint32Array, rows: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NUMBER_BYTES * (buckets.length + rows.length));
  const view = new DataView(bytes.buffer);
  [...buckets, ...rows].forEach((number, at) => {
    view.setUint32(at * NUMBER_BYTES, number, true);
  });
  return bytes;
}
