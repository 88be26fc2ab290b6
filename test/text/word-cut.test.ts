import { expect, test } from '@jest/globals';
import { forEachWord, type WordCut } from '../../src/text/word-cut.js';

function wordsOf(text: string, cut: WordCut): string[] {
  const words: string[] = [];
  forEachWord(text, cut, (word) => words.push(word));
  return words;
}

test('a dictionary finds Chinese and Japanese words where no space is written', () => {
  expect(wordsOf('我们在北京大学学习。', 'dictionary-words')).toEqual(['我们', '在', '北京', '大学', '学习']);
  expect(wordsOf('東京に行きます、カタカナ', 'dictionary-words')).toEqual(['東京', 'に', '行き', 'ます', 'カタカナ']);
  expect(wordsOf('我们在', 'words')).toEqual(['我', '们', '在']);
});

test.each([
  "Don't stop, naïve CAFÉ!",
  'price: $3,000.50 foo_bar ＡＢＣ１２３',
  '한국어 문장 😀 ok',
  'half a pair \ud842 and words',
  '',
])('text without such words is cut as ever: %j', (text) => {
  expect(wordsOf(text, 'dictionary-words')).toEqual(wordsOf(text, 'words'));
});

test('words of both kinds may touch', () => {
  expect(wordsOf('买Apple股票ABC', 'dictionary-words')).toEqual(['买', 'apple', '股票', 'abc']);
});

test('at white space nothing else is changed', () => {
  expect(wordsOf(' New_York,  is ', 'white-space')).toEqual(['New_York,', 'is']);
});
