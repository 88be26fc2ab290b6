import { characterClasses, CharacterClass } from './character-classes.js';

const { APOSTROPHE, WORD } = CharacterClass;
const SPACE = 0x20;

/** Leaves only words, as `forEachToken` finds them, of a normalized text of ASCII: a space comes in place of each other byte. */
export function blankAscii(bytes: Uint8Array): void {
  const classes = characterClasses();
  const { length } = bytes;
  let isInWord = false;
  for (let at = 0; at < length; at++) {
    const kind = classes[bytes[at]!]!;
    isInWord =
      kind === WORD || (kind === APOSTROPHE && isInWord && at + 1 < length && classes[bytes[at + 1]!] === WORD);
    if (!isInWord) bytes[at] = SPACE;
  }
}
