import { open } from 'node:fs/promises';
import { FASTTEXT_MAGIC } from './header.js';

/** Whether a file is a .bin or .ftz of fastText as it stands, and not packed. */
export async function isFastTextFile(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readInt32LE() === FASTTEXT_MAGIC;
  } finally {
    await handle.close();
  }
}
