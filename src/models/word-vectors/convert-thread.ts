import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isDomainError } from '../../lib/errors.js';
import { openWordVectors } from '../../text/word-vectors/read-word-vectors.js';
import type { Refusal } from '../run-conversion.js';
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

/** Writes the rows as little-endian floats, and the words a line each. */
async function convert(): Promise<ConversionAnswer> {
  const { dimensions, parts } = await openWordVectors(task.source);
  const [table, vocabulary] = [createWriteStream(task.table), createWriteStream(task.vocabulary)];
  let words = 0;
  for await (const part of parts) {
    const { buffer, byteOffset, byteLength } = part.vectors;
    vocabulary.write(part.words.map((word) => `${word}\n`).join(''));
    if (!table.write(new Uint8Array(buffer, byteOffset, byteLength))) await once(table, 'drain');
    words += part.words.length;
  }
  for (const file of [table, vocabulary]) {
    file.end();
    await finished(file);
  }
  return { words, dimensions };
}
