/** Which column of the feature matrix an n-gram is. */
export interface FeatureIndex {
  /** Number of columns. */
  readonly size: number;
  /** (size,) how many training rows hold each feature. */
  readonly documentFrequencies: Uint32Array;
  /** The column of an n-gram's key, or -1 when it has none. */
  find(low: number, high: number): number;
}
