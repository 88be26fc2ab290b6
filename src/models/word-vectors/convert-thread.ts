import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isDomainError } from '../../lib/errors.js';
import { formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { isFastTextFile } from '../../text/word-vectors/fasttext/is-fasttext.js';
import { openWordVectors } from '../../text/word-vectors/read-word-vectors.js';
import type { Refusal } from '../threads/run-conversion.js';
import type { ConversionAnswer, ConversionTask } from './files-of-word-vectors.js';

const task = workerData as ConversionTask;
parentPort!.postMessage(await answer());

async function answer(): Promise<ConversionAnswer | Refusal> {
  try {
    return await convert();
  } catch (error) {
    if (isDomainError(error)) return { refusal: error.message };
    throw error;
  }
}

/** Writes the rows as little-endian floats, those of parts of words behind those of words, and the words a line each. */
async function convert(): Promise<ConversionAnswer> {
  const { dimensions, parts, subwords } = await openWordVectors(task.source);
  const [table, vocabulary] = [createWriteStream(task.table), createWriteStream(task.vocabulary)];
  let words = 0;
  for await (const part of parts) {
    vocabulary.write(part.words.map((word) => `${word}\n`).join(''));
    await writeRows(table, part.vectors);
    words += part.words.length;
  }
  for (const rows of subwords?.rows() ?? []) await writeRows(table, rows);
  for (const file of [table, vocabulary]) {
    file.end();
    await finished(file);
  }
  const isFastText = await isFastTextFile(task.source);
  if (!subwords) return { words, rows: words, dimensions, subwords: null, isFastText };
  const { withVector, minNgram, maxNgram, buckets } = subwords;
  const rows = withVector.map((_, at) => words + at);
  await writeFile(task.subwords, formatBucketRows(withVector, rows));
  return { words, rows: words + rows.length, dimensions, subwords: { minNgram, maxNgram, buckets }, isFastText };
}

async function writeRows(table: WriteStream, { buffer, byteOffset, byteLength }: Float32Array): Promise<void> {
  if (!table.write(new Uint8Array(buffer, byteOffset, byteLength))) await once(table, 'drain');
}
