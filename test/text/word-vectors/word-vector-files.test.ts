import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openWordVectors, readWordVectors } from '../../../src/text/word-vectors/read-word-vectors.js';
import { streamOf } from '../../../src/text/word-vectors/word-vectors.js';
import { WORD_VECTOR_FORMATS, writeWordVectors } from '../../../src/text/word-vectors/write-word-vectors.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const VECTORS = {
  words: ['the', 'café', '词'],
  vectors: Float32Array.of(0.5, -1.25, 3e-7, 1, 2, 3, -0.1, 0, 12345.678),
  dimensions: 3,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-format-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `file-${files++}`);
  await writeFile(path, content);
  return path;
}

const read = async (content: string | Uint8Array) => readWordVectors(await fileOf(content));

describe('what was written is read again', () => {
  test.each(WORD_VECTOR_FORMATS.flatMap((format) => [[format, format] as const, [format, `${format}.gz`] as const]))(
    'as %s in %s',
    async (format, name) => {
      const path = join(folder, name);
      await writeWordVectors(path, streamOf(VECTORS), format);
      await expect(readWordVectors(path)).resolves.toEqual(VECTORS);
      if (name.endsWith('.gz')) expect(gunzipSync(await readFile(path)).length).toBeGreaterThan(20);
    },
  );

  test('a table of many parts', async () => {
    const words = Array.from({ length: 3_000 }, (_, at) => `word-${at}`);
    const vectors = Float32Array.from({ length: words.length * 100 }, (_, at) => Math.sin(at));
    for (const format of WORD_VECTOR_FORMATS) {
      const path = join(folder, `many.${format}`);
      await writeWordVectors(path, streamOf({ words, vectors, dimensions: 100 }), format);
      let parts = 0;
      for await (const part of (await openWordVectors(path)).parts) {
        expect(part.words.length).toBeLessThan(words.length);
        parts++;
      }
      expect(parts).toBeGreaterThan(1);
      const found = await readWordVectors(path);
      expect(Buffer.from(found.vectors.buffer).equals(Buffer.from(vectors.buffer))).toBe(true);
      expect(found.words).toEqual(words);
    }
  });
});

test('the text form is that of word2vec.c', async () => {
  const path = join(folder, 'plain');
  const vectors = { words: ['a', 'b'], vectors: Float32Array.of(1, 0.5, 0, -2), dimensions: 2 };
  await writeWordVectors(path, streamOf(vectors), 'word2vec');
  await expect(readFile(path, 'utf8')).resolves.toBe('2 2\na 1 0.5\nb 0 -2\n');
});

test('a binary file is known though its first numbers look like a line of text', async () => {
  const numbers = Buffer.concat([Buffer.from('\nP5(?1 2'), Buffer.from(Float32Array.of(0.1).buffer)]);
  const found = await read(Buffer.concat([Buffer.from('1 3\nthe '), numbers]));
  expect(found.words).toEqual(['the']);
  expect(Buffer.from(found.vectors.buffer)).toEqual(numbers);
});

test.each(['gensim.word2vec.txt', 'gensim.word2vec.bin', 'gensim.word2vec.txt.gz', 'fasttext.vec', 'glove.txt'])(
  '%s, as that program wrote it, holds the vectors that the program gives',
  async (name) => {
    const expected = JSON.parse(await readFile(join(FIXTURES, `${name.split('.')[0]}.json`), 'utf8')) as {
      words: string[];
      vectors: number[][];
    };
    const found = await readWordVectors(join(FIXTURES, name));
    expect(found.words).toEqual(expected.words);
    expect([...found.vectors]).toEqual(expected.vectors.flat().map(Math.fround));
  },
);

test('what ends its lines with a space or a carriage return, or its entries without a line feed, is read too', async () => {
  const expected = { words: ['a', 'b'], vectors: Float32Array.of(1, 2), dimensions: 1 };
  await expect(read('2 1\na 1 \nb 2 \n')).resolves.toEqual(expected);
  await expect(read('2 1\r\na 1\r\nb 2\r\n')).resolves.toEqual(expected);
  await expect(read('a\t1\nb\t2')).resolves.toEqual(expected);
  const float = (value: number) => Buffer.from(Float32Array.of(value).buffer);
  await expect(read(Buffer.concat([Buffer.from('2 1\na '), float(1), Buffer.from('b '), float(2)]))).resolves.toEqual(
    expected,
  );
});

