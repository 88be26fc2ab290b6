import { checkRange, type Refuse } from '../../setting-limits.js';
import { TokenLevel } from './language-model-plan.js';

const SMALLEST_VOCABULARY = 2;
/** Every token's logit is computed in each step: past this, it would take most of the time. */
const LARGEST_VOCABULARY = 50_000;
/** Bytes and the token that ends a text, before any pair is joined. */
const BYTES_VOCABULARY = 257;

/** @throws {InvalidInputError} when there are too few tokens for what a token is, or too many */
export function checkVocabularySize(level: TokenLevel, vocabularySize: number, refuse: Refuse): void {
  const least = level === TokenLevel.SUBWORD ? BYTES_VOCABULARY : SMALLEST_VOCABULARY + 1;
  checkRange('vocabularySize', vocabularySize, least, LARGEST_VOCABULARY, refuse);
}
