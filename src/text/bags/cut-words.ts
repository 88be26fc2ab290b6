import { normalizeText } from '../normalize.js';
import { forEachSpan } from '../tokenize.js';

/**
 * How a text is cut into words: "words-and-marks" as everywhere here (lower case; each Chinese or Japanese character is a word), with punctuation
 * marks as words of their own; or at "white-space", and nothing else changed, as fastText does.
 */
export const BAG_CUTS = ['words-and-marks', 'white-space'] as const;
export type BagCut = (typeof BAG_CUTS)[number];

/** The word that ends each text, as in fastText: a text without words has it, too. */
export const SENTENCE_END = '</s>';
/** What fastText takes for a label and not for a word. */
export const LABEL_PREFIX = '__label__';
/** White space of fastText: Unicode's other spaces are parts of words. */
const WHITE_SPACE = /[ \n\r\t\v\f\0]+/;

/** The words of a text; the last is that which ends it. */
export function cutWords(text: string, cut: BagCut): string[] {
  const words = cut === 'words-and-marks' ? wordsAndMarks(text) : betweenSpaces(text);
  words.push(SENTENCE_END);
  return words;
}

function wordsAndMarks(text: string): string[] {
  const normalized = normalizeText(text);
  const words: string[] = [];
  forEachSpan(normalized, (start, end) => words.push(normalized.slice(start, end)));
  return words;
}

function betweenSpaces(text: string): string[] {
  const words: string[] = [];
  for (const word of text.toWellFormed().split(WHITE_SPACE)) {
    if (word === SENTENCE_END) break;
    if (word !== '' && !word.startsWith(LABEL_PREFIX)) words.push(word);
  }
  return words;
}
