import type { Rewrite } from '../aligned-text.js';
import { lowercase, replace, unicodeForm, without } from './rewrites.js';
import type { Component } from '../tokenizer-file.js';

// The ranges of the reference, which leaves out the extension from 2B820 to 2B91F.
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/** What BERT's tokenizer does to a text before it splits it. */
export function bertNormalizer(config: Component): Rewrite[] {
  const lower = config.lowercase !== false;
  const accents = (config.strip_accents ?? lower) === true;
  return [
    ...(config.clean_text === false
      ? []
      : [without(/[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu), replace(/\p{White_Space}/gu, ' ')]),
    ...(config.handle_chinese_chars === false ? [] : [replace(CHINESE, (character) => ` ${character} `)]),
    ...(accents ? [unicodeForm('NFD'), without(/\p{Mn}/gu)] : []),
    ...(lower ? [lowercase] : []),
  ];
}
