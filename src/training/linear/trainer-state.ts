import { InvalidInputError } from '../../lib/errors.js';
import { decodeArrays, encodeArrays } from '../../numerics/array-file.js';
import type { L2Trial } from './l2-search.js';

/** Where training is, between two passes. */
export interface TrainerProgress {
  /** Values of L2 that were tried on the validation rows. */
  trials: L2Trial[];
  /** The L2 of the passes under way; null before the first. */
  l2: number | null;
  /** How many rows the passes under way go over. */
  rowCount: number;
  /** Passes made with this L2. */
  pass: number;
  /** How far the last of them still moved the solution; null before the first. */
  violation: number | null;
  /** Length of the gradient after the last round of L-BFGS; null before the first. */
  gradientLength: number | null;
  /** Passes made in all. */
  passes: number;
  /** Whether the search is over and all training rows are fitted with the chosen L2. */
  fitting: boolean;
  finished: boolean;
}

export const FIRST_PROGRESS: Readonly<TrainerProgress> = {
  trials: [],
  l2: null,
  rowCount: 0,
  pass: 0,
  violation: null,
  gradientLength: null,
  passes: 0,
  fitting: false,
  finished: false,
};

/** What a trainer goes on from. */
export interface TrainerState {
  readonly progress: TrainerProgress;
  readonly weights: Float32Array;
  readonly duals: Float32Array;
}

export function encodeTrainerState({ progress, weights, duals }: TrainerState): Uint8Array {
  return encodeArrays({ progress, sizes: [weights.length, duals.length] }, [weights, duals]);
}

/** @throws {InvalidInputError} when the bytes are a state of other data */
export function decodeTrainerState(bytes: Uint8Array, weightCount: number, dualCount: number): TrainerState {
  const { header, take } = decodeArrays(bytes);
  const { progress, sizes } = header as { progress: TrainerProgress; sizes: [number, number] };
  if (sizes[0] !== weightCount || sizes[1] !== dualCount)
    throw new InvalidInputError('The checkpoint is of another training set. Start a new training.');
  return { progress, weights: take.floats(weightCount), duals: take.floats(dualCount) };
}
