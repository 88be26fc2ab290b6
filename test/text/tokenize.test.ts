import { expect, test } from '@jest/globals';
import { forEachSpan, forEachToken, tokenize } from '../../src/text/tokenize.js';

test.each([
  ['Hello, World!', ['hello', 'world']],
  ["Don't stop 'now'", ["don't", 'stop', 'now']],
  ['don’t', ['don’t']],
  ['naïve CAFÉ Straße', ['naïve', 'café', 'straße']],
  ['cafe\u0301', ['café']],
  ['体验2D巅峰', ['体', '验', '2d', '巅', '峰']],
  ['東京タワーへ', ['東', '京', 'タ', 'ワ', 'ー', 'へ']],
  ['한국어 문장', ['한국어', '문장']],
  ['ＡＢＣ１２３', ['abc123']],
  ['price: $3,000.50', ['price', '3', '000', '50']],
  ['𠮷野家 😀 ok', ['𠮷', '野', '家', 'ok']],
  ['', []],
  ['  \n\t', []],
])('%j is read as %j', (text, tokens) => {
  expect(tokenize(text)).toEqual(tokens);
});

test('visiting tokens one by one gives what tokenize gives', () => {
  const text = 'The quick 棕色 fox — it’s “over” the lazy dog.';
  const visited: string[] = [];
  forEachToken(text, (token) => visited.push(token));
  expect(visited).toEqual(tokenize(text));
});

test('spans also tell punctuation apart, one span for a repeated mark', () => {
  const text = "wow!!! it's 'ok'? \ud83d\ude00";
  const spans: [string, boolean][] = [];
  forEachSpan(text, (start, end, isWord) => spans.push([text.slice(start, end), isWord]));
  expect(spans).toEqual([
    ['wow', true],
    ['!!!', false],
    ["it's", true],
    ["'", false],
    ['ok', true],
    ["'", false],
    ['?', false],
    ['\ud83d\ude00', false],
  ]);
});

test('a lone surrogate is a separator, not an endless loop', () => {
  expect(tokenize('a\ud800b')).toEqual(['a', 'b']);
});
