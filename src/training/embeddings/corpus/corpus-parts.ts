import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../../lib/errors.js';
import type { CorpusPart } from './corpus-messages.js';

const SEARCH_BYTES = 65_536;
const SPACE = 0x20;

/**
 * Cuts a file into parts of about the same size, between words.
 * @param folder of the ids of their words
 */
export function partsOf(corpusPath: string, count: number, folder: string): CorpusPart[] {
  const file = openSync(corpusPath, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) throw new InvalidInputError('The corpus is empty: there are no words to learn from.');
    const borders = Array.from({ length: count + 1 }, (_, at) =>
      at === 0 ? 0 : at === count ? size : nextSpace(file, Math.floor((size * at) / count), size),
    );
    return Array.from({ length: count }, (_, part) => ({
      corpusPath,
      start: borders[part]!,
      end: borders[part + 1]!,
      idsPath: join(folder, `ids.${part}`),
    }));
  } finally {
    closeSync(file);
  }
}

function nextSpace(file: number, from: number, size: number): number {
  const chunk = new Uint8Array(SEARCH_BYTES);
  for (let at = from; at < size;) {
    const read = readSync(file, chunk, 0, chunk.length, at);
    const found = chunk.subarray(0, read).findIndex((byte) => byte <= SPACE);
    if (found >= 0) return at + found;
    at += read;
  }
  return size;
}
