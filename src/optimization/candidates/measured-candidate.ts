import type { Measured } from '../../evaluation/measure.js';
import type { NewFile } from '../../models/versions/insert-model-version.js';
import type { Measurements } from './judge.js';
import type { OptimizationPass } from './optimization-candidate.entity.js';
import type { OptimizationPassKind } from '../optimization-kinds.js';

/** A candidate that could be made and measured. */
export interface MeasuredCandidate {
  readonly passes: OptimizationPass[];
  readonly files: NewFile[];
  readonly parameterCount: number;
  readonly measured: Measurements;
  readonly evaluation: Measured;
}

/** A candidate that could not. */
export interface FailedCandidate {
  readonly kinds: OptimizationPassKind[];
  readonly failure: string;
}

export type Candidate = MeasuredCandidate | FailedCandidate;

/** What an optimization has found so far: the checkpoint of its job. */
export interface OptimizationState {
  /** How the source answers; null until that was measured. */
  source: Measured | null;
  candidates: Candidate[];
}

export function isMeasured(candidate: Candidate): candidate is MeasuredCandidate {
  return 'measured' in candidate;
}
