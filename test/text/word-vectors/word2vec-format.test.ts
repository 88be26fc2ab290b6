import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseWord2Vec, readWord2Vec, writeWord2Vec } from '../../../src/text/word-vectors/word2vec-format.js';

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

test.each(['text', 'binary'] as const)('vectors are read from %s as they were written', async (form) => {
  const path = join(folder, form);
  await writeWord2Vec(path, VECTORS, form);
  await expect(readWord2Vec(path)).resolves.toEqual(VECTORS);
});

test('the text form is that of word2vec.c', async () => {
  const path = join(folder, 'plain');
  await writeWord2Vec(path, { words: ['a', 'b'], vectors: Float32Array.of(1, 0.5, 0, -2), dimensions: 2 }, 'text');
  await expect(readFile(path, 'utf8')).resolves.toBe('2 2\na 1 0.5\nb 0 -2\n');
});

test('what ends its lines with a space, or its entries without a line feed, is read too', () => {
  const expected = { words: ['a', 'b'], vectors: Float32Array.of(1, 2), dimensions: 1 };
  expect(parseWord2Vec(Buffer.from('2 1\na 1 \nb 2 \n'))).toEqual(expected);
  const float = (value: number) => Buffer.from(Float32Array.of(value).buffer);
  const packed = Buffer.concat([Buffer.from('2 1\na '), float(1), Buffer.from('b '), float(2)]);
  expect(parseWord2Vec(packed)).toEqual(expected);
});

describe('a file that lies is refused', () => {
  test.each([
    ['nothing', '', /does not begin with the numbers/],
    ['no numbers', 'the cat\n', /does not begin with the numbers/],
    ['no words', '0 100\n', /does not begin with the numbers/],
    ['more than it holds', '3 2\na 1 2\nb 3 4\n', /ends after 2 of 3 words|too few/],
    ['far more than it holds', '4000000000 100\na 1\n', /too few/],
    ['a short line', '2 2\na 1 2\nb 33333 \n', /Line 3 does not hold a word and 2 numbers/],
    ['what is no number', '2 2\na 1 2\nb 3 x\n', /Entry 3 holds what is no finite number/],
  ])('%s', (_what, text, message) => {
    expect(() => parseWord2Vec(Buffer.from(text))).toThrow(message);
  });

  test('a binary file that is cut off', () => {
    const bytes = Buffer.concat([Buffer.from('2 4\na '), Buffer.alloc(16, 1), Buffer.from('\nb '), Buffer.alloc(9, 1)]);
    expect(() => parseWord2Vec(bytes)).toThrow(/ends after 1 of 2 words/);
  });
});
