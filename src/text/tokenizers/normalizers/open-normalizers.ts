import { InvalidInputError } from '../../../lib/errors.js';
import { firstWidth, type Rewrite } from '../aligned-text.js';
import { bertNormalizer } from './bert-normalizer.js';
import { openPattern } from '../library.js';
import { precompiledNormalizer } from './precompiled-normalizer.js';
import { lowercase, replace, unicodeForm, without } from './rewrites.js';
import { type Component, textOf } from '../tokenizer-file.js';

/** The steps that `normalizer` of tokenizer.json describes, in their order. */
export function openNormalizers(config: Component | null | undefined): Rewrite[] {
  if (!config) return [];
  switch (config.type) {
    case 'Sequence':
      return (config.normalizers as Component[]).flatMap(openNormalizers);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return [unicodeForm(config.type)];
    case 'Lowercase':
      return [lowercase];
    case 'StripAccents':
      return [without(/\p{M}/gu)];
    case 'Strip':
      return [strip(config.strip_left !== false, config.strip_right !== false)];
    case 'Prepend':
      return [prepend(textOf(config.prepend, ''))];
    case 'Nmt':
      return [without(NMT_CONTROLS), nmtSpaces];
    case 'Replace':
      return [replace(openPattern(config.pattern), textOf(config.content, ''))];
    case 'BertNormalizer':
      return bertNormalizer(config);
    case 'Precompiled':
      return [precompiledNormalizer(textOf(config.precompiled_charsmap, ''))];
    default:
      throw new InvalidInputError(`tokenizer.json has the normalizer "${config.type}", which is not known.`);
  }
}

// eslint-disable-next-line no-control-regex
const NMT_CONTROLS = /[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]/gu;
const nmtSpaces = replace(/[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/gu, ' ');

function strip(left: boolean, right: boolean): Rewrite {
  return (text, emit) => {
    const start = left ? (/^\p{White_Space}*/u.exec(text)?.[0].length ?? 0) : 0;
    let end = text.length;
    while (right && end > start && /\p{White_Space}/u.test(text[end - 1]!)) end--;
    emit(text.slice(start, end), start, end);
  };
}

function prepend(prefix: string): Rewrite {
  return (text, emit) => {
    if (text.length === 0) return;
    emit(prefix, 0, firstWidth(text));
    emit(text, 0, text.length);
  };
}
