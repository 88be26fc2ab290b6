/**
 * Largest magnitude of a weight in a product of integers. Half of int8's range: two products of a uint8 and such a weight
 * fit 16 bits, so processors that add pairs in 16 bits saturate nowhere and all processors give the same answer.
 */
export const PRODUCT_LIMIT = 63;
/** Largest magnitude of an int8 that is only scaled. */
export const INT8_LIMIT = 127;

export interface Quantized {
  readonly values: Int8Array;
  /** One for each row or column: value = int8 * scale. */
  readonly scales: Float32Array;
}

/** Columns of a matrix (rows, columns) to integers of at most `limit`, with a scale for each column. */
export function quantizeColumns(matrix: Float32Array, rows: number, columns: number, limit: number): Quantized {
  const scales = new Float32Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      scales[column] = Math.max(scales[column]!, Math.abs(matrix[row * columns + column]!));
  toScales(scales, limit);
  const values = new Int8Array(matrix.length);
  for (let row = 0, index = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, index++)
      values[index] = Math.round(matrix[index]! / scales[column]!);
  return { values, scales };
}

/** Rows of a matrix (rows, columns) to integers of at most `limit`, with a scale for each row. */
export function quantizeRows(matrix: Float32Array, rows: number, columns: number, limit: number): Quantized {
  const scales = new Float32Array(rows);
  for (let row = 0, index = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, index++)
      scales[row] = Math.max(scales[row]!, Math.abs(matrix[index]!));
  toScales(scales, limit);
  const values = new Int8Array(matrix.length);
  for (let row = 0, index = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, index++) values[index] = Math.round(matrix[index]! / scales[row]!);
  return { values, scales };
}

/** Largest magnitudes to scales, in place; all zeros keep the scale 1. */
function toScales(largest: Float32Array, limit: number): void {
  for (let index = 0; index < largest.length; index++)
    largest[index] = largest[index]! > 0 ? largest[index]! / limit : 1;
}
