import type { SubwordSettings } from './subwords.js';

/** Words and their vectors. */
export interface WordVectors {
  readonly words: readonly string[];
  /** One row for each word. */
  readonly vectors: Float32Array;
  /** Numbers of a vector. */
  readonly dimensions: number;
}

/** Vectors of the parts of words: a word that a table does not hold has the mean of those of its parts that have one. */
export interface SubwordVectors extends SubwordSettings {
  /** Buckets that have a vector, in ascending order. */
  readonly withVector: Uint32Array;
  /** Their vectors in that order, some rows after the other. */
  rows(): Iterable<Float32Array>;
}

/** What is known of how a table was trained, for a file that its training could go on from. */
export interface TrainingOfTable {
  /** Occurrences of each word. */
  readonly counts: Float64Array;
  /** Bytes of a row of 32-bit floats for each word as what is predicted, or for each node of the tree of the counts and one more; null where there are none. */
  readonly outputs: AsyncIterable<Uint8Array> | null;
  readonly settings: {
    readonly isCbow: boolean;
    readonly loss: 'NEGATIVE_SAMPLING' | 'HIERARCHICAL_SOFTMAX';
    readonly window: number;
    readonly epochs: number;
    readonly negatives: number;
  } | null;
}

/** Words and their vectors, a part after the other, so that a table need not fit into memory. */
export interface WordVectorsStream {
  readonly dimensions: number;
  /** Null where only the end tells. */
  readonly wordCount: number | null;
  /** All words, where they are known before their vectors. */
  readonly words?: readonly string[];
  readonly parts: AsyncIterable<WordVectors>;
  readonly subwords?: SubwordVectors | null;
  readonly training?: TrainingOfTable | null;
}

/** A whole table as a stream of one part. */
export function streamOf(vectors: WordVectors): WordVectorsStream {
  // eslint-disable-next-line @typescript-eslint/require-await
  const parts = async function* () {
    yield vectors;
  };
  return { dimensions: vectors.dimensions, wordCount: vectors.words.length, words: vectors.words, parts: parts() };
}

/** All parts of a stream in memory. */
export async function collectVectors({ dimensions, parts }: WordVectorsStream): Promise<WordVectors> {
  const words: string[] = [];
  const tables: Float32Array[] = [];
  for await (const part of parts) {
    for (const word of part.words) words.push(word);
    tables.push(part.vectors);
  }
  const vectors = new Float32Array(words.length * dimensions);
  let row = 0;
  for (const table of tables) {
    vectors.set(table, row);
    row += table.length;
  }
  return { words, vectors, dimensions };
}
