import { expect, test } from '@jest/globals';
import { cutText, type TextCut } from '../../../src/text/tokenizers/cut-text.js';
import { TokenVocabulary, type TokenVocabularyOptions } from '../../../src/text/tokenizers/token-vocabulary.js';
import { formatTokenLines, parseTokenLines } from '../../../src/text/token-lines.js';

const PLAIN: TokenVocabularyOptions = { cut: 'characters', unknown: null, begin: null, special: [] };

/** A vocabulary of what these texts are cut into. */
function vocabularyOf(texts: readonly string[], options: Partial<TokenVocabularyOptions> = {}): TokenVocabulary {
  const settings = { ...PLAIN, ...options };
  const named = [settings.unknown, settings.begin, ...settings.special].filter((token) => token !== null);
  const tokens = new Set([...named, ...texts.flatMap((text) => cutText(text, settings.cut))]);
  return new TokenVocabulary(formatTokenLines(tokens), settings);
}

const TEXTS = [
  '',
  'First Citizen:\nBefore we proceed, hear me.\r\n',
  "  Don't  you — “know”?\t1,000 times!!  ",
  '今天天气很好。ひらがな カタカナ word',
  'Crème brûlée 😀 👩‍👩‍👧 e\u0301 \\n \\',
  'שלום עולם نص عربي हिन्दी',
  ' \u00a0\u2028\n\n ',
];

test.each(['characters', 'words'] as const)('text that is cut into %s is the same text again', (cut) => {
  const vocabulary = vocabularyOf(TEXTS, { cut });
  for (const text of TEXTS) expect(vocabulary.decode(vocabulary.encode(text, true))).toBe(text);
});

test('cut at white space, words come back with one space between, and lines stay lines', () => {
  const vocabulary = vocabularyOf(['the cat.\nsat'], { cut: 'white-space' });
  expect(vocabulary.decode(vocabulary.encode('  the  cat.\n\n sat ', true))).toBe('the cat.\n\nsat');
});

test.each<[TextCut, string, string[]]>([
  ['characters', 'a😀\n', ['a', '😀', '\n']],
  ['words', "The cat's here, it's 10.5!", ['The', " cat's", ' here', ',', " it's", ' 10', '.', '5', '!']],
  ['words', '我 love北京', ['我', ' love', '北', '京']],
  ['words', 'a  b\n c', ['a', ' ', ' b', '\n', ' c']],
  ['white-space', 'a  b.\nc', ['a', 'b.', '\n', 'c']],
])('%s of %j', (cut, text, tokens) => {
  expect(cutText(text, cut)).toEqual(tokens);
});

test('what the vocabulary lacks becomes its token for that, or is refused by name', () => {
  const options = { cut: 'words', special: ['</s>'] } as const;
  const knowing = vocabularyOf(['the cat'], { ...options, unknown: '<unk>' });
  expect(knowing.decode(knowing.encode('the dog cat', false))).toBe('the<unk> cat');
  expect(() => vocabularyOf(['the cat'], options).encode('the dog', false)).toThrow('does not know " dog"');
});

test('a text begins with the token that is named for it, and tokens that are no text are not written', () => {
  const vocabulary = vocabularyOf(['ab'], { begin: '<s>', special: ['</s>'] });
  expect(vocabulary.encode('ab', true)).toEqual([0, 2, 3]);
  expect(vocabulary.encode('ab', false)).toEqual([2, 3]);
  expect(vocabulary.decode([0, 2, 1, 3, 99])).toBe('ab');
});

test('a vocabulary that has a token twice, or lacks one that is named, is refused', () => {
  expect(() => new TokenVocabulary('a\nb\na\n', PLAIN)).toThrow('the token "a" twice');
  expect(() => new TokenVocabulary('a\n', { ...PLAIN, unknown: '<unk>' })).toThrow(
    '"<unk>", which the vocabulary lacks',
  );
});

test('tokens of any characters are lines of a file, and come back', () => {
  const tokens = ['\n', '\r', '\\', '\\n', 'n', '\\\\', ' ', 'é', '\u2028', '', '\t'];
  expect(formatTokenLines(tokens).split('\n')).toHaveLength(tokens.length + 1);
  expect(parseTokenLines(formatTokenLines(tokens))).toEqual(tokens);
});
