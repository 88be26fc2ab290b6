import { createHash, randomUUID } from 'node:crypto';
import { open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nullIfMissing } from './missing-file.js';
import type { BlobSource, StoredBlob } from './blob-store.js';
import { chunksOf } from './digest.js';

/** Content in a local file, not yet under its digest. */
export interface SpooledBlob extends StoredBlob {
  path: string;
}

/** Writes a source to a new file in `folder`, hashing on the way, and syncs it to disk. Leaves no file behind when the source fails. */
export async function spool(source: BlobSource, folder: string): Promise<SpooledBlob> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o444);
  try {
    for await (const chunk of chunksOf(source)) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      for (let written = 0; written < chunk.byteLength;) {
        written += (await file.write(chunk, written)).bytesWritten;
      }
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { path, digest: `sha256:${hash.digest('hex')}`, sizeBytes };
}

/** Whether the file is there and holds the content of `digest`. */
export async function isIntact(path: string, digest: string): Promise<boolean> {
  const file = await nullIfMissing(open(path, 'r'));
  if (!file) return false;
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}` === digest;
}

/** Removes the files of a spool folder that were last written before `writtenBefore`; answers how many. */
export async function removeOldFiles(folder: string, writtenBefore: Date): Promise<number> {
  let removed = 0;
  for await (const file of await opendir(folder)) {
    const path = join(folder, file.name);
    const found = await nullIfMissing(stat(path));
    if (!found || found.mtime >= writtenBefore) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
