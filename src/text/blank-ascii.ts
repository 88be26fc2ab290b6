import { characterClasses, CharacterClass } from './character-classes.js';

const { APOSTROPHE, WORD } = CharacterClass;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** Leaves only words, as `forEachToken` finds them, of a normalized text of ASCII: a space comes in place of each other byte but line feeds. */
export function blankAscii(bytes: Uint8Array): void {
  const classes = characterClasses();
  const { length } = bytes;
  let isInWord = false;
  for (let at = 0; at < length; at++) {
    const kind = classes[bytes[at]!]!;
    isInWord =
      kind === WORD || (kind === APOSTROPHE && isInWord && at + 1 < length && classes[bytes[at + 1]!] === WORD);
    if (!isInWord && bytes[at] !== LINE_FEED) bytes[at] = SPACE;
  }
}
