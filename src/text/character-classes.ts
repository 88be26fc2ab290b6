/** What a character is to the tokenizer. */
export const CharacterClass = {
  /** White space, controls and whatever else separates. */
  SPACE: 0,
  /** Part of a word: a letter, digit or mark of a script that writes words apart. */
  WORD: 1,
  /** A word by itself: Han, Hiragana and Katakana are written without spaces. */
  IDEOGRAPH: 2,
  /** Belongs to a word when letters stand on both sides. */
  APOSTROPHE: 3,
  /** Punctuation and symbols. */
  SYMBOL: 4,
  /** Half of a character beyond U+FFFF: ask `classOfCodePoint`. */
  SURROGATE: 5,
} as const;

const WORD_RUN = /[\p{L}\p{M}\p{N}_]+/gu;
const SYMBOL_RUN = /[\p{P}\p{S}]+/gu;
const UNSPACED_RUN = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]+/gu;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}_]/u;
const SYMBOL_CHARACTER = /[\p{P}\p{S}]/u;
const UNSPACED_CHARACTER = /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/u;
const APOSTROPHES = ["'", '\u2019'];

let classes: Uint8Array | null = null;

/** The class of each UTF-16 code unit, by its value. */
export function characterClasses(): Uint8Array {
  return (classes ??= classifyCodeUnits());
}

/** The class of one code point: as in `characterClasses`, and of those beyond U+FFFF. */
export function classOfCodePoint(codePoint: number): number {
  if (codePoint >= 0x20000 && codePoint <= 0x3ffff) return CharacterClass.IDEOGRAPH;
  if (codePoint >= 0xd800 && codePoint < 0xe000) return CharacterClass.SURROGATE;
  const character = String.fromCodePoint(codePoint);
  if (APOSTROPHES.includes(character)) return CharacterClass.APOSTROPHE;
  if (codePoint <= 0xffff && UNSPACED_CHARACTER.test(character) && LETTER_OR_NUMBER.test(character))
    return CharacterClass.IDEOGRAPH;
  if (WORD_CHARACTER.test(character)) return CharacterClass.WORD;
  return SYMBOL_CHARACTER.test(character) ? CharacterClass.SYMBOL : CharacterClass.SPACE;
}

function classifyCodeUnits(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  classes.fill(CharacterClass.SURROGATE, 0xd800, 0xe000);
  for (const [from, to] of [
    [0, 0xd800],
    [0xe000, 0x10000],
  ] as const) {
    const all = String.fromCharCode(...Array.from({ length: to - from }, (_, index) => from + index));
    for (const { index, 0: run } of all.matchAll(WORD_RUN)) {
      classes.fill(CharacterClass.WORD, from + index, from + index + run.length);
    }
    for (const { index, 0: run } of all.matchAll(SYMBOL_RUN)) {
      for (let at = from + index; at < from + index + run.length; at++) classes[at] ||= CharacterClass.SYMBOL;
    }
    for (const { index, 0: run } of all.matchAll(UNSPACED_RUN)) {
      for (let offset = 0; offset < run.length; offset++) {
        if (LETTER_OR_NUMBER.test(run.charAt(offset))) classes[from + index + offset] = CharacterClass.IDEOGRAPH;
      }
    }
  }
  for (const apostrophe of APOSTROPHES) classes[apostrophe.charCodeAt(0)] = CharacterClass.APOSTROPHE;
  return classes;
}
