import { expect, test } from '@jest/globals';
import { openTokenizer } from '../../../src/text/tokenizers/open-tokenizer.js';
import { codecOf } from '../../../src/training/language-models/codec-of.js';
import type { TokenizerTokens, VocabularyTokens } from '../../../src/training/tokens-of-versions/version-tokens.js';
import { byteTokenizer, EOS } from '../../support/language-models.js';

const BYTES = Array.from(Buffer.from('ab c'));
const BEGIN = 257;
const VOCABULARY = { cut: 'words', unknown: '<unk>', begin: null, special: ['<end>'] } as const;

interface TokenizerJson {
  added_tokens: object[];
  post_processor: object | null;
  model: { vocab: Record<string, number> };
}

/** Byte tokens, each text behind `<s>`, and before `<eos>` if it is to be. */
function framedTokenizer(ends: boolean): string {
  const file = JSON.parse(byteTokenizer()) as TokenizerJson;
  const part = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const special = (id: string, number: number) => ({ id, ids: [number], tokens: [id] });
  return JSON.stringify({
    ...file,
    added_tokens: [...file.added_tokens, { id: BEGIN, content: '<s>', special: true }],
    post_processor: {
      type: 'TemplateProcessing',
      single: [part('<s>'), { Sequence: { id: 'A', type_id: 0 } }, ...(ends ? [part('<eos>')] : [])],
      pair: [],
      special_tokens: { '<s>': special('<s>', BEGIN), '<eos>': special('<eos>', EOS) },
    },
  });
}

function tokenizerTokens(json: string, config: object | null = null, eosIds: readonly number[] = []): TokenizerTokens {
  return { kind: 'tokenizer', json, tokenizer: openTokenizer(json, config && JSON.stringify(config)), eosIds };
}

const vocabularyTokens = (options: object, eosIds: readonly number[] = [0]): VocabularyTokens => ({
  ...{ kind: 'vocabulary', lines: '<end>\n<unk>\na\n b\n', eosIds },
  options: { ...VOCABULARY, special: ['<end>'], ...options },
});

test.each([
  ['its pipeline says so', tokenizerTokens(framedTokenizer(false), null, [EOS])],
  ['tokenizer_config.json says so', tokenizerTokens(framedTokenizer(false), { eos_token: '<eos>' })],
  ['it is the only token that is no text', tokenizerTokens(byteTokenizer())],
])('a token ends texts when %s', (_, tokens) => {
  const codec = codecOf(tokens, 'gpt@1');

  expect(codec.endId).toBe(EOS);
  expect(codec.decode(codec.encode('ab c'))).toBe('ab c');
  expect(Buffer.from(codec.file.bytes).toString()).toBe(tokens.json);
});

test('texts are framed as they are served, but for the token between texts', () => {
  const encoded = (json: string) => codecOf(tokenizerTokens(json, { eos_token: '<eos>' }), 'gpt@1').encode('ab c');

  expect(encoded(byteTokenizer())).toEqual(BYTES);
  expect(encoded(framedTokenizer(false))).toEqual([BEGIN, ...BYTES]);
  expect(encoded(framedTokenizer(true))).toEqual([BEGIN, ...BYTES]);
});

test('a vocabulary of a language model is taken with its conventions', () => {
  const plain = codecOf(vocabularyTokens({}), 'poet@1');
  expect(plain).toMatchObject({ vocabularySize: 4, endId: 0 });
  expect(plain.encode('a b q')).toEqual([2, 3, 1]);
  expect(codecOf(vocabularyTokens({ begin: '<end>' }), 'poet@1').encode('a b')).toEqual([2, 3]);
  expect(codecOf(vocabularyTokens({ begin: 'a' }), 'poet@1').encode('a b')).toEqual([2, 2, 3]);
});

test('tokens that no text can end with, or that do not stand for every text, are refused with advice', () => {
  const refused = (tokens: TokenizerTokens | VocabularyTokens) => () => codecOf(tokens, 'bert@1');

  expect(refused(tokenizerTokens(framedTokenizer(false)))).toThrow(
    'The tokens of bert@1 have none that ends a text: choose a language model',
  );
  expect(refused(vocabularyTokens({}, []))).toThrow('have none that ends a text');
  expect(refused(vocabularyTokens({ unknown: null }))).toThrow(
    'The tokens of bert@1 cannot stand for every text: none is for what is unknown.',
  );
  expect(refused(vocabularyTokens({ cut: 'white-space' }))).toThrow('they know no white space but the single space');
});
