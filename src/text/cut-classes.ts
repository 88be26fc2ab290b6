import { CharacterClass, classOfCodePoint } from './character-classes.js';
import { type WordCut, isUnspaced } from './word-cut.js';

/** What a code point is where texts are cut one code point after the other: kernels/cut-words.ts. */
export const CutClass = {
  SEPARATOR: 0,
  WORD: 1,
  IDEOGRAPH: 2,
  APOSTROPHE: 3,
  /** Depends on its neighbours, becomes several, or is a letter beyond U+FFFF: its text is left to `forEachWord`. */
  TEXT: 4,
} as const;

const OF_CHARACTER = {
  [CharacterClass.SPACE]: CutClass.SEPARATOR,
  [CharacterClass.WORD]: CutClass.WORD,
  [CharacterClass.IDEOGRAPH]: CutClass.IDEOGRAPH,
  [CharacterClass.APOSTROPHE]: CutClass.APOSTROPHE,
  [CharacterClass.SYMBOL]: CutClass.SEPARATOR,
} as const;

/**
 * Marks, and the vowels and final consonants of Hangul: normalization may move them, or make them one with what comes before. Variation
 * selectors stay where they are.
 */
const MAY_JOIN = /^(?![\ufe00-\ufe0f])[\p{M}\u1160-\u11ff]/u;
/** The last letter of a word has a lower case of its own. */
const SIGMA = '\u03a3';

export interface CutCodePoint {
  readonly kind: (typeof CutClass)[keyof typeof CutClass];
  /** The code point below 2^16 that it is in a word; 0 where it is none. */
  readonly fold: number;
}

/**
 * What `forEachWord` makes of a code point, whatever is beside it.
 * @param cut where a dictionary finds words, texts of scripts without spaces are left to it
 */
export function cutCodePoint(codePoint: number, cut: Exclude<WordCut, 'white-space'>): CutCodePoint {
  const character = String.fromCodePoint(codePoint);
  const left = { kind: CutClass.TEXT, fold: 0 };
  if (cut === 'dictionary-words' && isUnspaced(character)) return left;
  if (MAY_JOIN.test(character.normalize('NFKD'))) return left;
  const normalized = character.normalize('NFKC');
  if (normalized.includes(SIGMA)) return left;
  const folded = normalized.toLowerCase();
  const kinds = Array.from(folded, (part) => kindOf(part));
  if (kinds.every((kind) => kind === CutClass.SEPARATOR)) return { kind: CutClass.SEPARATOR, fold: 0 };
  return codePoint <= 0xffff && folded.length === 1 ? { kind: kinds[0]!, fold: folded.charCodeAt(0) } : left;
}

function kindOf(character: string): CutCodePoint['kind'] {
  const kind = classOfCodePoint(character.codePointAt(0)!);
  return kind === CharacterClass.SURROGATE ? CutClass.TEXT : OF_CHARACTER[kind as keyof typeof OF_CHARACTER];
}
