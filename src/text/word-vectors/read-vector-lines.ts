import { InvalidInputError } from '../../lib/errors.js';
import type { ByteReader } from './byte-reader.js';
import { decimalOf } from './decimals.js';
import { finite, MAX_DIMENSIONS, MAX_WORD_BYTES, VectorParts } from './vector-parts.js';
import type { WordVectors } from './word-vectors.js';

/** Of a number as tools write them, with its space: "-1.2345678901234567e-308 ". */
const MAX_NUMBER_BYTES = 32;
const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
/** A number as GloVe writes them, where a word should end. */
const STRAY_NUMBER = /(?:^|\s)-?\d*\.\d{4,}$/;

export interface VectorLines {
  readonly dimensions: number;
  /** What the file says of how many there are; null where it says nothing. */
  readonly wordCount: number | null;
  /** Number of the first of these lines in the file. */
  readonly firstLine: number;
}

/**
 * Reads lines of a word and its numbers. A word may hold spaces: what comes before the last `dimensions` numbers is the word.
 * @throws {InvalidInputError} naming the line that does not hold what it should
 */
export async function* readVectorLines(
  reader: ByteReader,
  { dimensions, wordCount, firstLine }: VectorLines,
): AsyncGenerator<WordVectors> {
  const parts = new VectorParts(dimensions);
  const most = longestLine(dimensions);
  for (let line = firstLine; ; line++) {
    const bytes = await reader.line(most);
    if (bytes === null) {
      if (await reader.has(1)) throw new InvalidInputError(`Line ${line} has more than ${most} bytes.`);
      break;
    }
    if (parts.count === wordCount) {
      if (trimmedEnd(bytes) === 0 && !(await reader.has(1))) break;
      throw new InvalidInputError(
        `Line ${line}: the file goes on after the ${wordCount} words that its first line tells of.`,
      );
    }
    readLine(bytes, parts, `Line ${line}`);
    if (parts.full) yield parts.part();
  }
  if (wordCount !== null && parts.count < wordCount)
    throw new InvalidInputError(`The file ends after ${parts.count} of ${wordCount} words.`);
  yield parts.part();
}

/** @returns dimensions of lines without a header: a word, and as many numbers as the line with the fewest among the first has */
export function dimensionsOfLines(head: Buffer): number {
  const lines = head.subarray(0, head.lastIndexOf(0x0a) + 1);
  let least = Infinity;
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf(0x0a, start);
    const line = lines.toString('latin1', start, start + trimmedEnd(lines.subarray(start, end)));
    const numbers = line.split(/[ \t]+/).length - 1;
    if (numbers > 0) least = Math.min(least, numbers);
    start = end + 1;
  }
  if (least > MAX_DIMENSIONS)
    throw new InvalidInputError(
      'The file holds no word vectors: lines of a word and its numbers, with or without a first line "71291 100", word2vec\'s binary form, or a .bin of fastText.',
    );
  return least;
}

/** Whether a line is a word and so many numbers. */
export function isVectorLine(bytes: Buffer, dimensions: number): boolean {
  const tokens = bytes
    .toString('latin1', 0, trimmedEnd(bytes))
    .split(/[ \t]+/)
    .slice(-dimensions);
  return (
    tokens.length === dimensions &&
    tokens.every((token) => !Number.isNaN(decimalOf(Buffer.from(token, 'latin1'), 0, token.length)))
  );
}

export function longestLine(dimensions: number): number {
  return MAX_WORD_BYTES + dimensions * MAX_NUMBER_BYTES;
}

function readLine(line: Buffer, parts: VectorParts, place: string): void {
  const { dimensions } = parts;
  const starts = new Array<number>(dimensions);
  const ends = new Array<number>(dimensions);
  let at = trimmedEnd(line);
  for (let value = dimensions - 1; value >= 0; value--) {
    ends[value] = at;
    while (at > 0 && !isSeparator(line[at - 1]!)) at--;
    starts[value] = at;
    while (at > 0 && isSeparator(line[at - 1]!)) at--;
    if (at === 0) throw new InvalidInputError(`${place} does not hold a word and ${dimensions} numbers.`);
  }
  if (STRAY_NUMBER.test(line.toString('latin1', 0, at)))
    throw new InvalidInputError(`${place} holds more than a word and ${dimensions} numbers.`);
  const row = parts.begin(line.subarray(0, at), place);
  for (let value = 0; value < dimensions; value++)
    row[value] = finite(decimalOf(line, starts[value]!, ends[value]!), place);
}

function trimmedEnd(line: Buffer): number {
  let end = line.length;
  while (end > 0 && (isSeparator(line[end - 1]!) || line[end - 1] === CARRIAGE_RETURN)) end--;
  return end;
}

function isSeparator(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
