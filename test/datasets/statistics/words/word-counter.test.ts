import { expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { RowWords } from '../../../../src/datasets/statistics/words/row-words.js';
import { WordCounter, type WordCounterSize } from '../../../../src/datasets/statistics/words/word-counter.js';
import { wordOf } from '../../../../src/datasets/statistics/words/word-table.js';
import { tokenize } from '../../../../src/text/tokenize.js';
import { pseudoRandom } from '../pseudo-random.js';

/** Counts by "split word", as the counter under test says. */
async function count(rows: [split: number, text: string][], size?: WordCounterSize): Promise<Map<string, number>> {
  const counter = new WordCounter(tmpdir(), size);
  const words = new RowWords();
  for (const [split, text] of rows) {
    words.forEach(text, (start, end) => {
      counter.add(words.units, start, end, split);
    });
    await counter.tidy();
  }
  const counts = new Map<string, number>();
  for (const word of counter.words()) {
    const key = `${word.split} ${wordOf(word)}`;
    if (counts.has(key)) throw new Error(`"${key}" came twice.`);
    counts.set(key, word.count);
  }
  counter.close();
  return counts;
}

function countNaively(rows: [split: number, text: string][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [split, text] of rows) {
    for (const token of tokenize(text)) counts.set(`${split} ${token}`, (counts.get(`${split} ${token}`) ?? 0) + 1);
  }
  return counts;
}

/** Rows whose words are few frequent and many rare ones. */
function randomRows(rowCount: number, vocabulary: number): [number, string][] {
  const random = pseudoRandom(5);
  const word = (): string => `w${Math.floor(vocabulary ** random())}${random() < 0.2 ? '词' : ''}`;
  return Array.from({ length: rowCount }, () => [Math.floor(random() * 3), Array.from({ length: 12 }, word).join(' ')]);
}

test('words are counted by split', async () => {
  expect(
    await count([
      [0, 'The cat, the DOG'],
      [1, 'the 猫猫'],
    ]),
  ).toEqual(
    new Map([
      ['0 the', 2],
      ['0 cat', 1],
      ['0 dog', 1],
      ['1 the', 1],
      ['1 猫', 2],
    ]),
  );
});

test.each([
  ['in memory', undefined],
  ['with many runs on disk', { words: 256, units: 4096, runs: 1000 }],
  ['with runs merged on the way', { words: 128, units: 2048, runs: 3 }],
])('counts are exact %s', async (_case, size) => {
  const rows = randomRows(2000, 20_000);
  expect(await count(rows, size)).toEqual(countNaively(rows));
});

test('a word longer than any buffer is counted when it went to disk and back', async () => {
  const long = 'a'.repeat(200_000);
  const rows: [number, string][] = [
    [0, `${long} b`],
    [0, 'c d e f g'],
    [0, `${long} h`],
  ];
  expect(await count(rows, { words: 4, units: 250_000, runs: 2 })).toEqual(countNaively(rows));
});

test('words that are read fast are those of tokenize()', () => {
  const random = pseudoRandom(11);
  const pieces = [
    "don't",
    "'tis",
    "dogs'",
    "a''b",
    'x_y',
    '3.14',
    'C++',
    '--',
    ' ',
    '\t',
    '\n',
    'Ünï',
    '漢字',
    '😀',
    'ﬁ',
    'Ａ',
    '’',
    'e\u0301',
    '\u007f',
    '@',
    'Z',
  ];
  const words = new RowWords();
  for (let trial = 0; trial < 3000; trial++) {
    const ascii = trial % 2 === 0;
    const text = Array.from({ length: 8 }, () => pieces[Math.floor(random() * pieces.length)]!)
      .filter((piece) => !ascii || /^[\0-\x7f]*$/.test(piece))
      .join('');
    const read: string[] = [];
    words.forEach(text, (start, end) => {
      read.push(String.fromCharCode(...words.units.subarray(start, end)));
    });
    expect(read).toEqual(tokenize(text));
  }
});
