import type { SparseRows } from '../../../numerics/sparse-rows.js';

/** How well weights fit rows: the loss by which L2 is chosen, and further figures by the names they are reported under. */
export interface Fit {
  readonly loss: number;
  readonly [figure: string]: number;
}

/** Collects how well rows are answered. */
export interface Meter {
  /** @param scores (outputCount,) of the row; overwritten */
  add(row: number, scores: Float64Array): void;
  /** What came of the rows that were added. */
  fit(): Fit;
}

/** Sums over the rows of a pass. */
export interface PassFigures {
  /** Weighted losses, each as it was before its own update. */
  loss: number;
  /** The weights of those losses. */
  weight: number;
  /** How far the dual variables were from what the model says: 0 at the optimum. */
  violation: number;
  /** What the dual variables come to, on the scale of `violation`. */
  mass: number;
}

/** A solver by stochastic dual coordinate ascent: each row has dual variables, of whose sum the weights are made. */
export interface DualCoordinateAscent {
  /** (columnCount + 1, outputCount), the intercepts last. */
  readonly weights: Float32Array;
  /** (rowCount, outputCount), once for each term of the loss of a row. */
  readonly duals: Float32Array;
  /** One step for each of `order[from..to)`; figures are added to `figures`. */
  pass(order: Int32Array, from: number, to: number, l2: number, figures: PassFigures): void;
  /** Goes on with `ratio` of the l2 from the same weights. */
  lowerL2(ratio: number): void;
}

/**
 * What a linear model is fitted to: rows, and how wrong scores W xᵢ are about each. Training minimizes
 *
 *   P(W) = 1/n Σᵢ cᵢ lossᵢ(W xᵢ) + l2/2 ‖W‖²
 *
 * Every row has a constant feature of value 1 (the intercept, in the last row of W), under L2 as the others.
 */
export interface LinearProblem {
  /** Of which kind it is; states of trainers are of one kind. */
  readonly kind: string;
  readonly rows: SparseRows;
  /** Scores of a row. */
  readonly outputCount: number;
  /** What a loss is multiplied by where it is reported. */
  readonly lossScale: number;
  /** Whether rows are held out also where l2 is given: what is measured on them is a part of the model. */
  readonly alwaysHoldsOut: boolean;
  solver(): DualCoordinateAscent;
  /** cᵢ: how much a row counts. */
  weightOf(row: number): number;
  /**
   * The loss of a row.
   * @param scores (outputCount,) of the row; becomes the derivative of the loss by each
   */
  loss(row: number, scores: Float64Array): number;
  /** Measures rows without weights. */
  meter(): Meter;
}
