import { permutation } from '../../../numerics/random.js';
import { bestTrial, L2_CANDIDATES, type L2Trial, searchGoesOn } from './l2-search.js';
import type { DualCoordinateAscent, Fit, LinearProblem, PassFigures } from './linear-problem.js';
import { measureFit } from './measure-fit.js';
import { rowNumbersOf, rowsPerSlice } from './row-scores.js';
import { MOST_POLISHED_WEIGHTS, polish } from './polish.js';
import { decodeTrainerState, encodeTrainerState, FIRST_PROGRESS, type TrainerProgress } from './trainer-state.js';

export interface MaximumEntropyTrainingSettings {
  /** Null: chosen on the validation rows. */
  readonly l2: number | null;
  /** Most passes over the training rows to fit the final model. */
  readonly epochs: number;
  readonly seed: number;
}

/** What happened since the last report. */
export type TrainingReport =
  | { readonly kind: 'working' }
  | { readonly kind: 'pass'; readonly l2: number; readonly trainLoss: number }
  | { readonly kind: 'trial'; readonly l2: number; readonly fit: Fit }
  | { readonly kind: 'finished'; readonly model: TrainedWeights };

export interface TrainedWeights {
  /** (columnCount + 1, outputCount), the intercepts last. */
  readonly weights: Float32Array;
  readonly l2: number;
  readonly trials: readonly L2Trial[];
  /** How well rows are fitted that the fit did not learn from, where the problem always holds some out; null for others. */
  readonly heldOut: Fit | null;
  /** Rows that the trials and `heldOut` were measured on. */
  readonly validationRowCount: number;
  /** False when the passes were over before the optimum was reached. */
  readonly converged: boolean;
}

const MOST_SEARCH_PASSES = 12;
/** Dual coordinate ascent has done its part after so many passes; L-BFGS goes on, by rounds of as many. */
const MOST_DUAL_PASSES = 15;
const POLISH_PASSES = 10;
/** Passes end when the duals are this close to what the model says, relative to their mass. */
const SEARCH_TOLERANCE = 0.1;
const TOLERANCE = 0.02;
const POLISH_TOLERANCE = 1e-4;
const HELD_OUT_SHARE = 0.1;

/**
 * Fits a linear model. Without an L2 it walks from strong to weak L2, each value starting from the
 * weights of the last, until the loss on the validation rows has stopped falling; when there are none, a tenth of
 * the training rows is held out for that. Then all training rows are fitted with the best value. Where a problem always holds rows out and
 * L2 is given, the rest is fitted to the optimum first, and measured on them, unless there are validation rows: on those, the final weights are.
 *
 * Deterministic: a state taken between two passes goes on exactly as the trainer it was taken from.
 */
export class MaximumEntropyTrainer {
  private ascent: DualCoordinateAscent;
  /** Rows that the search fits, and those that it measures on. */
  private readonly searchRows: Int32Array;
  private readonly allRows: Int32Array;
  private readonly validation: LinearProblem;
  private readonly validationRows: Int32Array;
  private readonly progress: TrainerProgress;
  /** Values of L2 to measure on the validation rows. */
  private readonly candidates: readonly number[];

  constructor(
    private readonly training: LinearProblem,
    private readonly givenValidation: LinearProblem | null,
    private readonly settings: MaximumEntropyTrainingSettings,
    state: Uint8Array | null = null,
  ) {
    const { rowCount } = training.rows;
    this.ascent = training.solver();
    this.candidates = candidatesOf(settings, training, givenValidation !== null);
    this.allRows = rowNumbersOf(training);
    this.validation = givenValidation ?? training;
    const shuffled = permutation(rowCount, settings.seed, -1);
    const heldOut = givenValidation ? 0 : Math.max(1, Math.round(rowCount * HELD_OUT_SHARE));
    this.searchRows = shuffled.slice(heldOut);
    this.validationRows = givenValidation ? rowNumbersOf(givenValidation) : shuffled.slice(0, heldOut);
    this.progress = { ...FIRST_PROGRESS, trials: [], fitting: this.candidates.length === 0 };
    if (state) this.restore(state);
  }

  /** How far it is, of the most passes that there can be; values of L2 that need fewer count as if they had taken all. */
  get passes(): { done: number; most: number; made: number } {
    const { trials, pass, passes, fitting, finished } = this.progress;
    const searches = this.candidates.length;
    const { l2, epochs } = this.settings;
    const perSearch = l2 === null ? MOST_SEARCH_PASSES : epochs;
    const most = searches * perSearch + epochs;
    const before = (fitting ? searches : trials.length) * perSearch;
    return { done: finished ? most : before + pass, most, made: passes };
  }

  /** State between two passes: valid after a report of the kind "pass" or "trial". */
  state(): Uint8Array {
    const { progress, ascent, training } = this;
    return encodeTrainerState(training.kind, { progress, weights: ascent.weights, duals: ascent.duals });
  }

  /** Trains to the end, in slices of some tens of milliseconds. */
  *run(): Generator<TrainingReport, void> {
    const { progress, settings, candidates } = this;
    while (!progress.fitting && searchGoesOn(progress.trials, candidates)) {
      const l2 = candidates[progress.trials.length]!;
      if (settings.l2 === null) yield* this.ascend(this.searchRows, l2, MOST_SEARCH_PASSES, SEARCH_TOLERANCE);
      else yield* this.fit(this.searchRows, l2);
      yield yield* this.measure();
    }
    progress.fitting = true;
    const l2 = settings.l2 ?? bestTrial(progress.trials)!.l2;
    yield* this.fit(this.allRows, l2);
    const heldOut = yield* this.heldOut();
    progress.finished = true;
    const { weights } = this.ascent;
    const { trials } = progress;
    const validationRowCount = this.validationRows.length;
    yield { kind: 'finished', model: { weights, l2, trials, heldOut, validationRowCount, converged: this.converged } };
  }

