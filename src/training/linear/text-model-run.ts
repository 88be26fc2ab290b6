import { checkRange, type Refuse } from '../setting-limits.js';
import type { TextModelInput, TextModelRun } from './text-model-schema.js';
import { DEFAULT_SETTINGS, type TextModelSettings } from './text-model-settings.js';

const MOST_BUCKETS = 1 << 24;
const FEWEST_BUCKETS = 1 << 8;

/**
 * What all linear models of n-grams are told, as it is run, with defaults filled in.
 * @param refuse throws with a sentence about a setting that is out of range, or does not go with another
 */
export function textModelRun(input: TextModelInput, seed: number, refuse: Refuse): TextModelRun {
  const { epochs, wordNgrams, punctuation, characterNgrams } = input;
  const hashBuckets = input.hashBuckets ?? null;
  checkRange('epochs', epochs, 1, 10_000, refuse);
  checkRange('wordNgrams', wordNgrams, 0, 5, refuse);
  checkRange('characterNgrams', characterNgrams, 0, 8, refuse);
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
  if (minCount !== null) checkRange('minCount', minCount, 1, 1_000_000, refuse);
  if (vocabularySize !== null) checkRange('vocabularySize', vocabularySize, 1, 4_000_000, refuse);
  const l2 = input.l2 ?? null;
  if (l2 !== null && !(l2 >= 1e-9 && l2 <= 100)) refuse('l2', 'l2 is 1e-9 to 100.');
  return { seed, epochs, wordNgrams, punctuation, characterNgrams, minCount, vocabularySize, hashBuckets, l2 };
}

/** The same for the trainer. */
export function textModelSettings(run: TextModelRun): TextModelSettings {
  const { minCount, vocabularySize, characterNgrams } = run;
  const shortest = Math.min(DEFAULT_SETTINGS.shortestCharacterNgram, Math.max(1, characterNgrams));
  return {
    ...run,
    shortestCharacterNgram: shortest,
    minCount: minCount ?? DEFAULT_SETTINGS.minCount,
    vocabularySize: vocabularySize ?? DEFAULT_SETTINGS.vocabularySize,
  };
}
