import { checkRange, type Refuse } from '../setting-limits.js';
import { TokenLevel } from './token-level.js';

const SMALLEST_VOCABULARY = 2;
/** Bytes and the token that ends a text, before any pair is joined. */
const BYTES_VOCABULARY = 257;

/** @throws {InvalidInputError} when there are too few tokens for what a token is, or too many */
export function checkVocabularySize(level: TokenLevel, vocabularySize: number, most: number, refuse: Refuse): void {
  const least = level === TokenLevel.SUBWORD ? BYTES_VOCABULARY : SMALLEST_VOCABULARY + 1;
  checkRange('vocabularySize', vocabularySize, least, most, refuse);
}
