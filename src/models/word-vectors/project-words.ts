import { tSne } from '../../numerics/t-sne.js';
import { unitVector } from '../../numerics/unit-vector.js';

/**
 * Points in a plane, (words, 2), from −1 to 1: vectors of like directions lie near one another. The same for the same vectors and seed.
 * @param vectors (words, dimensions)
 */
export function projectWords(vectors: Float32Array, dimensions: number, seed: number): Float32Array {
  const count = vectors.length / dimensions;
  const rows = new Float32Array(vectors.length);
  // Distances of vectors of length 1 rank as their cosines do.
  for (let start = 0; start < rows.length; start += dimensions)
    rows.set(unitVector(vectors.subarray(start, start + dimensions)), start);
  return fitted(tSne(rows, count, seed));
}

/** Moves and scales points until they fill −1 to 1, both axes alike. */
function fitted(points: Float32Array): Float32Array {
  const bounds = [0, 1].map((axis) => {
    const values = points.filter((_, at) => at % 2 === axis);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const half = Math.max(...bounds.map(({ low, high }) => (high - low) / 2)) || 1;
  return points.map((value, at) => (value - (bounds[at % 2]!.low + bounds[at % 2]!.high) / 2) / half);
}
