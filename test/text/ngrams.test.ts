import { expect, test } from '@jest/globals';
import { NgramReader, type NgramSettings } from '../../src/text/ngrams.js';
import { normalizeText } from '../../src/text/normalize.js';

const WORDS: NgramSettings = { wordNgrams: 2, punctuation: true, characterNgrams: 0, shortestCharacterNgram: 2 };
const CHARACTERS: NgramSettings = { wordNgrams: 0, punctuation: true, characterNgrams: 3, shortestCharacterNgram: 2 };

function spans(settings: NgramSettings, text: string): string[] {
  const reader = new NgramReader(settings);
  reader.read(text);
  return Array.from({ length: reader.count }, (_, at) => text.slice(reader.starts[at], reader.ends[at]));
}

function keys(settings: NgramSettings, text: string, reader = new NgramReader(settings)): string[] {
  reader.read(normalizeText(text));
  return Array.from({ length: reader.count }, (_, at) => `${reader.low[at]}/${reader.high[at]}`);
}

test('word n-grams are the words, then the pairs of neighbours', () => {
  expect(spans(WORDS, 'free money now!!')).toEqual([
    ...['free', 'money', 'now', '!!'],
    ...['free money', 'money now', 'now!!'],
  ]);
});

test('punctuation can be left out', () => {
  expect(spans({ ...WORDS, punctuation: false }, 'no, thanks')).toEqual(['no', 'thanks', 'no, thanks']);
});

test('Chinese words are single characters, so pairs are what most of its words are', () => {
  expect(spans(WORDS, '电脑好')).toEqual(['电', '脑', '好', '电脑', '脑好']);
});

test('character n-grams never cut a character beyond U+FFFF in two', () => {
  expect(spans(CHARACTERS, 'a😀b')).toEqual(['a😀', 'a😀b', '😀b']);
});

test('white space of any length reads as one space', () => {
  expect(keys(CHARACTERS, 'to  \n be')).toEqual(keys(CHARACTERS, 'to be'));
});

test('three words make longer n-grams too, down to a text shorter than they are', () => {
  const three = { ...WORDS, wordNgrams: 3 };
  expect(spans(three, 'a b c')).toEqual(['a', 'b', 'c', 'a b', 'b c', 'a b c']);
  expect(spans(three, 'a')).toEqual(['a']);
  expect(spans(three, '')).toEqual([]);
});

test('the order of words matters to a key, what stands between them does not', () => {
  expect(keys(WORDS, 'a b')[2]).not.toBe(keys(WORDS, 'b a')[2]);
  expect(keys(WORDS, 'a   b')).toEqual(keys(WORDS, 'a\tb'));
});

test('a word and the same characters have different keys', () => {
  expect(keys({ ...WORDS, wordNgrams: 1 }, 'ab')).not.toEqual(keys({ ...CHARACTERS, characterNgrams: 2 }, 'ab'));
});

test('keys stay what they were: stored vocabularies depend on them', () => {
  expect(keys(WORDS, 'Free 电')).toMatchInlineSnapshot(`
   [
     "1262965996/1715607937",
     "447105212/-923019414",
     "379707225/2057098022",
   ]
  `);
});

test('a hundred thousand different n-grams have as many keys', () => {
  const all = new Set<string>();
  const reader = new NgramReader(WORDS);
  for (let number = 0; number < 50_000; number++)
    for (const key of keys(WORDS, `w${number} x${number}`, reader)) all.add(key);
  expect(all.size).toBe(150_000);
});
