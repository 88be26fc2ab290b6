import { describe, expect, test } from '@jest/globals';
import { uniform } from '../../../src/numerics/random.js';
import { characterClasses, classOfCodePoint } from '../../../src/text/character-classes.js';
import { endOfUnits, splitBlock, textBlockOf } from '../../../src/text/text-block.js';
import { forEachWord } from '../../../src/text/word-cut.js';
import type { CorpusCut } from '../../../src/training/embeddings/corpus/corpus-messages.js';
import { WordCutter } from '../../../src/training/embeddings/corpus/word-cutter.js';

/** Code points by where texts have them from: the more often a range is named, the more there are of it. */
const RANGES: readonly (readonly [from: number, to: number])[] = [
  ...Array.from({ length: 6 }, () => [0x61, 0x7a] as const),
  ...[[0x20, 0x7f] as const, [0x27, 0x27] as const, [0x2019, 0x2019] as const, [0x20, 0x20] as const],
  ...[[0, 0x3ff] as const, [0x400, 0x5ff] as const, [0x2000, 0x22ff] as const, [0x3000, 0x30ff] as const],
  ...[[0x4e00, 0x9fff] as const, [0xac00, 0xd7a3] as const, [0xfe00, 0xffff] as const],
  ...[[0x1f300, 0x1f9ff] as const, [0, 0xffff] as const, [0x10000, 0x10ffff] as const],
];
const TEXTS = 6_000;

/** Every other text has only letters, marks and spaces that are common. */
function randomText(seed: number, number: number): string {
  const [kinds, length] = [number % 2 === 0 ? RANGES.length : 12, Math.floor(24 * uniform(seed, number, 0) ** 2)];
  return Array.from({ length }, (_, at) => {
    const [from, to] = RANGES[Math.floor(kinds * uniform(seed, number, 2 * at + 1))]!;
    return String.fromCodePoint(from + Math.floor((to - from + 1) * uniform(seed, number, 2 * at + 2)));
  }).join('');
}

/** The words of each text, a line each, and how many texts were left to others. */
function cutAll(texts: readonly string[], cut: CorpusCut): { lines: string[][]; left: number } {
  const block = textBlockOf(texts);
  const cutter = new WordCutter(cut);
  let [words, left] = ['', 0];
  cutter.open(block);
  while (!cutter.isOver) {
    const found = cutter.next();
    if (found) words += Buffer.from(found).toString();
    else {
      const { text, byte } = cutter.position;
      words += `${wordsOf(texts[text]!, cut).join(' ')}\n`;
      cutter.passOver(endOfUnits(block.utf8, byte, block.lengths[text]!) - byte);
      left++;
    }
  }
  const lines = words.split('\n').map((line) => line.split(' ').filter(Boolean));
  return { lines: lines.slice(0, -1), left };
}

function wordsOf(text: string, cut: CorpusCut): string[] {
  const words: string[] = [];
  forEachWord(text, cut, (word) => words.push(word));
  return words;
}

/** Where neighbours are unlike one another. */
const isDense = (codePoint: number) => codePoint < 0x3000 || (codePoint >= 0xf900 && codePoint < 0x10000);

/** Texts whose words are others than those of their strings. */
function differing(texts: readonly string[], lines: readonly string[][], cut: CorpusCut): string[] {
  return texts.filter((text, at) => lines[at]?.join(' ') !== wordsOf(text, cut).join(' '));
}

describe.each(['words', 'dictionary-words'] as const)('cut by %s, bytes', (cut) => {
  test('of random texts have the words that their strings have', () => {
    const texts = Array.from({ length: TEXTS }, (_, number) => randomText(1, number));
    const { lines, left } = cutAll(texts, cut);
    expect(differing(texts, lines, cut)).toEqual([]);
    expect(left).toBeLessThan(TEXTS / 2);
  });

  test('of each code point between letters, behind an apostrophe and before a mark have the words that their strings have', () => {
    const texts: string[] = [];
    for (let codePoint = 0; codePoint < 0x20000; codePoint += isDense(codePoint) ? 1 : 17) {
      const character = String.fromCodePoint(codePoint);
      texts.push(`a${character}b’${character} ${character}`, `${character}\u0301`);
    }
    expect(differing(texts, cutAll(texts, cut).lines, cut)).toEqual([]);
  });
});

test('texts of common scripts are cut without a string', () => {
  const texts = [
    '“It’s” the naïve Straße… 10 € — ok',
    'Съешь ещё этих ЁЛОЧЕК',
    'τα Ελληνικά',
    '我们喜欢苹果。',
    '한국어 문장',
    '😀 ☺️',
  ];
  expect(cutAll(texts, 'words').left).toBe(0);
});

test('texts of any length, and any number of them, are cut', () => {
  const long = 'Mot déjà '.repeat(100_000);
  const texts = [
    '',
    long,
    ...Array.from({ length: 40_000 }, (_, number) => (number % 3 === 0 ? '' : `W${number}`)),
    long,
  ];
  const { lines, left } = cutAll(texts, 'words');
  expect([lines.length, left]).toEqual([texts.length, 0]);
  expect(differing(texts, lines, 'words')).toEqual([]);
});

test('the class of a code point is that of its code unit', () => {
  const classes = characterClasses();
  const others = Array.from(classes.keys()).filter((unit) => classOfCodePoint(unit) !== classes[unit]);
  expect(others).toEqual([]);
});

test.each([1, 2, 3, 7])('a block is cut into %i with all texts in their order', (count) => {
  const texts = Array.from({ length: 200 }, (_, number) => randomText(2, number).toWellFormed());
  const blocks = splitBlock(textBlockOf(texts), count);
  expect(blocks).toHaveLength(count);
  expect(
    blocks.flatMap(({ lengths, utf8 }) => {
      let byte = 0;
      return Array.from(lengths, (units) => {
        const start = byte;
        byte = endOfUnits(utf8, start, units);
        return Buffer.from(utf8.subarray(start, byte)).toString();
      });
    }),
  ).toEqual(texts);
});
