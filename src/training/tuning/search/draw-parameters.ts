import { uniform } from '../../../numerics/random.js';
import { type Dimension, type Parameters, parametersAt } from './space.js';

/** Random numbers of one trial, from the study's seed and the trial's number. */
export class Draws {
  private index = 0;

  constructor(
    private readonly seed: number,
    private readonly trial: number,
  ) {}

  next(): number {
    return uniform(this.seed, this.trial, this.index++);
  }
}

/** Settings drawn evenly from the space. */
export function drawParameters(space: readonly Dimension[], draws: Draws): Parameters {
  return parametersAt(
    space,
    space.map(() => draws.next()),
  );
}
