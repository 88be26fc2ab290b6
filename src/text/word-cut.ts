import { forEachToken, tokenize } from './tokenize.js';

/**
 * Where texts are cut into words: as `tokenize` does; as it does, with Chinese and Japanese words found by a dictionary in place of
 * single characters; or at white space and nothing else changed, as other programs do.
 */
export const WORD_CUTS = ['words', 'dictionary-words', 'white-space'] as const;
export type WordCut = (typeof WORD_CUTS)[number];

const UNSPACED = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/u;
const RUN = new RegExp(`${UNSPACED.source}+`, 'gu');
const WHITE_SPACE = /\s+/;

/** ICU's dictionary comes with Node.js: what it finds may change with its version. */
let segmenter: Intl.Segmenter | null = null;

/** Calls `visit` with each word of a text in order. */
export function forEachWord(text: string, cut: WordCut, visit: (word: string) => void): void {
  if (cut === 'words') forEachToken(text, visit);
  else if (cut === 'dictionary-words') forEachDictionaryWord(text, visit);
  else text.split(WHITE_SPACE).filter(Boolean).forEach(visit);
}

/** Whether a character is of a script that is written without spaces. */
export function isUnspaced(character: string): boolean {
  return UNSPACED.test(character);
}

/** The dictionary cuts runs of characters that are written without spaces; all else is cut as ever. */
function forEachDictionaryWord(text: string, visit: (word: string) => void): void {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  let end = 0;
  for (const { index, 0: run } of text.matchAll(RUN)) {
    if (index > end) forEachToken(text.slice(end, index), visit);
    for (const { segment, isWordLike } of segmenter.segment(run)) {
      const word = isWordLike ? tokenize(segment).join('') : '';
      if (word !== '') visit(word);
    }
    end = index + run.length;
  }
  if (end < text.length) forEachToken(text.slice(end), visit);
}
