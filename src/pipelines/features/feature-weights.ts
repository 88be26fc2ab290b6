/**
 * Values of the features of a row: inverse document frequencies, scaled so that the row has length 1.
 *
 * idf = ln((1 + training rows) / (1 + training rows that hold it)) + 1
 * @see Spärck Jones, A statistical interpretation of term specificity (1972)
 */
export class FeatureWeights {
  private readonly inverseDocumentFrequencies: Float32Array;

  /**
   * @param documentFrequencies of each column
   * @param trainingRowCount how many rows they were counted in
   */
  constructor(documentFrequencies: Uint32Array, trainingRowCount: number) {
    this.inverseDocumentFrequencies = new Float32Array(documentFrequencies.length);
    let [last, value] = [-1, 0];
    for (let column = 0; column < documentFrequencies.length; column++) {
      const rows = documentFrequencies[column]!;
      // Columns of a vocabulary go by frequency: of few values there is a logarithm to compute.
      if (rows !== last) [last, value] = [rows, Math.log((1 + trainingRowCount) / (1 + rows)) + 1];
      this.inverseDocumentFrequencies[column] = value;
    }
  }

  /** Number of columns. */
  get size(): number {
    return this.inverseDocumentFrequencies.length;
  }

  /** Fills in the first `count` values for the first `count` columns. */
  weigh(columns: Int32Array, values: Float32Array, count: number): void {
    const { inverseDocumentFrequencies } = this;
    let squaredLength = 0;
    for (let at = 0; at < count; at++) {
      const value = inverseDocumentFrequencies[columns[at]!]!;
      squaredLength += value * value;
      values[at] = value;
    }
    const scale = 1 / Math.sqrt(squaredLength);
    for (let at = 0; at < count; at++) values[at]! *= scale;
  }
}
