import { open } from 'node:fs/promises';
import { InvalidInputError } from '../../lib/errors.js';
import type { WordVectors } from './word-vectors.js';

const WRITE_BYTES = 2 ** 20;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
/** More than any machine that trains words has room for: a file that claims more lies. */
const MAX_VALUES = 2 ** 32;

/** Whether vectors are lines of decimal numbers or little-endian floats. */
export type Word2VecForm = 'text' | 'binary';

/** Writes vectors as word2vec.c does: a line with the numbers of words and dimensions, then a word and its vector each. */
export async function writeWord2Vec(
  path: string,
  { words, vectors, dimensions }: WordVectors,
  form: Word2VecForm,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    let parts: Buffer[] = [Buffer.from(`${words.length} ${dimensions}\n`)];
    let size = 0;
    for (const [at, word] of words.entries()) {
      const vector = vectors.subarray(at * dimensions, (at + 1) * dimensions);
      const part = form === 'binary' ? binaryEntry(word, vector) : Buffer.from(`${word} ${vector.join(' ')}\n`);
      parts.push(part);
      size += part.byteLength;
      if (size < WRITE_BYTES) continue;
      await file.write(Buffer.concat(parts));
      [parts, size] = [[], 0];
    }
    await file.write(Buffer.concat(parts));
  } finally {
    await file.close();
  }
}

function binaryEntry(word: string, vector: Float32Array): Buffer {
  const values = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return Buffer.concat([Buffer.from(`${word} `), values, Buffer.of(LINE_FEED)]);
}

/**
 * Reads vectors as word2vec.c and fastText (.vec) write them, in either form.
 * @throws {InvalidInputError} when the file is none, or does not hold what its first line says
 */
export async function readWord2Vec(path: string): Promise<WordVectors> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(size);
    await file.read(bytes, 0, size, 0);
    return parseWord2Vec(bytes);
  } finally {
    await file.close();
  }
}

/** @throws {InvalidInputError} as `readWord2Vec` */
export function parseWord2Vec(bytes: Buffer): WordVectors {
  const headEnd = bytes.indexOf(LINE_FEED);
  const head = /^(\d{1,10}) (\d{1,6})\s*$/.exec(bytes.toString('latin1', 0, Math.min(Math.max(headEnd, 0), 64)));
  const [count, dimensions] = [Number(head?.[1]), Number(head?.[2])];
  if (!head || count === 0 || dimensions === 0)
    throw new InvalidInputError('The file does not begin with the numbers of words and of dimensions: "71291 100".');
  // The least that so many entries take in either form: a letter, a space, and two bytes or four a value.
  if (count * dimensions > MAX_VALUES || bytes.length < count * (2 + 2 * dimensions - 1))
    throw new InvalidInputError(
      `The file says that it holds ${count} words of ${dimensions} dimensions, and has ${bytes.length} bytes: too few.`,
    );
  const body = bytes.subarray(headEnd + 1);
  return isText(body, dimensions) ? parseText(body, count, dimensions) : parseBinary(body, count, dimensions);
}

/** A first entry that is a line of as many numbers as there are dimensions. */
function isText(body: Buffer, dimensions: number): boolean {
  const end = body.indexOf(LINE_FEED);
  if (end < 0) return false;
  const [, ...values] = body.toString('utf8', 0, end).trimEnd().split(' ');
  return values.length === dimensions && values.every((value) => value !== '' && Number.isFinite(Number(value)));
}

function parseText(body: Buffer, count: number, dimensions: number): WordVectors {
  const words: string[] = [];
  const vectors = new Float32Array(count * dimensions);
  let start = 0;
  while (words.length < count) {
    const found = body.indexOf(LINE_FEED, start);
    const end = found < 0 ? body.length : found;
    const [word, ...values] = body.toString('utf8', start, end).trimEnd().split(' ');
    const line = words.length + 2;
    if (start >= body.length) throw new InvalidInputError(`The file ends after ${words.length} of ${count} words.`);
    if (word === undefined || word === '' || values.length !== dimensions)
      throw new InvalidInputError(`Line ${line} does not hold a word and ${dimensions} numbers.`);
    const row = words.length * dimensions;
    values.forEach((value, at) => (vectors[row + at] = finite(Number(value), line)));
    words.push(word);
    start = end + 1;
  }
  return { words, vectors, dimensions };
}

function parseBinary(body: Buffer, count: number, dimensions: number): WordVectors {
  const words: string[] = [];
  const vectors = new Float32Array(count * dimensions);
  let at = 0;
  while (words.length < count) {
    while (body[at] === LINE_FEED) at++;
    const end = body.indexOf(SPACE, at);
    const next = end + 1 + 4 * dimensions;
    if (end < 0 || next > body.length)
      throw new InvalidInputError(`The file ends after ${words.length} of ${count} words.`);
    const row = words.length * dimensions;
    words.push(body.toString('utf8', at, end));
    for (let value = 0; value < dimensions; value++)
      vectors[row + value] = finite(body.readFloatLE(end + 1 + 4 * value), words.length + 1);
    at = next;
  }
  return { words, vectors, dimensions };
}

function finite(value: number, entry: number): number {
  if (Number.isFinite(value)) return value;
  throw new InvalidInputError(`Entry ${entry} holds what is no finite number.`);
}
