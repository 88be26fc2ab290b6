import { characterClasses, CharacterClass } from '../../../text/character-classes.js';

const { APOSTROPHE, WORD } = CharacterClass;

/**
 * As `forEachWordSpan` of a normalized text, for texts of ASCII only, which have no ideographs and no surrogates: most rows of
 * most files, at several times the speed, for units of an array are read faster than those of a string.
 * @param units the normalized text's UTF-16 units, of which `length` count
 */
export function forEachAsciiWord(
  units: Uint16Array,
  length: number,
  visit: (start: number, end: number) => void,
): void {
  const classes = characterClasses();
  let at = 0;
  while (at < length) {
    while (at < length && classes[units[at]!] !== WORD) at++;
    const start = at;
    while (at < length) {
      const kind = classes[units[at]!];
      if (kind !== WORD && (kind !== APOSTROPHE || at + 1 >= length || classes[units[at + 1]!] !== WORD)) break;
      at++;
    }
    if (at > start) visit(start, at);
  }
}
