import { expect, test } from '@jest/globals';
import { ColumnKind } from '../../../src/datasets/columns/column-kind.js';
import { inferColumns } from '../../../src/datasets/columns/infer-columns.js';
import type { Cell } from '../../../src/datasets/formats/cell.js';

const { TEXT, LABEL, KEY, NUMBER, TIME, OTHER } = ColumnKind;

function kinds(names: string[], rows: Cell[][], declared: { name: string; kind: ColumnKind }[] = []): ColumnKind[] {
  return inferColumns(names, rows, declared).map(({ kind }) => kind);
}

const repeat = (rows: Cell[][]): Cell[][] => Array.from({ length: 5 }, () => rows).flat();

test('names and values together tell what columns are for', () => {
  const names = ['id', 'text', 'label', 'score', 'sent_at', 'split', 'source'];
  const rows = [
    ['m1', 'win money now', 'spam', '0.9', '2026-01-02T03:04:05Z', 'train', 'web'],
    ['m2', 'see you at ten', 'ham', '0.1', '2026-01-03', 'test', 'mail'],
  ];
  expect(kinds(names, rows)).toEqual([KEY, TEXT, LABEL, NUMBER, TIME, OTHER, OTHER]);
});

test('labels may be numbers, and several subjects and bodies are all text', () => {
  expect(
    kinds(
      ['subject', 'body', 'label'],
      [
        ['a', 'b', 0],
        ['c', 'd', 1],
      ],
    ),
  ).toEqual([TEXT, TEXT, LABEL]);
});

test('without telling names, the longest strings are text and few repeated short ones are labels', () => {
  const rows = repeat([
    ['positive', 'this film is a delight from start to end'],
    ['negative', 'two hours that nobody gives me back'],
  ]).map(([label, text], index) => [label!, `${text as string} ${index}`]);
  expect(kinds(['a', 'b'], rows)).toEqual([LABEL, TEXT]);
});

test('an id that repeats is no key', () => {
  expect(
    kinds(
      ['id', 'text'],
      [
        ['1x', 'a'],
        ['1x', 'b'],
      ],
    ),
  ).toEqual([OTHER, TEXT]);
});

test('what a client declares stands', () => {
  const declared = [
    { name: 'text', kind: OTHER },
    { name: 'note', kind: TEXT },
  ];
  expect(inferColumns(['text', 'note'], [['a', 'b']], declared)).toEqual([
    { name: 'text', kind: OTHER, declared: true },
    { name: 'note', kind: TEXT, declared: true },
  ]);
});

test('declaring a column that is not there is refused, with those that are', () => {
  expect(() => kinds(['text'], [['a']], [{ name: 'label', kind: LABEL }])).toThrow(
    'There is no column "label". The file has "text".',
  );
});

test('a file of numbers alone is refused: something must be text', () => {
  expect(() => kinds(['a', 'b'], [['1', '2']])).toThrow('No column holds text');
});
