import { describe, expect, test } from '@jest/globals';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { CSV, TSV, cells, parse } from './parse.js';

describe('CSV', () => {
  test('quoted values may hold commas, quotes and line feeds', () => {
    const file = 'text,label\n"a, b",x\n"say ""hi""",y\n"two\nlines",z\n';
    expect(cells(CSV, file)).toEqual([
      ['a, b', 'x'],
      ['say "hi"', 'y'],
      ['two\nlines', 'z'],
    ]);
  });

  test('a row knows the line where it starts, also after rows of several lines', () => {
    const { rows } = parse(CSV, 'text,label\n"1\n2\n3",a\nb,c\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  test('a quote inside a value that does not start with one is an ordinary character', () => {
    expect(cells(CSV, 'text,label\n5" disk,x\nthe "best" one,y\n')).toEqual([
      ['5" disk', 'x'],
      ['the "best" one', 'y'],
    ]);
  });

  test.each([
    ['the last line has no line feed', 'text,label\na,b'],
    ['lines end as on Windows', 'text,label\r\na,b\r\n'],
    ['a byte order mark comes first', '\ufefftext,label\na,b\n'],
    ['blank lines lie between', 'text,label\n\na,b\n\n'],
  ])('the same rows are read when %s', (_case, file) => {
    const parsed = parse(CSV, file);
    expect(parsed.columnNames).toEqual(['text', 'label']);
    expect(parsed.rows.map((row) => row.cells)).toEqual([['a', 'b']]);
    expect(parsed.badRecords).toEqual([]);
  });

  test('values of every script and emoji come through unchanged', () => {
    const values = ['垃圾邮件，请注意', 'ما هذا', 'naïve café', '👩‍👩‍👧‍👦 família', '𝒳 beyond the first plane'];
    expect(cells(CSV, `text\n${values.join('\n')}\n`)).toEqual(values.map((value) => [value]));
  });

  test('a row with too few or too many values is bad, with line, excerpt and reason; the others are read', () => {
    const { rows, badRecords } = parse(CSV, 'text,label\na,b\nc\nd,e,f\ng,h\n');
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['g', 'h'],
    ]);
    expect(badRecords).toEqual([
      { line: 3, excerpt: 'c', reason: 'The row has 1 value where there are 2 columns (text, label).' },
      { line: 4, excerpt: 'd,e,f', reason: 'The row has 3 values where there are 2 columns (text, label).' },
    ]);
  });

  test('text after a closing quote is bad', () => {
    const { badRecords } = parse(CSV, 'text,label\n"a" b,c\n');
    expect(badRecords).toEqual([
      { line: 2, excerpt: '"a" b,c', reason: expect.stringContaining('After the closing quote of value 1') },
    ]);
  });

  test('a quote that is never closed costs its own line only', () => {
    const { rows, badRecords } = parse(CSV, 'text,label\na,b\n"c,d\ne,f\ng,h\n');
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['e', 'f'],
      ['g', 'h'],
    ]);
    expect(badRecords).toEqual([{ line: 3, excerpt: '"c,d', reason: expect.stringContaining('is not closed') }]);
    expect(rows.at(-1)!.line).toBe(5);
  });

  test('a file without a header takes its names from the client, or numbers the columns', () => {
    const layout = { format: DatasetFormat.CSV, delimiter: ',', header: false };
    expect(parse(layout, 'a,b\nc,d\n').columnNames).toEqual(['column1', 'column2']);
    expect(parse({ ...layout, names: ['text', 'label'] }, 'a,b\n')).toMatchObject({
      columnNames: ['text', 'label'],
      rows: [{ line: 1, cells: ['a', 'b'] }],
    });
    expect(() => parse({ ...layout, names: ['text'] }, 'a,b\n')).toThrow('2 values, and 1 columns were named');
  });

  test('a header that names a column twice is refused', () => {
    expect(() => parse(CSV, 'text,text\na,b\n')).toThrow('names the column "text" twice');
  });
});

describe('TSV', () => {
  test('quotes mean nothing special', () => {
    expect(cells(TSV, 'text\tlabel\n"Oh!" she said\tx\n"open\ty\n')).toEqual([
      ['"Oh!" she said', 'x'],
      ['"open', 'y'],
    ]);
  });
});

test('rows do not depend on how the file is cut into pieces', () => {
  const file = '\ufefftext,label\r\n"一二 ""三""\n四",x\r\nplain 👋,y\n"unclosed,z\nbad\nlast,end';
  const whole = parse(CSV, file);
  expect(whole.rows).toHaveLength(3);
  expect(whole.badRecords).toHaveLength(2);
  for (const pieceBytes of [1, 2, 3, 5, 7, 16]) expect(parse(CSV, file, pieceBytes)).toEqual(whole);
});
