import { InvalidInputError } from '../lib/errors.js';
import type { MetricChange } from './metric-change.js';
import { compareOutcomes } from './metrics/classification-metrics.js';
import { decodeOutcomes } from './metrics/outcomes-file.js';
import { compareWordOutcomes } from './word-vectors/word-metrics.js';
import { decodeWordOutcomes } from './word-vectors/word-outcomes-file.js';

/**
 * A candidate against a baseline on what both were measured on, from the outcomes that their evaluations keep.
 * @throws {InvalidInputError} when they were not measured alike
 */
export function compareMeasured(baseline: Uint8Array, candidate: Uint8Array): Promise<MetricChange[]> {
  const [before, after] = [decodeWordOutcomes(baseline), decodeWordOutcomes(candidate)];
  if (before && after) return compareWordOutcomes(before, after);
  if (before || after)
    throw new InvalidInputError('One of the two was measured as a classifier and the other by a test of words.');
  return compareOutcomes(decodeOutcomes(baseline), decodeOutcomes(candidate));
}
