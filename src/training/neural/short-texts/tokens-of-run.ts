import type { TokenLevel } from '../../language-models/token-level.js';
import { checkVocabularySize } from '../../language-models/vocabulary-limits.js';
import type { Refuse } from '../../setting-limits.js';
import { type DecidedSettings, structureOf } from '../../versions/structure-of.js';
import { LARGEST_VOCABULARY } from '../neural-limits.js';
import { SHORT_TEXTS_DEFAULTS, type ShortTextsInput } from './short-texts-schema.js';

/** Settings of the tokens of short texts. */
type TokenSettings = Record<'level', TokenLevel> & Record<'vocabularySize', number>;

/** What a version decides whose tokens are taken; null when tokens are made of the rows. */
export type DecidedTokens = DecidedSettings<TokenSettings> | null;

/**
 * The tokens of a generator of short texts, as they are run.
 * @throws {InvalidInputError} when there are too few or too many, or they are given otherwise than the version has them
 */
export function tokensOfRun(input: ShortTextsInput, decided: DecidedTokens, refuse: Refuse): TokenSettings {
  const { level, vocabularySize } = SHORT_TEXTS_DEFAULTS;
  const given = { level: input.level, vocabularySize: input.vocabularySize };
  const tokens = structureOf<TokenSettings>(given, decided, { level, vocabularySize }, refuse);
  if (!decided) checkVocabularySize(tokens.level, tokens.vocabularySize, LARGEST_VOCABULARY, refuse);
  return tokens;
}
