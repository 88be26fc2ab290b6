import { softmax } from '../../numerics/softmax.js';
import type { LabelledRows } from './labelled-rows.js';

/** Multiplications in one slice of work: some tens of milliseconds. */
const WORK_PER_SLICE = 4_000_000;

/** How many rows are a slice of work of some tens of milliseconds. */
export function rowsPerSlice({ rows, classCount }: LabelledRows): number {
  const valuesPerRow = 1 + rows.offsets[rows.rowCount]! / Math.max(1, rows.rowCount);
  return Math.max(1, Math.round(WORK_PER_SLICE / (valuesPerRow * classCount)));
}

/**
 * Logits of one row, into `logits` (classCount,).
 * @param weights (columnCount + 1, classCount), the intercepts last
 */
function rowLogits(
  weights: Float32Array | Float64Array,
  { rows, classCount }: LabelledRows,
  row: number,
  logits: Float64Array,
): void {
  const { columns, values } = rows;
  const end = rows.offsets[row + 1]!;
  const intercepts = rows.columnCount * classCount;
  for (let k = 0; k < classCount; k++) logits[k] = weights[intercepts + k]!;
  for (let i = rows.offsets[row]!; i < end; i++) {
    const value = values[i]!;
    const at = columns[i]! * classCount;
    for (let k = 0; k < classCount; k++) logits[k]! += value * weights[at + k]!;
  }
}

/**
 * The function that training minimizes, and its gradient; yields between slices of rows.
 *
 * P(W) = 1/n Σᵢ cᵢ (log Σₖ exp(wₖ·xᵢ) − w_yᵢ·xᵢ) + l2/2 ‖W‖²
 * @param classWeights (classCount,) the cᵢ of each class
 * @param gradient as long as `weights`; overwritten
 */
export function* objective(
  weights: Float64Array,
  data: LabelledRows,
  classWeights: Float64Array,
  l2: number,
  gradient: Float64Array,
): Generator<undefined, number> {
  let squaredLength = 0;
  for (let at = 0; at < weights.length; at++) {
    squaredLength += weights[at]! ** 2;
    gradient[at] = l2 * weights[at]!;
  }
  const { rowCount } = data.rows;
  const slice = rowsPerSlice(data);
  let loss = 0;
  for (let from = 0; from < rowCount; from += slice) {
    loss += addRows(weights, data, classWeights, from, Math.min(rowCount, from + slice), gradient);
    yield;
  }
  return loss + (l2 / 2) * squaredLength;
}

/** Adds the gradient of some rows' losses. @returns their part of the mean loss */
function addRows(
  weights: Float64Array,
  data: LabelledRows,
  classWeights: Float64Array,
  from: number,
  to: number,
  gradient: Float64Array,
): number {
  const { rows, labels, classCount } = data;
  const logits = new Float64Array(classCount);
  const intercepts = rows.columnCount * classCount;
  let loss = 0;
  for (let row = from; row < to; row++) {
    const label = labels[row]!;
    const share = classWeights[label]! / rows.rowCount;
    rowLogits(weights, data, row, logits);
    const ownLogit = logits[label]!;
    loss += share * (softmax(logits, logits) - ownLogit);
    logits[label]! -= 1;
    for (let i = rows.offsets[row]!; i < rows.offsets[row + 1]!; i++) {
      const value = share * rows.values[i]!;
      const at = rows.columns[i]! * classCount;
      for (let k = 0; k < classCount; k++) gradient[at + k]! += value * logits[k]!;
    }
    for (let k = 0; k < classCount; k++) gradient[intercepts + k]! += share * logits[k]!;
  }
  return loss;
}

export interface Fit {
  /** Mean negative log likelihood, in nats. */
  readonly logLoss: number;
  /** Share of rows whose most probable class is their own. */
  readonly accuracy: number;
}

/** How well weights fit some rows; yields between slices of them. `rowNumbers` are the rows to look at. */
export function* measureFit(
  weights: Float32Array,
  data: LabelledRows,
  rowNumbers: Int32Array,
): Generator<undefined, Fit> {
  const logits = new Float64Array(data.classCount);
  const slice = rowsPerSlice(data);
  let loss = 0;
  let correct = 0;
  for (const [place, row] of rowNumbers.entries()) {
    const label = data.labels[row]!;
    rowLogits(weights, data, row, logits);
    const ownLogit = logits[label]!;
    if (logits.every((logit, k) => k === label || logit < ownLogit)) correct++;
    loss += softmax(logits, logits) - ownLogit;
    if ((place + 1) % slice === 0) yield;
  }
  return { logLoss: loss / rowNumbers.length, accuracy: correct / rowNumbers.length };
}
