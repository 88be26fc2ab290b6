import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '../../../src/lib/errors.js';
import { readFastTextClassifier } from '../../../src/text/word-vectors/fasttext/read-classifier.js';
import { openWordVectors, readWordVectors } from '../../../src/text/word-vectors/read-word-vectors.js';
import { collectVectors, streamOf } from '../../../src/text/word-vectors/word-vectors.js';
import { writeWordVectors } from '../../../src/text/word-vectors/write-word-vectors.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');

let folder: string;
let model: Buffer;
let quantized: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-fasttext-'));
  model = await readFile(join(FIXTURES, 'fasttext-subwords.bin'));
  quantized = await readFile(join(FIXTURES, 'fasttext-quantized.ftz'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: Uint8Array) {
  const path = join(folder, 'model');
  await writeFile(path, content);
  return readWordVectors(path);
}

async function expectedOf(name: string) {
  const text = await readFile(join(FIXTURES, `${name}.json`), 'utf8');
  return JSON.parse(text) as { words: string[]; vectors: number[][]; printed: number[][] };
}

test('a model with n-grams gives the vectors that fastText and gensim give, words of other scripts among them', async () => {
  const { words, vectors, printed } = await expectedOf('fasttext-subwords');
  const found = await read(model);
  expect(found.words).toEqual(words);
  expect(found.words).toEqual(expect.arrayContaining(['café', '词', '</s>']));
  printed.flat().forEach((value, at) => {
    expect(found.vectors[at]).toBeCloseTo(value, 4);
  });
  // gensim gives the end of a sentence n-grams, which fastText does not.
  const end = words.indexOf('</s>');
  vectors.forEach((vector, word) => {
    vector.forEach((value, at) => {
      if (word !== end) expect(found.vectors[word * vector.length + at]).toBeCloseTo(value, 7);
    });
  });
  await expect(read(gzipSync(model))).resolves.toEqual(found);
});

test.each(['fasttext-quantized', 'fasttext-pruned'])(
  '%s, a classifier, gives the vectors that fastText prints',
  async (name) => {
    const { words, vectors } = await expectedOf(name);
    const found = await readWordVectors(join(FIXTURES, `${name}.ftz`));
    const { dimensions } = found;
    for (const [at, word] of words.entries()) {
      const row = found.words.indexOf(word) * dimensions;
      vectors[at]!.forEach((value, column) => {
        // fastText prints five digits.
        expect(Math.abs(found.vectors[row + column]! - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-4 + 1e-9);
      });
    }
  },
);

test('a table with vectors of parts is saved as a model with n-grams, whose words and n-grams are read again as they were', async () => {
  const path = join(folder, 'saved.bin');
  const opened = await openWordVectors(join(FIXTURES, 'fasttext-subwords.bin'));
  const { words, vectors, dimensions } = await collectVectors(opened);
  const subwords = opened.subwords!;
  await writeWordVectors(path, { ...streamOf({ words, vectors, dimensions }), subwords }, 'fasttext');
  const again = await openWordVectors(path);
  expect({ ...again.subwords, rows: null }).toEqual({ ...subwords, rows: null });
  expect([...again.subwords!.rows()]).toEqual([...subwords.rows()]);
  const found = await collectVectors(again);
  expect(found.words).toEqual(words);
  found.vectors.forEach((value, at) => {
    expect(value).toBeCloseTo(vectors[at]!, 7);
  });
});

test('a model that keeps some n-grams only gives those', async () => {
  const { subwords } = await openWordVectors(join(FIXTURES, 'fasttext-pruned.ftz'));
  const { withVector, buckets } = subwords!;
  expect(withVector.length).toBeGreaterThan(0);
  expect(withVector.length).toBeLessThan(buckets);
  expect(Array.from(withVector)).toEqual([...new Set(withVector)].sort((a, b) => a - b));
});

test('a text in place of a classifier is told to be none', async () => {
  const path = join(folder, 'novels.txt');
  await writeFile(path, 'It was the best of times, it was the worst of times. '.repeat(10));
  const written = readFastTextClassifier(path, () => Promise.resolve());
  await expect(written).rejects.toThrow('it does not begin as a .bin or .ftz does');
});

describe('a model that lies is refused', () => {
  test.each(['plain', 'quantized'] as const)('%s and cut off at any byte', async (kind) => {
    const whole = kind === 'plain' ? model : quantized;
    for (let length = 1; length < whole.length; length += whole.length > 5_000 ? 97 : 13)
      await expect(read(whole.subarray(0, length))).rejects.toThrow(InvalidInputError);
    await expect(read(Buffer.concat([whole, Buffer.of(0)]))).rejects.toThrow(/goes on after its output matrix/);
  });

  const dictionaryAt = 64;
  const withInteger = (at: number, value: number) => {
    const changed = Buffer.from(model);
    changed.writeInt32LE(value, at);
    return changed;
  };
  test.each([
    ['another version', 4, 13, /version 13 of fastText's format; 11 and 12 are read/],
    ['no dimensions', 8, 0, /At byte 8: settings of a model 1 of 0 dimensions/],
    ['other dimensions', 8, 5, /says that it has \d+ rows of 4 numbers; .* has \d+ of 5/],
    ['no architecture', 36, 9, /settings of a model 9/],
    ['more buckets', 40, 2_000_000_000, /more than 4294967296 numbers/],
    ['fewer buckets', 40, 59, /rows of 4 numbers; by its settings/],
    ['no buckets for its n-grams', 40, 0, /in 0 buckets cannot be/],
    ['more words', dictionaryAt + 4, 1_000_000, /At byte 64: a dictionary of 1000000 words/],
    ['no words', dictionaryAt + 4, 0, /a dictionary of 0 words/],
  ])('%s', async (_what, at, value, message) => {
    await expect(read(withInteger(at, value))).rejects.toThrow(message);
  });

  test('NaN in a row of n-grams', async () => {
    const changed = Buffer.from(model);
    const { words, dimensions } = await read(model);
    // From the end: the output matrix with its sizes, and the last rows of n-grams.
    changed.writeFloatLE(NaN, model.length - words.length * dimensions * 4 - 17 - 4);
    await expect(read(changed)).rejects.toThrow(
      /the matrix of words and n-grams, from byte \d+: what should be a number/,
    );
  });
});
