import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { tokenize } from '../../src/text/tokenize.js';
import { pseudoRandom } from '../datasets/statistics/pseudo-random.js';

export interface LargeCsv {
  rowCount: number;
  sizeBytes: number;
  tokenCount: number;
  spamCount: number;
  /** Text of the last row. */
  lastText: string;
}

const VOCABULARY = 50_000;
const BLOCK_BYTES = 1024 * 1024;

/**
 * Writes a CSV file of mails that is as hard as real ones: quoted commas, quotes and line feeds, Chinese, emoji, and in every tenth
 * row words that occur nowhere else, so that the words do not fit in memory.
 */
export async function writeLargeCsv(path: string, bytes: number): Promise<LargeCsv> {
  const random = pseudoRandom(42);
  const file = createWriteStream(path);
  const written: LargeCsv = { rowCount: 0, sizeBytes: 0, tokenCount: 0, spamCount: 0, lastText: '' };
  const phrases = Array.from({ length: 4096 }, () => phrase(random));
  const tokensOf = phrases.map((text) => tokenize(text).length);
  let block = 'id,label,text\n';
  while (written.sizeBytes + block.length < bytes) {
    const picked = Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * phrases.length));
    let text = picked.map((index) => phrases[index]!).join('\n');
    let tokens = picked.reduce((sum, index) => sum + tokensOf[index]!, 0);
    if (written.rowCount % 10 === 0) {
      const rare = Array.from({ length: 12 }, () => `x${Math.floor(random() * 2 ** 32).toString(36)}`);
      text += ` ${rare.join(' ')}`;
      tokens += rare.length;
    }
    const isSpam = random() < 0.3;
    written.rowCount += 1;
    written.tokenCount += tokens;
    written.spamCount += isSpam ? 1 : 0;
    written.lastText = text;
    block += `${written.rowCount},${isSpam ? 'spam' : 'ham'},"${text.replaceAll('"', '""')}"\n`;
    if (block.length < BLOCK_BYTES) continue;
    written.sizeBytes += Buffer.byteLength(block);
    if (!file.write(block)) await once(file, 'drain');
    block = '';
  }
  written.sizeBytes += Buffer.byteLength(block);
  file.end(block);
  await once(file, 'close');
  return written;
}

/** Some words, the frequent ones often, as in a language. */
function phrase(random: () => number): string {
  const words = Array.from(
    { length: 5 + Math.floor(random() * 30) },
    () => `word${Math.floor(VOCABULARY ** random())}`,
  );
  const decoration = random();
  if (decoration < 0.1) words.push('"quoted, with a comma"');
  if (decoration > 0.9) words.push('恭喜您中奖了 🎁');
  return words.join(' ');
}