test('words that hold spaces or are numbers are read from lines, with and without a first line', async () => {
  const lines = '. . . 0.5 1\nat me@x.org -0.5 2\n2 2 2\n';
  const expected = {
    words: ['. . .', 'at me@x.org', '2'],
    vectors: Float32Array.of(0.5, 1, -0.5, 2, 2, 2),
    dimensions: 2,
  };
  await expect(read(`the 1 1\n${lines}`)).resolves.toMatchObject({ words: ['the', ...expected.words] });
  await expect(read(`3 2\n${lines}`)).resolves.toEqual(expected);
});

test('a word with a space is not written where a space ends a word', async () => {
  const vectors = streamOf({ words: ['ice cream'], vectors: Float32Array.of(1), dimensions: 1 });
  await expect(writeWordVectors(join(folder, 'spaces'), vectors, 'word2vec-binary')).rejects.toThrow(
    /"ice cream" holds white space.*Choose the format glove/,
  );
});

describe('a file that lies is refused', () => {
  test.each([
    ['nothing', '', /The file is empty/],
    ['no vectors', 'cat\ndog\n', /holds no word vectors/],
    ['what is no text', '\0\u0001\u0002', /holds no word vectors/],
    ['no words', '0 100\n', /tells of 0 words/],
    ['more than any memory', '4000000000 100\na 1\n', /at most 4294967296 in all/],
    ['more than it holds', '3 2\na 1 2\nb 3 4\n', /ends after 2 of 3 words/],
    ['less than it holds', '1 2\na 1 2\nb 3 4\n', /Line 3: the file goes on after the 1 words/],
    ['a short line', '2 2\na 1 2\nb 33333 \n', /Line 3 does not hold a word and 2 numbers/],
    ['a first line that is too short', '2 3\na 1 2\nb 33333 \n', /Line 2 does not hold a word and 3 numbers/],
    ['a long line', 'a 0.12345 2\nb 0.33333 4 5\n', /Line 2 holds more than a word and 2 numbers/],
    ['an endless line', `a 1\n${'b'.repeat(5_000)}`, /Line 2 has more than 1032 bytes/],
    ['what is no number', '2 2\na 1 2\nb 3 x\n', /Line 3: what should be a number is none, or not finite/],
    ['NaN', 'a 1 2\nb nan 3\n', /Line 2: what should be a number/],
    ['a number past 32 bits', 'a 1 2\nb 1e39 3\n', /Line 2: what should be a number/],
    ['a word twice', 'a 1\nb 2\na 3\n', /Line 3: the word "a" comes twice/],
    ['no word', '1 2\n 1 2\n', /Line 2 does not hold a word/],
    ['broken UTF-8', Buffer.from('6120310ae9203220', 'hex'), /Line 2: the word is not UTF-8/],
  ])('%s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  const entry = (word: string, ...values: number[]) =>
    Buffer.concat([Buffer.from(`${word} `), Buffer.from(Float32Array.from(values).buffer), Buffer.of(10)]);
  const binary = (count: number, ...entries: Buffer[]) => Buffer.concat([Buffer.from(`${count} 2\n`), ...entries]);
  test.each([
    ['is cut off', binary(2, entry('a', 1, 2), entry('b', 1, 2).subarray(0, 6)), /ends after 1 of 2 words/],
    ['goes on', binary(1, entry('a', 1, 2), entry('b', 1, 2)), /At byte 15: the file goes on after the 1 words/],
    ['holds NaN', binary(2, entry('a', 1, 2), entry('b', NaN, 2)), /Entry 2, at byte 15: what should be a number/],
    ['holds a word twice', binary(2, entry('a', 1, 2), entry('a', 1, 2)), /Entry 2.*"a" comes twice/],
    ['has an endless word', binary(2, entry('a', 1, 2), Buffer.alloc(5_000, 98)), /Entry 2.*no word of at most 1000/],
  ])('a binary file that %s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  test('a packed file that is cut off', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 1_000 }, (_, at) => `w${at} ${Math.sin(at)}\n`).join('')));
    await expect(read(packed.subarray(0, packed.length / 2))).rejects.toThrow(
      /packed by gzip, and is damaged or cut off/,
    );
  });
});
