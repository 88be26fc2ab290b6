import { expect, test } from '@jest/globals';
import { bytes, duration, facts, figure, instant, percent, table } from '../../src/cli/format.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [123_456_789, '123 MB'],
  [5e15, '5000 TB'],
])('%d bytes read %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});

test.each([
  [1_234, '1.2 s'],
  [59_400, '59 s'],
  [83_000, '1 min 23 s'],
  [119_900, '2 min 0 s'],
  [3_599_900, '1 h 0 min'],
  [5_400_000, '1 h 30 min'],
])('%d milliseconds read %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [3, '3'],
  [0.012345, '0.01235'],
  [12_345.678, '12345.7'],
  [-12_345.678, '-12345.7'],
])('%d reads %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

test('shares read as percent, and instants in UTC', () => {
  expect(percent(0.98345)).toBe('98.3%');
  expect(instant('2026-11-23T20:59:02.123+01:00')).toBe('2026-11-23 19:59:02');
});

test('a table sets numbers to the right, text to the left, and ends no line with spaces', () => {
  const rows = [
    ['mails', '5', '1.2 MB'],
    ['reviews-of-customers', '12000', '10.0 kB'],
  ];
  expect(table(['NAME', 'ROWS', 'SIZE'], rows).split('\n')).toEqual([
    'NAME                   ROWS     SIZE',
    'mails                     5   1.2 MB',
    'reviews-of-customers  12000  10.0 kB',
  ]);
});

test('facts leave out what is absent', () => {
  const entries = [
    ['version', 'mails@1'],
    ['reason', null],
    ['rows', 0],
  ] as const;
  expect(facts(entries)).toBe('version  mails@1\nrows     0');
});
