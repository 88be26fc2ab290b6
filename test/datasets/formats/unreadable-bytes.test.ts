import { expect, test } from '@jest/globals';
import { MAX_ROW_BYTES } from '../../../src/datasets/formats/record-framer.js';
import { rowParser } from '../../../src/datasets/formats/text-layout.js';
import { CSV, JSON_LINES, PLAIN_TEXT, parse } from './parse.js';

const MEBIBYTE = 1024 * 1024;

test('plain text has a row per line that is not blank', () => {
  expect(parse(PLAIN_TEXT, 'one\n\n  \ntwo\n')).toEqual({
    columnNames: ['text'],
    rows: [
      { line: 1, cells: ['one'] },
      { line: 4, cells: ['two'] },
    ],
    badRecords: [],
  });
});

test('a row that is not UTF-8 is bad; the reason says which byte', () => {
  const file = Buffer.concat([Buffer.from('fine\ncaf'), Buffer.from([0xe9]), Buffer.from(' in Latin-1\n还行\n')]);
  const { rows, badRecords } = parse(PLAIN_TEXT, file);
  expect(rows.map((row) => row.cells)).toEqual([['fine'], ['还行']]);
  expect(badRecords).toEqual([
    {
      line: 2,
      excerpt: 'caf� in Latin-1',
      reason: 'Byte 4 of the row (0xE9) is not valid UTF-8. Save the file as UTF-8.',
    },
  ]);
});

test('a row with a zero byte is bad', () => {
  const { rows, badRecords } = parse(PLAIN_TEXT, 'a\0b\nfine\n');
  expect(rows).toHaveLength(1);
  expect(badRecords[0]).toMatchObject({
    line: 1,
    excerpt: 'a b',
    reason: 'Byte 2 of the row is zero, which no text contains.',
  });
});

test.each([
  ['CSV', CSV, 'text,label\n'],
  ['JSON Lines', JSON_LINES, ''],
  ['plain text', PLAIN_TEXT, ''],
])('a line of 100 MB in %s is refused in bounded memory, and the lines around it are read', (_name, layout, start) => {
  const row = (text: string): string =>
    layout === JSON_LINES ? `{"text":"${text}","label":"x"}\n` : layout === CSV ? `${text},x\n` : `${text}\n`;
  const parser = rowParser(layout);
  parser.push(Buffer.from(start));
  const rows = [...parser.push(Buffer.from(row('before'))).rows];
  const bad = [];
  const piece = Buffer.alloc(MEBIBYTE, 'a');
  let mostHeld = 0;
  const heldBefore = process.memoryUsage().arrayBuffers;
  for (let sent = 0; sent < 100; sent++) {
    bad.push(...parser.push(piece).badRecords);
    mostHeld = Math.max(mostHeld, process.memoryUsage().arrayBuffers - heldBefore);
  }
  for (const parsed of [parser.push(Buffer.from(`\n${row('after')}`)), parser.end()]) {
    rows.push(...parsed.rows);
    bad.push(...parsed.badRecords);
  }
  expect(rows.map(({ cells }) => cells[0])).toEqual(['before', 'after']);
  expect(bad).toHaveLength(1);
  expect(bad[0]).toMatchObject({
    excerpt: `${'a'.repeat(119)}…`,
    reason: expect.stringContaining('The row is 100.0 MiB long; a row has at most 4 MiB.'),
  });
  expect(mostHeld).toBeLessThan(32 * MEBIBYTE);
});

test('a row of just the longest size is read', () => {
  const text = 'b'.repeat(MAX_ROW_BYTES);
  const { rows, badRecords } = parse(PLAIN_TEXT, `${text}\n${text}c\nd\n`, MEBIBYTE);
  expect(rows.map(({ cells }) => (cells[0] as string).length)).toEqual([MAX_ROW_BYTES, 1]);
  expect(badRecords).toHaveLength(1);
});

test('a quote that stays open for longer than a row may be costs its own line only', () => {
  const filler = `${'c'.repeat(MEBIBYTE)},x\n`.repeat(6);
  const { rows, badRecords } = parse(CSV, `text,label\n"open,y\n${filler}`, MEBIBYTE);
  expect(badRecords).toEqual([{ line: 2, excerpt: '"open,y', reason: expect.stringContaining('is not closed') }]);
  expect(rows.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8]);
});
