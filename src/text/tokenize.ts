import { characterClasses, CharacterClass, classOfCodePoint } from './character-classes.js';
import { normalizeText } from './normalize.js';

const { APOSTROPHE, IDEOGRAPH, SURROGATE, SYMBOL, WORD } = CharacterClass;

/** Lower-cased words of a text; each Chinese or Japanese character is a word of its own. Punctuation is left out. */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  forEachToken(text, (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** Calls `visit` with each token of `tokenize(text)` in order, without holding them all. */
export function forEachToken(text: string, visit: (token: string) => void): void {
  const normalized = normalizeText(text);
  forEachWordSpan(normalized, (start, end) => {
    visit(normalized.slice(start, end));
  });
}

/**
 * Calls `visit` with start and end (UTF-16 offsets, end exclusive) of each word of a normalized text: no string is made.
 * An apostrophe between letters belongs to the word ("don't"), as in Unicode's default word boundaries.
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export function forEachWordSpan(normalized: string, visit: (start: number, end: number) => void): void {
  forEachSpan(normalized, (start, end, isWord) => {
    if (isWord) visit(start, end);
  });
}

/** As `forEachWordSpan`, with each run of one repeated punctuation mark or symbol ("!!!") as a span that is no word. */
export function forEachSpan(normalized: string, visit: (start: number, end: number, isWord: boolean) => void): void {
  const { length } = normalized;
  const classes = characterClasses();
  let wordStart = -1;
  let at = 0;
  while (at < length) {
    const unit = normalized.charCodeAt(at);
    let kind = classes[unit]!;
    if (kind === WORD) {
      if (wordStart < 0) wordStart = at;
      at++;
      continue;
    }
    if (kind === APOSTROPHE) {
      if (wordStart >= 0 && at + 1 < length && classes[normalized.charCodeAt(at + 1)] === WORD) {
        at++;
        continue;
      }
      kind = SYMBOL;
    }
    let width = 1;
    if (kind === SURROGATE) {
      const codePoint = normalized.codePointAt(at)!;
      width = codePoint > 0xffff ? 2 : 1;
      kind = classOfCodePoint(codePoint);
      if (kind === WORD) {
        if (wordStart < 0) wordStart = at;
        at += width;
        continue;
      }
    }
    if (wordStart >= 0) {
      visit(wordStart, at, true);
      wordStart = -1;
    }
    const start = at;
    at += width;
    if (kind === IDEOGRAPH) visit(start, at, true);
    else if (kind === SYMBOL) {
      if (width === 1) while (at < length && normalized.charCodeAt(at) === unit) at++;
      visit(start, at, false);
    }
  }
  if (wordStart >= 0) visit(wordStart, length, true);
}
