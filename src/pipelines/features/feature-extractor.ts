import { NgramReader, type NgramSettings } from '../../text/ngrams.js';
import { normalizeText } from '../../text/normalize.js';
import type { FeatureRow } from './encode-batch.js';
import type { FeatureIndex } from './feature-index.js';
import { FeatureWeights } from './feature-weights.js';

/**
 * Turns a text into a sparse row of features, for training and for serving alike. A feature's value is its inverse document
 * frequency, whatever its count in the text, and the row is scaled to length 1: on our benchmarks presence beat term
 * frequency and its logarithm, and idf added 0.8 points of accuracy on short texts and none on long ones.
 * @see Pang, Lee & Vaithyanathan, Thumbs up? (2002), on presence
 */
export class FeatureExtractor {
  /** Columns of the last row, in the order in which the text holds them; `count` are valid. */
  columns = new Int32Array(1024);
  values = new Float32Array(1024);
  count = 0;
  private readonly reader: NgramReader;
  private readonly weights: FeatureWeights;
  private readonly lastRow: Uint32Array;
  private row = 0;

  /** @param trainingRowCount how many rows the document frequencies were counted in */
  constructor(
    settings: NgramSettings,
    private readonly index: FeatureIndex,
    trainingRowCount: number,
  ) {
    this.reader = new NgramReader(settings);
    this.lastRow = new Uint32Array(index.size);
    this.weights = new FeatureWeights(index.documentFrequencies, trainingRowCount);
  }

  /** Number of columns that a row can have. */
  get size(): number {
    return this.index.size;
  }

  /** The features of a text, as a row of its own. */
  extractRow(text: string): FeatureRow {
    this.extract(text);
    const { columns, values, count } = this;
    return { width: count, columns: columns.slice(0, count), values: values.slice(0, count) };
  }

  extract(text: string): void {
    const { reader, index, lastRow } = this;
    reader.read(normalizeText(text));
    if (reader.count > this.columns.length) this.reserve(reader.count);
    const row = this.nextRow();
    const { columns } = this;
    let count = 0;
    for (let at = 0; at < reader.count; at++) {
      const column = index.find(reader.low[at]!, reader.high[at]!);
      if (column < 0 || lastRow[column] === row) continue;
      lastRow[column] = row;
      columns[count++] = column;
    }
    this.weights.weigh(columns, this.values, count);
    this.count = count;
  }

  private nextRow(): number {
    if (this.row === 0xffff_ffff) {
      this.lastRow.fill(0);
      this.row = 0;
    }
    return ++this.row;
  }

  private reserve(size: number): void {
    const capacity = Math.max(size, this.columns.length * 2);
    this.columns = new Int32Array(capacity);
    this.values = new Float32Array(capacity);
  }
}
