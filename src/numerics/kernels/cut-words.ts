// AssemblyScript. Cuts texts in UTF-8 into lower-case words by a table of code points: words with a space between, each text a line. A text
// with a code point that the table leaves to others is not cut. All memory belongs to the caller: see
// src/training/embeddings/corpus/word-cutter.ts.

/** Fields of the settings block, in bytes from its start. */
const AT: usize = 0;
const END: usize = 4;
const LENGTHS: usize = 8;
const LENGTHS_END: usize = 12;
const OUT: usize = 16;
const CLASSES: usize = 20;
const FOLDS: usize = 24;
const CODE_POINT: usize = 28;

/** Classes of code points: those of src/text/cut-classes.ts. */
const SEPARATOR: u32 = 0;
const WORD: u32 = 1;
const IDEOGRAPH: u32 = 2;
const APOSTROPHE: u32 = 3;
const TEXT: u32 = 4;
/** Code points from here on have no class. */
const CODE_POINTS: u32 = 0x20000;

/** Why it stopped. */
const DONE: i32 = 0;
const INCOMPLETE: i32 = 1;
const LEFT_TO_OTHERS: i32 = 2;
const UNKNOWN: i32 = 3;

const OUTSIDE: i32 = 0;
const INSIDE: i32 = 1;
/** Behind an apostrophe that belongs to the word if a letter follows. */
const AT_APOSTROPHE: i32 = 2;

const LINE_FEED: u8 = 0x0a;
const SPACE: u8 = 0x20;

/** Which of sixteen bytes are from one on, in a range of so many. */
function isIn(bytes: v128, from: u8, count: u8): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(from)), i8x16.splat(count));
}

/** @returns the end of the code point, which is below 2^16 */
function write(to: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(to, <u8>code);
    return to + 1;
  }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)));
    store<u8>(to, <u8>(0x80 | (code & 0x3f)), 1);
    return to + 2;
  }
  store<u8>(to, <u8>(0xe0 | (code >> 12)));
  store<u8>(to, <u8>(0x80 | ((code >> 6) & 0x3f)), 1);
  store<u8>(to, <u8>(0x80 | (code & 0x3f)), 2);
  return to + 3;
}

/**
 * Cuts texts, the lengths of which in UTF-16 units are told, from AT on, and moves AT, LENGTHS and OUT behind those that it has cut.
 * @returns why it stopped: all are cut; the next goes on behind END; it is left to others; or CODE_POINT, in it, has no class so far
 */
export function cut(settings: usize): i32 {
  const end = <usize>load<u32>(settings, END);
  const lengthsEnd = <usize>load<u32>(settings, LENGTHS_END);
  const classes = <usize>load<u32>(settings, CLASSES);
  const folds = <usize>load<u32>(settings, FOLDS);
  let at = <usize>load<u32>(settings, AT);
  let lengths = <usize>load<u32>(settings, LENGTHS);
  let out = <usize>load<u32>(settings, OUT);
  let stop = DONE;
  while (lengths < lengthsEnd) {
    let from = at;
    let to = out;
    let wordEnd = out;
    let state = OUTSIDE;
    for (let units = load<u32>(lengths); units > 0; units--) {
      // Most text by far: sixteen of ASCII at once, a space in place of what is in no word.
      while (units > 16 && from + 16 <= end && state != AT_APOSTROPHE) {
        const bytes = v128.load(from);
        const isApostrophe = i8x16.eq(bytes, i8x16.splat(0x27));
        if (i8x16.bitmask(v128.or(bytes, isApostrophe)) != 0) break;
        const isUpper = isIn(bytes, 0x41, 26);
        const lower = v128.or(bytes, v128.and(isUpper, i8x16.splat(0x20)));
        const isWord = v128.or(
          v128.or(isIn(lower, 0x61, 26), isIn(bytes, 0x30, 10)),
          i8x16.eq(bytes, i8x16.splat(0x5f)),
        );
        v128.store(to, v128.bitselect(lower, i8x16.splat(SPACE), isWord));
        state = i8x16.bitmask(isWord) >> 15 != 0 ? INSIDE : OUTSIDE;
        from += 16;
        to += 16;
        units -= 16;
      }
      if (from >= end) {
        stop = INCOMPLETE;
        break;
      }
      let code = <u32>load<u8>(from);
      if (code < 0x80) from += 1;
      else {
        if (code < 0xe0) {
          code = ((code & 0x1f) << 6) | ((<u32>load<u8>(from, 1)) & 0x3f);
          from += 2;
        } else if (code < 0xf0) {
          code = ((code & 0x0f) << 12) | (((<u32>load<u8>(from, 1)) & 0x3f) << 6) | ((<u32>load<u8>(from, 2)) & 0x3f);
          from += 3;
        } else {
          code =
            ((code & 0x07) << 18) |
            (((<u32>load<u8>(from, 1)) & 0x3f) << 12) |
            (((<u32>load<u8>(from, 2)) & 0x3f) << 6) |
            ((<u32>load<u8>(from, 3)) & 0x3f);
          from += 4;
          units--;
        }
        if (from > end) {
          stop = INCOMPLETE;
          break;
        }
      }
      const kind = code < CODE_POINTS ? <u32>load<u8>(classes + code) : TEXT;
      if (kind == WORD) {
        to = write(to, <u32>load<u16>(folds + ((<usize>code) << 1)));
        state = INSIDE;
      } else if (kind == APOSTROPHE && state == INSIDE) {
        wordEnd = to;
        to = write(to, <u32>load<u16>(folds + ((<usize>code) << 1)));
        state = AT_APOSTROPHE;
      } else if (kind <= APOSTROPHE) {
        if (state != OUTSIDE) {
          if (state == AT_APOSTROPHE) to = wordEnd;
          store<u8>(to, SPACE);
          to += 1;
          state = OUTSIDE;
        }
        if (kind != IDEOGRAPH) continue;
        to = write(to, <u32>load<u16>(folds + ((<usize>code) << 1)));
        store<u8>(to, SPACE);
        to += 1;
      } else {
        stop = kind == TEXT ? LEFT_TO_OTHERS : UNKNOWN;
        store<u32>(settings, code, CODE_POINT);
        break;
      }
    }
    if (stop != DONE) break;
    if (state == AT_APOSTROPHE) to = wordEnd;
    store<u8>(to, LINE_FEED);
    out = to + 1;
    at = from;
    lengths += 4;
  }
  store<u32>(settings, <u32>at, AT);
  store<u32>(settings, <u32>lengths, LENGTHS);
  store<u32>(settings, <u32>out, OUT);
  return stop;
}
