import { InvalidInputError } from '../../../lib/errors.js';
import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
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

/** Changes when a state comes to mean something else. */
const FORMAT = 2;

interface Header {
  readonly format: string;
  readonly progress: TrainerProgress;
  readonly sizes: readonly [weights: number, duals: number];
}

/** @param kind of the problem that is solved */
export function encodeTrainerState(kind: string, { progress, weights, duals }: TrainerState): Uint8Array {
  const header: Header = { format: formatOf(kind), progress, sizes: [weights.length, duals.length] };
  return encodeArrays(header, [weights, duals]);
}

/**
 * Reads what `encodeTrainerState` wrote; null for a state of another format, from which nothing can go on.
 * @throws {InvalidInputError} when the bytes are a state of other data
 */
export function decodeTrainerState(
  bytes: Uint8Array,
  kind: string,
  weightCount: number,
  dualCount: number,
): TrainerState | null {
  const { header, take } = decodeArrays(bytes);
  const { format, progress, sizes } = header as Header;
  if (format !== formatOf(kind)) return null;
  if (sizes[0] !== weightCount || sizes[1] !== dualCount)
    throw new InvalidInputError('The checkpoint is of another training set. Start a new training.');
  return { progress, weights: take.floats(weightCount), duals: take.floats(dualCount) };
}

function formatOf(kind: string): string {
  return `${kind}/${FORMAT}`;
}
