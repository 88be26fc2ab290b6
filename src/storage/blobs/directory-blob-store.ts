import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { BlobMissingError } from './blob-errors.js';
import type { BlobSource, BlobStore, ByteRange, ListedBlob, StoredBlob } from './blob-store.js';
import { hexOfDigest, piecesOf, verifier, verifyBytes } from './digest.js';
import { nullIfMissing } from './missing-file.js';
import { removeOldFiles, spool } from './spool.js';

/** Blobs as files `sha256/ab/abcd…` of a folder; shared by several machines when the folder is. */
export class DirectoryBlobStore implements BlobStore {
  private readonly staging: string;
  private readonly blobs: string;

  private constructor(private readonly root: string) {
    this.staging = join(root, 'staging');
    this.blobs = join(root, 'sha256');
  }

  /** Opens the store of a folder, which is made when absent. */
  static async open(root: string): Promise<DirectoryBlobStore> {
    const store = new DirectoryBlobStore(root);
    await mkdir(store.staging, { recursive: true });
    await mkdir(store.blobs, { recursive: true });
    return store;
  }

  async put(source: BlobSource): Promise<StoredBlob> {
    const { path, digest, sizeBytes } = await spool(source, this.staging);
    try {
      const target = this.pathOf(digest);
      await mkdir(dirname(target), { recursive: true });
      await rename(path, target);
      await syncFolder(dirname(target));
      await syncFolder(this.blobs);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { digest, sizeBytes };
  }

  async read(digest: string, range?: ByteRange): Promise<Readable> {
    const file = await this.orMissing(digest, open(this.pathOf(digest), 'r'));
    if (!range) return pipeline(file.createReadStream(), verifier(digest, this.root), () => undefined);
    if (range.end === undefined) return file.createReadStream({ start: range.start });
    if (range.end > range.start) return file.createReadStream({ start: range.start, end: range.end - 1 });
    await file.close();
    return Readable.from([]);
  }

  async readBytes(digest: string): Promise<Uint8Array> {
    const file = await this.orMissing(digest, open(this.pathOf(digest), 'r'));
    try {
      return verifyBytes(await wholeOf(file), digest, this.root);
    } finally {
      await file.close();
    }
  }

  async localPath(digest: string): Promise<string> {
    await finished((await this.read(digest)).resume());
    return this.pathOf(digest);
  }

  async has(digest: string): Promise<boolean> {
    return (await this.modifiedAt(digest)) !== null;
  }

  async size(digest: string): Promise<number> {
    return (await this.orMissing(digest, stat(this.pathOf(digest)))).size;
  }

  async modifiedAt(digest: string): Promise<Date | null> {
    return (await nullIfMissing(stat(this.pathOf(digest))))?.mtime ?? null;
  }

  async delete(digest: string): Promise<void> {
    await rm(this.pathOf(digest), { force: true });
  }

  async *list(): AsyncIterable<ListedBlob> {
    for await (const folder of await opendir(this.blobs)) {
      for await (const file of await opendir(join(this.blobs, folder.name))) {
        const digest = `sha256:${file.name}`;
        const found = await nullIfMissing(stat(this.pathOf(digest)));
        if (found) yield { digest, sizeBytes: found.size, modifiedAt: found.mtime };
      }
    }
  }

  removeAbandoned(startedBefore: Date): Promise<number> {
    return removeOldFiles(this.staging, startedBefore);
  }

  private pathOf(digest: string): string {
    const hex = hexOfDigest(digest);
    return join(this.blobs, hex.slice(0, 2), hex);
  }

  private async orMissing<T>(digest: string, access: Promise<T>): Promise<T> {
    const found = await nullIfMissing(access);
    if (found === null) throw new BlobMissingError(digest, this.root);
    return found;
  }
}

/** All bytes of a file, of any length. */
async function wholeOf(file: FileHandle): Promise<Uint8Array> {
  const bytes = new Uint8Array((await file.stat()).size);
  for (const piece of piecesOf(bytes)) {
    let filled = 0;
    while (filled < piece.byteLength) {
      const { bytesRead } = await file.read(piece, filled);
      if (bytesRead === 0) return bytes;
      filled += bytesRead;
    }
  }
  return bytes;
}

/** Makes a rename in the folder survive a power failure. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
