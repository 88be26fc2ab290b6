import { InvalidInputError } from '../../lib/errors.js';
import { ByteReader } from './byte-reader.js';
import { FASTTEXT_MAGIC } from './fasttext/header.js';
import { openFastText } from './fasttext/read-fasttext.js';
import { dimensionsOfLines, isVectorLine, longestLine, readVectorLines } from './read-vector-lines.js';
import { finite, MAX_DIMENSIONS, MAX_VALUES, MAX_WORD_BYTES, VectorParts } from './vector-parts.js';
import { collectVectors, type WordVectors, type WordVectorsStream } from './word-vectors.js';

/** Of these bytes at the beginning it is judged what a file is. */
const HEAD_BYTES = 2 ** 18;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const HEADER = /^(\d{1,10}) (\d{1,6})[ \t\r]*$/;
/** Bytes that text does not hold. */
// eslint-disable-next-line no-control-regex
const NO_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/**
 * Opens a file of word vectors as word2vec (text or binary), fastText (.vec and .bin) and GloVe write them, plain or packed by gzip: what it is shows
 * in its bytes. Memory is that of the words and of one part. Iterating over `parts` closes the file.
 * @throws {InvalidInputError} naming the place, when the file is none of them, or does not hold what it says
 */
export async function openWordVectors(path: string): Promise<WordVectorsStream> {
  const reader = await ByteReader.open(path);
  try {
    const start = await reader.peek(4);
    if (start.length === 4 && start.readInt32LE() === FASTTEXT_MAGIC) {
      reader.close();
      return await openFastText(path);
    }
    const { parts, ...head } = await partsOf(reader);
    return { ...head, parts: closing(reader, parts) };
  } catch (error) {
    reader.close();
    throw error;
  }
}

/** All of a file of word vectors in memory. @throws {InvalidInputError} as `openWordVectors` */
export async function readWordVectors(path: string): Promise<WordVectors> {
  return collectVectors(await openWordVectors(path));
}

async function* closing(reader: ByteReader, parts: AsyncIterable<WordVectors>): AsyncGenerator<WordVectors> {
  try {
    yield* parts;
  } finally {
    reader.close();
  }
}

async function partsOf(reader: ByteReader): Promise<WordVectorsStream> {
  const head = await reader.peek(HEAD_BYTES);
  if (head.length === 0) throw new InvalidInputError('The file is empty.');
  const header = HEADER.exec(head.toString('latin1', 0, Math.max(0, Math.min(head.indexOf(LINE_FEED), 64))));
  if (!header) return withoutHeader(reader, head);
  const [wordCount, dimensions] = [Number(header[1]), Number(header[2])];
  if (wordCount === 0 || dimensions === 0 || dimensions > MAX_DIMENSIONS || wordCount * dimensions > MAX_VALUES)
    throw new InvalidInputError(
      `The first line tells of ${wordCount} words of ${dimensions} numbers. There are 1 to ${MAX_DIMENSIONS} numbers a word, and at most ${MAX_VALUES} in all.`,
    );
  await reader.line(HEAD_BYTES);
  const lines = await isText(reader, dimensions);
  const parts = lines
    ? readVectorLines(reader, { dimensions, wordCount, firstLine: 2 })
    : readEntries(reader, wordCount, dimensions);
  return { dimensions, wordCount, parts };
}

function withoutHeader(reader: ByteReader, head: Buffer): WordVectorsStream {
  const whole = head.length < HEAD_BYTES ? Buffer.concat([head, Buffer.of(LINE_FEED)]) : head;
  const dimensions = dimensionsOfLines(NO_TEXT.test(head.toString('latin1')) ? Buffer.alloc(0) : whole);
  const parts = readVectorLines(reader, { dimensions, wordCount: null, firstLine: 1 });
  return { dimensions, wordCount: null, parts };
}

/**
 * A first entry that is a line of as many numbers as there are dimensions, or bytes that can be nothing but text: all of those
 * that a line could be of, since a byte of a binary number can be a line feed.
 */
async function isText(reader: ByteReader, dimensions: number): Promise<boolean> {
  const head = await reader.peek(longestLine(dimensions));
  const end = head.indexOf(LINE_FEED);
  if (isVectorLine(head.subarray(0, end < 0 ? head.length : end), dimensions)) return true;
  return !NO_TEXT.test(head.toString('latin1')) && beginsUtf8(head);
}

/** Whether bytes are UTF-8, but for a character that is cut at their end. */
function beginsUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Reads word2vec's binary form: a word, a space and its numbers as little-endian floats each, with or without a line feed between. */
async function* readEntries(reader: ByteReader, wordCount: number, dimensions: number): AsyncGenerator<WordVectors> {
  const parts = new VectorParts(dimensions);
  const size = 4 * dimensions;
  for (let entry = 1; entry <= wordCount; entry++) {
    while ((await reader.peek(1))[0] === LINE_FEED) reader.take(1);
    const place = `Entry ${entry}, at byte ${reader.position}`;
    const word = await reader.until(SPACE, MAX_WORD_BYTES);
    if (word === null && (await reader.has(MAX_WORD_BYTES + 1)))
      throw new InvalidInputError(`${place}: no word of at most ${MAX_WORD_BYTES} bytes begins here.`);
    if (word === null || !(await reader.has(size)))
      throw new InvalidInputError(`The file ends after ${entry - 1} of ${wordCount} words.`);
    const row = parts.begin(word, place);
    const bytes = reader.take(size);
    for (let value = 0; value < dimensions; value++) row[value] = finite(bytes.readFloatLE(4 * value), place);
    if (parts.full) yield parts.part();
  }
  while ((await reader.peek(1))[0] === LINE_FEED) reader.take(1);
  if (await reader.has(1))
    throw new InvalidInputError(
      `At byte ${reader.position}: the file goes on after the ${wordCount} words that its first line tells of.`,
    );
  yield parts.part();
}
