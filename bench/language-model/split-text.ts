import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** Texts to learn from, to measure on after each epoch, and to measure on at last. */
export interface TextParts {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/** The first part trains, the next validates, the rest is for the test. */
const BORDERS = [0.9, 0.95];
/** Of so many blocks the last but one validates, and the last is for the test. */
const CYCLE = 20;

/** A text file, as it is or compressed by gzip. */
export async function readText(path: string): Promise<string> {
  const file = createReadStream(path);
  return await text(path.endsWith('.gz') ? file.pipe(createGunzip()) : file);
}

/** 90/5/5 from the beginning to the end. */
export function splitInOrder(whole: string): TextParts {
  const [second, third] = BORDERS.map((share) => Math.floor(whole.length * share));
  return { train: [whole.slice(0, second)], validation: [whole.slice(second, third)], test: [whole.slice(third)] };
}

/** 90/5/5 by blocks of so many words, all through the text. */
export function splitByBlocks(words: readonly string[], blockWords: number): TextParts {
  const parts = { train: [] as string[], validation: [] as string[], test: [] as string[] };
  for (let block = 0; block * blockWords < words.length; block++) {
    const inCycle = block % CYCLE;
    const part = inCycle === CYCLE - 1 ? parts.test : inCycle === CYCLE - 2 ? parts.validation : parts.train;
    part.push(words.slice(block * blockWords, (block + 1) * blockWords).join(' '));
  }
  return parts;
}
