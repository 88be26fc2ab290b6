import { InvalidInputError } from '../../lib/errors.js';
import type { MetricChange } from './metric-change.js';
import { compareOutcomes } from '../metrics/classification-metrics.js';
import { compareLabelSets } from '../metrics/label-set-metrics.js';
import { decodeLabelSets } from '../metrics/label-sets.js';
import { decodeOutcomes } from '../metrics/outcomes-file.js';
import { compareValues } from '../metrics/value-metrics.js';
import { decodeValueOutcomes } from '../metrics/value-outcomes.js';
import { compareWordOutcomes } from '../word-vectors/word-metrics.js';
import { decodeWordOutcomes } from '../word-vectors/word-outcomes-file.js';

/**
 * A candidate against a baseline on what both were measured on, from the outcomes that their evaluations keep.
 * @throws {InvalidInputError} when they were not measured alike
 */
export function compareMeasured(baseline: Uint8Array, candidate: Uint8Array): Promise<MetricChange[]> {
  const words = [decodeWordOutcomes(baseline), decodeWordOutcomes(candidate)] as const;
  if (words[0] && words[1]) return compareWordOutcomes(words[0], words[1]);
  if (words[0] || words[1])
    throw new InvalidInputError('One of the two was measured as a classifier and the other by a test of words.');
  const values = [decodeValueOutcomes(baseline), decodeValueOutcomes(candidate)] as const;
  if (values[0] && values[1]) return compareValues(values[0], values[1]);
  if (values[0] || values[1]) throw new InvalidInputError('One of the two answers numbers, and the other labels.');
  const sets = [decodeLabelSets(baseline), decodeLabelSets(candidate)] as const;
  if (sets[0] && sets[1]) return compareLabelSets(sets[0], sets[1]);
  if (sets[0] || sets[1])
    throw new InvalidInputError('One of the two gives a text one label, and the other any number of them.');
  return compareOutcomes(decodeOutcomes(baseline), decodeOutcomes(candidate));
}
