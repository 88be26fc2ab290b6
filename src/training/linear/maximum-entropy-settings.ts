import { InvalidInputError } from '../../lib/errors.js';
import type { MaximumEntropyInput, MaximumEntropyRun } from './maximum-entropy-schema.js';
import { TrainingAlgorithm } from '../training-settings.js';
import { labelThreshold } from '../label-threshold.js';
import { DEFAULT_SETTINGS, type TextModelSettings } from './text-model-settings.js';

const PATH = ['input', 'settings', 'maximumEntropy'];
const MOST_BUCKETS = 1 << 24;
const FEWEST_BUCKETS = 1 << 8;

/**
 * The settings as they are run, with defaults filled in.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function maximumEntropySettings(input: MaximumEntropyInput, seed: number): MaximumEntropyRun {
  const { epochs, wordNgrams, punctuation, characterNgrams, multiLabel, classWeights } = input;
  const hashBuckets = input.hashBuckets ?? null;
  check('epochs', epochs, 1, 10_000);
  check('wordNgrams', wordNgrams, 0, 5);
  check('characterNgrams', characterNgrams, 0, 8);
  if (wordNgrams + characterNgrams === 0) refuse('wordNgrams', 'Choose wordNgrams, characterNgrams or both.');
  if (hashBuckets !== null) {
    if (input.minCount != null)
      refuse('minCount', 'Hashed features have no vocabulary: leave out minCount or hashBuckets.');
    if (input.vocabularySize != null)
      refuse('vocabularySize', 'Hashed features have no vocabulary: leave out vocabularySize or hashBuckets.');
    if (hashBuckets < FEWEST_BUCKETS || hashBuckets > MOST_BUCKETS || !Number.isInteger(Math.log2(hashBuckets)))
      refuse('hashBuckets', `hashBuckets is a power of two, ${FEWEST_BUCKETS} to ${MOST_BUCKETS}.`);
  }
  const minCount = hashBuckets === null ? (input.minCount ?? DEFAULT_SETTINGS.minCount) : null;
  const vocabularySize = hashBuckets === null ? (input.vocabularySize ?? DEFAULT_SETTINGS.vocabularySize) : null;
  if (minCount !== null) check('minCount', minCount, 1, 1_000_000);
  if (vocabularySize !== null) check('vocabularySize', vocabularySize, 1, 4_000_000);
  const l2 = input.l2 ?? null;
  if (l2 !== null && !(l2 >= 1e-9 && l2 <= 100)) refuse('l2', 'l2 is 1e-9 to 100.');
  return {
    algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY,
    seed,
    multiLabel,
    threshold: labelThreshold(input, refuse),
    epochs,
    wordNgrams,
    punctuation,
    characterNgrams,
    minCount,
    vocabularySize,
    hashBuckets,
    l2,
    classWeights,
  };
}

/** The same for the trainer. */
export function textModelSettings(settings: MaximumEntropyRun): TextModelSettings {
  const { minCount, vocabularySize, characterNgrams } = settings;
  const shortest = Math.min(DEFAULT_SETTINGS.shortestCharacterNgram, Math.max(1, characterNgrams));
  return {
    ...settings,
    shortestCharacterNgram: shortest,
    minCount: minCount ?? DEFAULT_SETTINGS.minCount,
    vocabularySize: vocabularySize ?? DEFAULT_SETTINGS.vocabularySize,
  };
}

function check(name: string, value: number, least: number, most: number): void {
  if (value < least || value > most) refuse(name, `${name} is ${least} to ${most}.`);
}

function refuse(name: string, sentence: string): never {
  throw new InvalidInputError(sentence, [...PATH, name]);
}
