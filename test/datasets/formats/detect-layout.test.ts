import { expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { detectLayout } from '../../../src/datasets/formats/detect-layout.js';

const { CSV, TSV, JSON_LINES, PLAIN_TEXT, FASTTEXT } = DatasetFormat;

const detect = (text: string, fileName?: string) => detectLayout(Buffer.from(text), { header: true, fileName });

test.each([
  ['a table with commas', 'text,label\na,b\nc,d\n', CSV],
  ['a table with quoted commas', 'text,label\n"a, b, c",x\n"d, e",y\n', CSV],
  ['a table with semicolons', 'text;label\na, b;x\nc, d;y\n', CSV],
  ['a table with tabs', 'text\tlabel\na, b\tx\n', TSV],
  ['objects', '{"text":"a"}\n{"text":"b"}\n', JSON_LINES],
  ['objects after a byte order mark', '\ufeff{"text":"a"}\n', JSON_LINES],
  ['prose with commas', 'Well, he said.\nShe said, "no, never, ever".\nThey left.\nOh, well, yes, no.\n', PLAIN_TEXT],
  ['lines of Chinese', '今天天气很好，我们去公园。\n垃圾邮件\n', PLAIN_TEXT],
  ['one word', 'hello', PLAIN_TEXT],
  ['labelled lines of fastText', '__label__a __label__b well, then\n__label__b no\n', FASTTEXT],
])('%s is told by its content', (_case, text, format) => {
  expect(detect(text).format).toBe(format);
});

test('the ending of the file name goes before the content', () => {
  expect(detect('a,b\nc,d\n', 'notes.TXT').format).toBe(PLAIN_TEXT);
  expect(detect('text\nonly one column\n', 'mails.csv').format).toBe(CSV);
  // Only labels say more than .txt does.
  expect(detect('__label__a text\n', 'cooking.stackexchange.txt').format).toBe(FASTTEXT);
});

test('what a client says goes before everything', () => {
  expect(detectLayout(Buffer.from('{"a":1}\n'), { format: PLAIN_TEXT, header: true, fileName: 'x.csv' }).format).toBe(
    PLAIN_TEXT,
  );
});

test('the delimiter of a CSV file is the one that its header has more of', () => {
  expect(detect('text;label\na,b,c;x\n').delimiter).toBe(';');
  expect(detect('"a;b;c",label\nx,y\n').delimiter).toBe(',');
});

test.each([
  ['compressed with gzip', gzipSync('text\n')],
  ['UTF-16', Buffer.from('\ufefftext\n', 'utf16le')],
  ['a spreadsheet', Buffer.from('PK\u0003\u0004rest')],
  ['one JSON array', Buffer.from('[\n{"text":"a"},\n')],
])('a file that is %s is refused with what to do', (what, bytes) => {
  expect(() => detectLayout(bytes, { header: true })).toThrow(what);
});
