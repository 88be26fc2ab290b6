import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FilePart } from './corpus-messages.js';

const SEARCH_BYTES = 65_536;
const SPACE = 0x20;

/** Cuts a file into parts of about the same size, between words. */
export function filePartsOf(path: string, count: number): FilePart[] {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const borders = Array.from({ length: count + 1 }, (_, at) =>
      at === 0 ? 0 : at === count ? size : nextSpace(file, Math.floor((size * at) / count), size),
    );
    return Array.from({ length: count }, (_, part) => ({ path, start: borders[part]!, end: borders[part + 1]! }));
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
