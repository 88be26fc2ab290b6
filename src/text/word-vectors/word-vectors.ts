/** Words and their vectors. */
export interface WordVectors {
  readonly words: readonly string[];
  /** One row for each word. */
  readonly vectors: Float32Array;
  /** Numbers of a vector. */
  readonly dimensions: number;
}
