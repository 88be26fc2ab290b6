import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import type { Outcomes } from './outcomes.js';

/** Outcomes as bytes, kept as evidence and for comparisons: 16 bytes a row. */
export function encodeOutcomes({ labels, ...rows }: Outcomes): Uint8Array {
  const { expected, predicted, expectedProbability, predictedProbability } = rows;
  const header = { labels, rowCount: expected.length };
  return encodeArrays(header, [expected, predicted, expectedProbability, predictedProbability]);
}

export function decodeOutcomes(bytes: Uint8Array): Outcomes {
  const { header, take } = decodeArrays(bytes);
  const { labels, rowCount } = header as { labels: string[]; rowCount: number };
  return {
    labels,
    expected: take.integers(rowCount),
    predicted: take.integers(rowCount),
    expectedProbability: take.floats(rowCount),
    predictedProbability: take.floats(rowCount),
  };
}
