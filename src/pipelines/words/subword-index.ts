import { InvalidInputError } from '../../lib/errors.js';
import type { SubwordsFile } from '../pipeline-file.js';
import { subwordBuckets } from '../../text/word-vectors/subwords.js';

const NUMBER_BYTES = 4;

type SubwordIndexSettings = Omit<SubwordsFile, 'file'>;

/** Rows of the parts of words, for words that a model does not know: a file of buckets, ascending, and the row of each. */
export class SubwordIndex {
  private constructor(
    private readonly settings: SubwordIndexSettings,
    private readonly buckets: Uint32Array,
    private readonly rows: Uint32Array,
  ) {}

  /**
   * @param bytes as `formatSubwords` gives them
   * @throws {InvalidInputError} when they are something else
   */
  static parse(bytes: Uint8Array, settings: SubwordIndexSettings): SubwordIndex {
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

  /** Rows of a word's parts that have one, as often as they are in the word, and how many parts its vector is the mean of. */
  rowsOf(word: string): { rows: readonly number[]; size: number } {
    const parts = subwordBuckets(Buffer.from(word), this.settings);
    const rows = parts.flatMap((bucket) => {
      const at = this.find(bucket);
      return at < 0 ? [] : [this.rows[at]!];
    });
    return { rows, size: this.settings.mean === 'all-parts' ? parts.length : rows.length };
  }

  /** Buckets that have a row, in ascending order, and the row of each. */
  get entries(): { readonly buckets: Uint32Array; readonly rows: Uint32Array } {
    return { buckets: this.buckets, rows: this.rows };
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
