import { checkRange, type Refuse } from '../setting-limits.js';
import type { GloVeInput } from './glove/glove-schema.js';
import type { Word2VecInput } from './word2vec/word2vec-schema.js';
import type { WordVectorsRun } from '../training-run.js';
import { PHRASE_DEFAULTS, type PhraseSettings } from './corpus/phrase-settings.js';

type PhrasesRun = Pick<WordVectorsRun, 'phrasePasses' | 'phraseThreshold' | 'phraseMinCount'>;

/** The settings of phrases as they are run; what is for phrases is refused without them. */
export function phrasesRun(input: Word2VecInput | GloVeInput, refuse: Refuse): PhrasesRun {
  const { phrasePasses, phraseThreshold, phraseMinCount } = input;
  checkRange('phrasePasses', phrasePasses, 0, 5, refuse);
  if (phrasePasses === 0) {
    const given = Object.entries({ phraseThreshold, phraseMinCount }).find(([, value]) => typeof value === 'number');
    if (given) refuse(given[0], `${given[0]} is for phrases: give phrasePasses, too.`);
    return { phrasePasses, phraseThreshold: null, phraseMinCount: null };
  }
  const threshold = phraseThreshold ?? PHRASE_DEFAULTS.threshold;
  if (!(threshold > 0 && threshold < Infinity)) refuse('phraseThreshold', 'phraseThreshold is above 0.');
  const minCount = phraseMinCount ?? PHRASE_DEFAULTS.minCount;
  checkRange('phraseMinCount', minCount, 1, 1_000_000_000, refuse);
  return { phrasePasses, phraseThreshold: threshold, phraseMinCount: minCount };
}

/** The same, as the trainers are told. */
export function phraseSettingsOf({ phrasePasses, phraseThreshold, phraseMinCount }: PhrasesRun): PhraseSettings | null {
  if (phraseThreshold === null || phraseMinCount === null) return null;
  return { passes: phrasePasses, threshold: phraseThreshold, minCount: phraseMinCount };
}
