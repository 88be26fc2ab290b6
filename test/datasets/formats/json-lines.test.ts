import { expect, test } from '@jest/globals';
import { MAX_COLUMNS } from '../../../src/datasets/formats/delimited-reader.js';
import { JSON_LINES, cells, parse } from './parse.js';

test('the keys are the columns; a key that comes late adds one', () => {
  const { columnNames, rows } = parse(JSON_LINES, '{"text":"a","stars":4}\n\n{"label":"x","text":"b"}\n');
  expect(columnNames).toEqual(['text', 'stars', 'label']);
  expect(rows).toEqual([
    { line: 1, cells: ['a', 4] },
    { line: 3, cells: ['b', null, 'x'] },
  ]);
});

test('values keep their types', () => {
  const row = { text: 'a', labels: ['x', 'y'], score: 0.5, seen: true, extra: { deep: [1, null] } };
  expect(cells(JSON_LINES, JSON.stringify(row))).toEqual([['a', ['x', 'y'], 0.5, true, { deep: [1, null] }]]);
});

test('whole numbers past 2^53 keep every digit', () => {
  expect(cells(JSON_LINES, '{"id":1234567890123456789,"n":9007199254740991}')).toEqual([
    ['1234567890123456789', 9007199254740991],
  ]);
});

test.each([
  ['cut off', '{"text":"a"', 'The line is not JSON'],
  ['an array', '["a"]', 'not an object'],
  ['a bare value', '42', 'not an object'],
  ['half a character', '{"text":"\\ud83d"}', 'half a character'],
  ['a zero character', '{"text":"a\\u0000b"}', 'a zero character'],
])('a line that is %s is bad, and the next is read', (_case, line, reason) => {
  const { rows, badRecords } = parse(JSON_LINES, `${line}\n{"text":"fine"}\n`);
  expect(badRecords).toEqual([{ line: 1, excerpt: expect.any(String), reason: expect.stringContaining(reason) }]);
  expect(rows.map((row) => row.cells)).toEqual([['fine']]);
});

test('a whole character written as two escapes is fine', () => {
  expect(cells(JSON_LINES, '{"text":"\\ud83d\\ude00"}')).toEqual([['😀']]);
});

test('a row that adds one column too many is bad', () => {
  const row = Object.fromEntries(Array.from({ length: MAX_COLUMNS }, (_, index) => [`c${index}`, index]));
  const { rows, badRecords } = parse(JSON_LINES, `${JSON.stringify(row)}\n{"one_more":1}\n`);
  expect(rows).toHaveLength(1);
  expect(badRecords[0]!.reason).toContain('at most 256');
});

test('a key named like a property of every object is a column like any other', () => {
  const { columnNames, rows } = parse(JSON_LINES, '{"__proto__":"a","constructor":"b"}\n');
  expect(columnNames).toEqual(['__proto__', 'constructor']);
  expect(rows[0]!.cells).toEqual(['a', 'b']);
});
