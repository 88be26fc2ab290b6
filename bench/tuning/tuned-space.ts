import type { Asha } from '../../src/training/tuning/search/asha.js';
import type { Dimension } from '../../src/training/tuning/search/space.js';
import type { TrainPart } from './search.js';

/** A training whose settings are searched. */
export interface TunedSpace {
  readonly name: string;
  readonly space: readonly Dimension[];
  readonly asha: Asha;
  /** For one search: what its trials keep for one another begins empty. */
  readonly begin: () => TrainPart;
}

/** Unwinds a training that pauses. */
export class Paused extends Error {
  constructor(readonly state: Uint8Array) {
    super('The training pauses.');
  }
}
