import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';

/** Which number a model gave for each row of a split, and which was right: all that its metrics are computed from. */
export interface ValueOutcomes {
  /** (n,) */
  readonly expected: Float32Array;
  /** (n,) */
  readonly answered: Float32Array;
}

const KIND = 'values';

interface Header {
  readonly kind: typeof KIND;
  readonly rowCount: number;
}

/** Outcomes as bytes, kept as evidence and for comparisons: 8 bytes a row. */
export function encodeValueOutcomes({ expected, answered }: ValueOutcomes): Uint8Array {
  const header: Header = { kind: KIND, rowCount: expected.length };
  return encodeArrays(header, [expected, answered]);
}

/** Reads what `encodeValueOutcomes` wrote; null for outcomes of something else. */
export function decodeValueOutcomes(bytes: Uint8Array): ValueOutcomes | null {
  const { header, take } = decodeArrays(bytes);
  const { kind, rowCount } = header as Partial<Header>;
  if (kind !== KIND) return null;
  return { expected: take.floats(rowCount!), answered: take.floats(rowCount!) };
}
