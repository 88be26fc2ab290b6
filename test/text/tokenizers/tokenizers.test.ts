import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTokenizer } from '../../../src/text/tokenizers/open-tokenizer.js';

// Made by bench/peers/tokenizers/make_fixtures.py with the reference implementation, the Python package "tokenizers".
const fixtures = join(import.meta.dirname, 'fixtures');
const read = (name: string) => readFileSync(join(fixtures, `${name}.json`), 'utf8');

interface Expected {
  ids: number[];
  decoded: string;
  typeIds?: number[];
  spans: ([number, number] | null)[];
}
const expected = JSON.parse(read('expected')) as {
  texts: string[];
  pairs: [string, string][];
  long: [string, number][];
  tokenizers: Record<string, { texts: Expected[]; pairs: Expected[]; long: { count: number; digest: string }[] }>;
};

describe.each(Object.keys(expected.tokenizers))('the tokenizer %s', (name) => {
  const tokenizer = openTokenizer(read(name));
  const reference = expected.tokenizers[name]!;

  test.each(expected.texts.map((text, place) => [text.slice(0, 40), text, reference.texts[place]!] as const))(
    'gives the ids and spans of the reference for %j, and its text again',
    (_, text, { ids, decoded, spans }) => {
      const encoding = tokenizer.encode(text, undefined, { spans: true });
      expect(encoding.ids).toEqual(ids);
      expect(tokenizer.encode(text).ids).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(decoded);
      expect(encoding.spans!.map((span) => span && trimmed(text, span.start, span.end))).toEqual(
        spans.map((span) => span && trimmed(text, ...span)),
      );
    },
  );

  test.each(expected.pairs.map(([first, second], place) => [first, second, reference.pairs[place]!] as const))(
    'tells the texts of the pair (%j, %j) apart as the reference does',
    (first, second, { ids, typeIds }) => {
      const encoding = tokenizer.encode(first, second);
      expect({ ids: encoding.ids, typeIds: encoding.typeIds }).toEqual({ ids, typeIds });
    },
  );

  test('gives the ids of the reference for 100 kB', () => {
    for (const [place, [text, times]] of expected.long.entries()) {
      const { ids } = tokenizer.encode(text.repeat(times));
      const digest = createHash('sha256').update(JSON.stringify(ids)).digest('hex');
      expect({ count: ids.length, digest }).toEqual(reference.long[place]);
    }
  });
});

/**
 * A span without the white space at its ends, with the marks that follow it: tokenizers differ in whether a word has the space before
 * it, and the reference leaves out marks that were composed with the character before them.
 */
function trimmed(text: string, start: number, end: number): string {
  const marks = /^[\p{M}\u1160-\u11ff]*/u.exec(text.slice(end))![0].length;
  const inner = text.slice(start, end + marks);
  const left = inner.length - inner.trimStart().length;
  return inner.trim() === '' ? 'blank' : `${start + left}-${start + left + inner.trim().length}`;
}

test('a text is cut only when asked, the longer one of a pair first', () => {
  const tokenizer = openTokenizer(read('word-piece'));
  const whole = tokenizer.encode('a b c d e f');
  expect(whole.ids).toHaveLength(8);
  expect(tokenizer.encode('a b c d e f', undefined, { truncateTo: 5 }).ids).toEqual([
    ...whole.ids.slice(0, 4),
    whole.ids.at(-1),
  ]);
  const pair = tokenizer.encode('a b c d e f', 'a b', { truncateTo: 8, spans: true });
  expect(pair.spans!.map((span) => span?.sequence ?? '-').join('')).toBe('-000-11-');
  expect(() => tokenizer.encode('a', undefined, { truncateTo: 2 })).toThrow('no room');
});

test.each([
  ['no JSON', '{', 'tokenizer.json is no JSON'],
  ['no model', '{"added_tokens": []}', 'model: Invalid input'],
  ['a vocabulary of another kind', '{"model": {"type": "BPE", "vocab": {"a": "b"}, "merges": []}}', 'model.vocab'],
  ['a normalizer of the future', change('word-piece', { normalizer: { type: 'Quantum' } }), 'normalizer "Quantum"'],
  ['a pre-tokenizer of the future', change('unigram', { pre_tokenizer: { type: 'Wave' } }), 'pre-tokenizer "Wave"'],
  ['a model of the future', '{"model": {"type": "Particle", "vocab": []}}', 'tokenizer.json is not understood'],
  [
    'a frame of tokens that are not there',
    change('word-piece', { post_processor: { type: 'BertProcessing', cls: ['<cls>', 1], sep: ['<sep>', 2] } }),
    'which its vocabulary lacks',
  ],
])('a tokenizer.json with %s is refused with the reason', (_, json, reason) => {
  expect(() => openTokenizer(json)).toThrow(reason);
});

test('tokenizer_config.json tells the length, the padding and the chat template', () => {
  const config = {
    model_max_length: 1e30,
    pad_token: { content: '[PAD]', __type: 'AddedToken' },
    eos_token: '[SEP]',
    padding_side: 'left',
    chat_template: [
      { name: 'tool_use', template: 'a' },
      { name: 'default', template: 'b' },
    ],
  };
  expect(openTokenizer(read('word-piece'), JSON.stringify(config)).settings).toEqual({
    maximumLength: null,
    padToken: '[PAD]',
    beginToken: null,
    endToken: '[SEP]',
    chatTemplate: 'b',
    padsOnLeft: true,
  });
});

function change(name: string, changes: object): string {
  return JSON.stringify({ ...(JSON.parse(read(name)) as object), ...changes });
}
