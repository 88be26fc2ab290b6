import { InvalidInputError } from '../../lib/errors.js';
import { NgramReader, type NgramSettings } from '../../text/ngrams.js';
import type { FeatureIndex } from './feature-index.js';

const { imul } = Math;

/**
 * Feature hashing: an n-gram's key is its column, modulo their number. Needs no vocabulary, so memory is bounded before
 * the first row is read; n-grams that share a column cannot be told apart.
 * @see Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009)
 */
export class HashedFeatures implements FeatureIndex {
  readonly size: number;
  private readonly shift: number;

  /** @param documentFrequencies one for each column; their number is a power of two */
  constructor(readonly documentFrequencies: Uint32Array) {
    this.size = documentFrequencies.length;
    const bits = Math.log2(this.size);
    if (!Number.isInteger(bits) || bits < 1 || bits > 30)
      throw new InvalidInputError(`Hashed features need 2 to 2^30 columns, a power of two, not ${this.size}.`);
    this.shift = 32 - bits;
  }

  find(low: number, high: number): number {
    // The upper bits of a product depend on all bits of its factor.
    return imul(low ^ (high >>> 16) ^ (high << 16), 0x9e3779b1) >>> this.shift;
  }

  /** The document frequencies as little-endian uint32. */
  toBytes(): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.documentFrequencies;
    return new Uint8Array(buffer, byteOffset, byteLength).slice();
  }

  static fromBytes(bytes: Uint8Array): HashedFeatures {
    return new HashedFeatures(new Uint32Array(new Uint8Array(bytes).buffer));
  }
}

/** Counts in how many rows each column occurs. */
export class HashedFeaturesBuilder {
  rowCount = 0;
  private readonly features: HashedFeatures;
  private readonly lastRow: Uint32Array;
  private readonly reader: NgramReader;

  constructor(settings: NgramSettings, columnCount: number) {
    this.reader = new NgramReader(settings);
    this.features = new HashedFeatures(new Uint32Array(columnCount));
    this.lastRow = new Uint32Array(columnCount);
  }

  /** @param normalized a training row, as `normalizeText` gives it */
  add(normalized: string): void {
    const { reader, features, lastRow } = this;
    const row = ++this.rowCount;
    reader.read(normalized);
    for (let at = 0; at < reader.count; at++) {
      const column = features.find(reader.low[at]!, reader.high[at]!);
      if (lastRow[column] === row) continue;
      lastRow[column] = row;
      features.documentFrequencies[column]!++;
    }
  }

  build(): HashedFeatures {
    return this.features;
  }
}
