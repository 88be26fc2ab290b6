import { type Tensor, tensor } from '../../onnx/tensor.js';
import type { PreparedItem } from '../pipeline.js';

/** Names of the inputs of a model over sparse features. */
export const INDICES = 'indices';
export const VALUES = 'values';

/** The features of one text. */
export interface FeatureRow extends PreparedItem {
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** Rows of features as tensors of one width F, that of the longest row. */
export interface FeatureTensors extends Record<string, Tensor> {
  /** INT64 [N, F]: columns; 0 where a row is shorter. */
  readonly [INDICES]: Tensor<'INT64'>;
  /** FP32 [N, F]: their values; 0 where a row is shorter, so that column 0 adds nothing there. */
  readonly [VALUES]: Tensor<'FP32'>;
}

export function encodeBatch(rows: readonly FeatureRow[]): FeatureTensors {
  const width = rows.reduce((longest, { columns }) => Math.max(longest, columns.length), 1);
  const indices = new BigInt64Array(rows.length * width);
  const values = new Float32Array(rows.length * width);
  // Columns are below 2^31: the low words of little-endian int64 say it all, and no BigInt is made.
  const lowWords = new Int32Array(indices.buffer);
  rows.forEach((row, number) => {
    values.set(row.values, number * width);
    for (let at = 0; at < row.columns.length; at++) lowWords[2 * (number * width + at)] = row.columns[at]!;
  });
  const dims = [rows.length, width];
  return { [INDICES]: tensor('INT64', dims, indices), [VALUES]: tensor('FP32', dims, values) };
}
