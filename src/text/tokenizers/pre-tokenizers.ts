import { InvalidInputError } from '../../lib/errors.js';
import { type AlignedText, firstWidth, type Rewrite } from './aligned-text.js';
import { openPattern } from './library.js';
import { splitBy, type SplitBehaviour } from './split-text.js';
import { type Component, textOf } from './tokenizer-file.js';

/** Cuts a section of a text into the pieces that the model sees one by one. */
export type PreTokenizer = (section: AlignedText) => AlignedText[];

const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}';
const WORDS_AND_MARKS = new RegExp(`[${WORD}]+|[^${WORD}\\p{White_Space}]+`, 'gu');
const SPACE = /\p{White_Space}+/gu;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** The pre-tokenizer that tokenizer.json describes; without one a section stays whole. */
export function openPreTokenizer(config: Component | null | undefined): PreTokenizer {
  if (!config) return (section) => [section];
  switch (config.type) {
    case 'Sequence':
      return inSequence((config.pretokenizers as Component[]).map(openPreTokenizer));
    case 'Whitespace':
      return (section) => splitBy(section, WORDS_AND_MARKS, 'Removed', true);
    case 'WhitespaceSplit':
      return (section) => splitBy(section, SPACE, 'Removed');
    case 'BertPreTokenizer':
      return inSequence([
        (section) => splitBy(section, SPACE, 'Removed'),
        (section) => splitBy(section, PUNCTUATION, 'Isolated'),
      ]);
    case 'Punctuation': {
      const behaviour = behaviourOf(config.behavior);
      return (section) => splitBy(section, PUNCTUATION, behaviour);
    }
    case 'Digits': {
      const behaviour = config.individual_digits === true ? 'Isolated' : 'Contiguous';
      return (section) => splitBy(section, /\p{N}/gu, behaviour);
    }
    case 'Split': {
      const pattern = openPattern(config.pattern);
      const behaviour = behaviourOf(config.behavior);
      return (section) => splitBy(section, pattern, behaviour, config.invert === true);
    }
    case 'CharDelimiterSplit': {
      const pattern = openPattern({ String: config.delimiter });
      return (section) => splitBy(section, pattern, 'Removed');
    }
    case 'FixedLength':
      return (section) => splitBy(section, new RegExp(`[^]{1,${Number(config.length)}}`, 'gu'), 'Isolated');
    case 'Metaspace':
      return metaspace(config);
    case 'ByteLevel':
      return byteLevel(config);
    default:
      throw new InvalidInputError(`tokenizer.json has the pre-tokenizer "${config.type}", which is not known.`);
  }
}

function inSequence(steps: readonly PreTokenizer[]): PreTokenizer {
  return (section) => steps.reduce((pieces, step) => pieces.flatMap(step), [section]);
}

function behaviourOf(name: unknown): SplitBehaviour {
  const known = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
  const found = known.find((behaviour) => behaviour === (name ?? 'Isolated'));
  if (!found)
    throw new InvalidInputError(`tokenizer.json splits with the behaviour "${String(name)}", which is not known.`);
  return found;
}

/** Spaces become a visible character, which begins each word. */
function metaspace(config: Component): PreTokenizer {
  const mark = textOf(config.replacement, '▁');
  const legacy = config.add_prefix_space === false ? 'never' : 'always';
  const scheme = textOf(config.prepend_scheme, legacy);
  const marks = new RegExp(mark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gu');
  return (section) => {
    const marked = section.rewrite((text, emit) => {
      const whole = text.replaceAll(' ', mark);
      if (!whole.startsWith(mark) && (scheme === 'always' || (scheme === 'first' && section.atStart)))
        emit(mark, 0, firstWidth(text));
      emit(whole, 0, text.length);
    });
    return config.split === false ? [marked] : splitBy(marked, marks, 'MergedWithNext');
  };
}

/** Each byte of UTF-8 as a printable character: GPT-2's alphabet. */
function byteLevel(config: Component): PreTokenizer {
  const prefixed: Rewrite = (text, emit) => {
    if (!text.startsWith(' ')) emit(' ', 0, firstWidth(text));
    emit(text, 0, text.length);
  };
  return (section) => {
    const whole = config.add_prefix_space === true ? section.rewrite(prefixed) : section;
    const pieces = config.use_regex === false ? [whole] : splitBy(whole, GPT2, 'Isolated');
    return pieces.map((piece) => piece.rewrite(toBytes));
  };
}

const BYTE_CHARACTERS = byteCharacters();
const encoder = new TextEncoder();

const toBytes: Rewrite = (text, emit) => {
  let at = 0;
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 0x80) emit(BYTE_CHARACTERS[code]!, at, at + 1);
    else {
      const bytes = Array.from(encoder.encode(character), (byte) => BYTE_CHARACTERS[byte]!);
      for (const byte of bytes) emit(byte, at, at + character.length);
    }
    at += character.length;
  }
};

/** Printable Latin-1 characters stand for themselves; the others for the next free ones from U+0100. */
function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte < 0xad) || byte > 0xad;
    return String.fromCharCode(printable ? byte : next++);
  });
}