  /** How well the weights as they are do on the validation rows; yields between slices of rows. */
  measureOnValidation(): Generator<undefined, Fit> {
    return measureFit(this.ascent.weights, this.validation, this.validationRows);
  }

  private get converged(): boolean {
    const { violation, gradientLength } = this.progress;
    return gradientLength === null ? (violation ?? Infinity) <= TOLERANCE : gradientLength <= POLISH_TOLERANCE;
  }

  private *heldOut(): Generator<TrainingReport, Fit | null> {
    if (!this.training.alwaysHoldsOut) return null;
    return this.givenValidation ? yield* working(this.measureOnValidation()) : bestTrial(this.progress.trials)!;
  }

  /** Fits rows to the optimum, or until the passes are over. */
  private *fit(rows: Int32Array, l2: number): Generator<TrainingReport, void> {
    yield* this.ascend(rows, l2, Math.min(this.settings.epochs, MOST_DUAL_PASSES), TOLERANCE);
    if (!this.converged && this.ascent.weights.length <= MOST_POLISHED_WEIGHTS) yield* this.polish(rows, l2);
  }

  /** Passes of dual coordinate ascent with one L2 until they change little. */
  private *ascend(rows: Int32Array, l2: number, most: number, tolerance: number): Generator<TrainingReport, void> {
    const { progress, settings } = this;
    this.goOnWith(l2, rows.length);
    while (progress.pass < most && (progress.violation ?? Infinity) > tolerance) {
      const figures: PassFigures = { loss: 0, weight: 0, violation: 0, mass: 0 };
      const order = permutation(rows.length, settings.seed, progress.passes).map((place) => rows[place]!);
      const slice = rowsPerSlice(this.training);
      for (let from = 0; from < order.length; from += slice) {
        this.ascent.pass(order, from, Math.min(order.length, from + slice), l2, figures);
        yield { kind: 'working' };
      }
      progress.pass++;
      progress.passes++;
      progress.violation = figures.mass === 0 ? 0 : figures.violation / figures.mass;
      yield { kind: 'pass', l2, trainLoss: (figures.loss / figures.weight) * this.training.lossScale };
    }
  }

  /** Rounds of L-BFGS until the gradient vanishes or the passes are over. */
  private *polish(rows: Int32Array, l2: number): Generator<TrainingReport, void> {
    const { progress, settings, ascent, training } = this;
    while (progress.pass < settings.epochs && !this.converged) {
      const iterations = Math.min(POLISH_PASSES, settings.epochs - progress.pass);
      const round = polish(ascent.weights, training, rows, l2, { iterations, gradientLength: POLISH_TOLERANCE });
      const { value, gradientLength } = yield* working(round);
      progress.pass += iterations;
      progress.passes += iterations;
      progress.gradientLength = gradientLength;
      yield { kind: 'pass', l2, trainLoss: value * training.lossScale };
    }
  }

  /** Carries the solution over to another L2 or number of rows; does nothing when passes with both are under way. */
  private goOnWith(l2: number, rowCount: number): void {
    const { progress, ascent } = this;
    if (progress.l2 === l2 && progress.rowCount === rowCount) return;
    if (progress.gradientLength !== null) {
      // Weights that L-BFGS went on with are no longer the sum of the duals.
      this.ascent = this.training.solver();
    } else if (progress.l2 !== null) {
      if (l2 < progress.l2 && rowCount === progress.rowCount) ascent.lowerL2(l2 / progress.l2);
      else scaleWeights(ascent.weights, (l2 * rowCount) / (progress.l2 * progress.rowCount));
    }
    Object.assign(progress, { l2, rowCount, pass: 0, violation: null, gradientLength: null });
  }

  private *measure(): Generator<TrainingReport, TrainingReport> {
    const { progress, ascent, validation, validationRows } = this;
    const fit = yield* working(measureFit(ascent.weights, validation, validationRows));
    const l2 = progress.l2!;
    progress.trials.push({ ...fit, l2 });
    progress.pass = 0;
    return { kind: 'trial', l2, fit };
  }

  private restore(bytes: Uint8Array): void {
    const { weights, duals } = this.ascent;
    const state = decodeTrainerState(bytes, this.training.kind, weights.length, duals.length);
    if (!state) return;
    weights.set(state.weights);
    duals.set(state.duals);
    Object.assign(this.progress, state.progress);
  }
}

function candidatesOf(
  { l2 }: MaximumEntropyTrainingSettings,
  { alwaysHoldsOut }: LinearProblem,
  isValidated: boolean,
): readonly number[] {
  if (l2 === null) return L2_CANDIDATES;
  return alwaysHoldsOut && !isValidated ? [l2] : [];
}

/** Weights for the same duals when l2 · n becomes `factor` times what it was: W is their sum over it. */
function scaleWeights(weights: Float32Array, factor: number): void {
  for (let at = 0; at < weights.length; at++) weights[at]! /= factor;
}

/** Reports each slice of a piece of work. @returns what it came to */
function* working<T>(work: Generator<undefined, T>): Generator<TrainingReport, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield { kind: 'working' };
  }
}
