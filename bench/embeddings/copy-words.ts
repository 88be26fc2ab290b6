import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Text } from './contest.js';

/** The first words of a corpus, packed by gzip or not, as a file of its own. */
export async function copyWords(from: string, to: string, most: number): Promise<Text> {
  const file = createReadStream(from);
  const source: Readable = from.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let left = most;
  let inWord = false;
  const taken = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      let end = 0;
      while (end < chunk.length && left > 0) {
        const isSpace = chunk[end]! <= 0x20;
        if (inWord && isSpace) left -= 1;
        inWord = !isSpace;
        end += 1;
      }
      yield chunk.subarray(0, end);
      if (left === 0) break;
    }
  };
  await writeFile(to, taken());
  file.destroy();
  if (left === most) throw new Error(`${from} holds no words.`);
  return { path: to, words: most - left };
}
