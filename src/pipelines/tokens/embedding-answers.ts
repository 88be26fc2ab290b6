import { matrixOf } from '../classification.js';
import type { AnswerMaker, GraphOutput } from './answer-maker.js';
import type { TokenRow } from './token-encoder.js';
import type { EmbeddingFile } from './token-settings.js';

/** Name of the answers: FP32 [N, dimensions]. */
export const EMBEDDING = 'embedding';

/** Vectors of tokens [N, tokens, dimensions], or of texts [N, dimensions], to one vector a text. */
export function embedding({ pooling, normalize }: EmbeddingFile): AnswerMaker<Float32Array> {
  return {
    labels: [],
    rank: pooling === 'NONE' ? 2 : 3,
    columns: null,
    outputs: [{ name: EMBEDDING, datatype: 'FP32', shape: [-1, -1] }],
    answers: (output, rows) => {
      const size = output.dims.at(-1)!;
      return rows.map((row, number) => {
        const vector = new Float32Array(size);
        pool(output, pooling, row, number, vector);
        if (normalize) scaleToOne(vector);
        return vector;
      });
    },
    tensors: (answers) => ({ [EMBEDDING]: matrixOf(answers) }),
  };
}

function pool(
  { dims, data }: GraphOutput,
  pooling: EmbeddingFile['pooling'],
  { width }: TokenRow,
  row: number,
  out: Float32Array,
): void {
  const size = out.length;
  const places = dims.length === 3 ? dims[1]! : 1;
  const vectorAt = (place: number) => data.subarray((row * places + place) * size, (row * places + place + 1) * size);
  if (pooling !== 'MEAN') {
    out.set(vectorAt(pooling === 'LAST' ? width - 1 : 0));
    return;
  }
  // Padding is not part of the mean, whatever the graph gave for it.
  const sums = new Float64Array(size);
  for (let place = 0; place < width; place++) {
    const vector = vectorAt(place);
    for (let at = 0; at < size; at++) sums[at]! += vector[at]!;
  }
  for (let at = 0; at < size; at++) out[at] = sums[at]! / Math.max(width, 1);
}

function scaleToOne(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.max(Math.sqrt(squares), 1e-12);
  for (let at = 0; at < vector.length; at++) vector[at]! /= length;
}
