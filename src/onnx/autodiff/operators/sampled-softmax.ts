import { mul, sub } from './arithmetic.js';
import { scatter } from './gather.js';
import { unsqueeze } from './layout.js';
import { concat } from './pieces.js';
import { cast, greater, where } from './select.js';
import { fixedSize } from '../shape.js';
import { crossEntropy } from './softmax.js';
import type { Variable } from '../variable.js';

/** Takes a class out of a normalizer, and leaves its logarithm finite. */
const OUT = -1e9;

/** Classes of which a normalizer is estimated. */
export interface SampledClasses {
  /** (rows, samples) logits of the classes that were drawn, all different. */
  readonly logits: Variable;
  /** (samples) logarithms of the probabilities that they were drawn. */
  readonly logInclusion: Variable;
}

/**
 * Cross-entropy of each row in nats, whose normalizer is estimated from a sample of the classes: the true class counts as it is, each other
 * one of the sample as much more as it was improbable to be drawn. So the normalizer, not its logarithm, is right in the mean.
 * @param target (rows) logits of the true classes
 * @param places (rows) the place of the row's true class in the sample; the number of samples, or more, where it is not among them
 * @returns (rows)
 * @see Bengio and Senécal, Quick Training of Probabilistic Neural Nets by Importance Sampling (2003)
 */
export function sampledCrossEntropy(
  target: Variable,
  { logits, logInclusion }: SampledClasses,
  places: Variable,
): Variable {
  const isDrawn = greater(fixedSize(logits.shape, -1, 'sampledCrossEntropy'), places);
  const place = unsqueeze(where(isDrawn, places, 0), [-1]);
  const penalty = unsqueeze(mul(cast(isDrawn, logits.type), OUT), [-1]);
  const others = scatter(sub(logits, logInclusion), place, penalty, 1);
  const first = mul(places, 0);
  return crossEntropy(concat([unsqueeze(target, [-1]), others], 1), first);
}
