import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { BlobMissingError } from './blob-errors.js';
import type { BlobSource, BlobStore, ByteRange, ListedBlob, StoredBlob } from './blob-store.js';
import { chunksOf, digestOf, hexOfDigest, verifier, verifyBytes } from './digest.js';
import type { S3Address } from './s3-address.js';
import { S3Bucket, type S3Object } from './s3-bucket.js';
import { isIntact, removeOldFiles, spool } from './spool.js';

/** Content up to this size goes to S3 from memory; more is hashed into a local file first, for its key is its digest. */
const IN_MEMORY_BYTES = 8 * 1024 * 1024;

/** Blobs as objects `<prefix>sha256/<hex>` of a bucket. */
export class S3BlobStore implements BlobStore {
  private constructor(
    private readonly bucket: S3Bucket,
    private readonly prefix: string,
    private readonly spoolFolder: string,
  ) {}

  /**
   * Opens the store of a bucket, which must be there.
   * @param spoolFolder local folder for content on its way into the bucket; made when absent
   */
  static async open(address: S3Address, spoolFolder: string): Promise<S3BlobStore> {
    const bucket = new S3Bucket(address);
    await bucket.check();
    await mkdir(spoolFolder, { recursive: true });
    return new S3BlobStore(bucket, `${address.prefix}sha256/`, spoolFolder);
  }

  async put(source: BlobSource): Promise<StoredBlob> {
    const chunks = chunksOf(source)[Symbol.asyncIterator]();
    const head = await takeUpTo(IN_MEMORY_BYTES, chunks);
    return head.ended ? this.putBytes(Buffer.concat(head.chunks)) : this.putSpooled(resumed(head.chunks, chunks));
  }

  async read(digest: string, range?: ByteRange): Promise<Readable> {
    const key = this.keyOf(digest);
    if (!range) {
      const content = this.found(digest, await this.bucket.download(key));
      return pipeline(content, verifier(digest, this.bucket.place), () => undefined);
    }
    const last = range.end === undefined ? '' : range.end - 1;
    const isEmpty = last !== '' && last < range.start;
    const content = isEmpty ? null : await this.bucket.download(key, `bytes=${range.start}-${last}`);
    if (content) return content;
    this.found(digest, await this.bucket.head(key));
    return Readable.from([]);
  }

  async readBytes(digest: string): Promise<Uint8Array> {
    const content = this.found(digest, await this.bucket.download(this.keyOf(digest)));
    return verifyBytes(Buffer.concat((await content.toArray()) as Buffer[]), digest, this.bucket.place);
  }

  async localPath(digest: string, cacheDir: string): Promise<string> {
    const path = join(cacheDir, hexOfDigest(digest));
    if (await isIntact(path, digest)) return path;
    await mkdir(cacheDir, { recursive: true });
    const downloaded = await spool(await this.read(digest), cacheDir);
    await rename(downloaded.path, path);
    return path;
  }

  async has(digest: string): Promise<boolean> {
    return (await this.bucket.head(this.keyOf(digest))) !== null;
  }

  async size(digest: string): Promise<number> {
    return this.found(digest, await this.bucket.head(this.keyOf(digest))).sizeBytes;
  }

  async modifiedAt(digest: string): Promise<Date | null> {
    return (await this.bucket.head(this.keyOf(digest)))?.modifiedAt ?? null;
  }

  async delete(digest: string): Promise<void> {
    await this.bucket.delete(this.keyOf(digest));
  }

  async *list(): AsyncIterable<ListedBlob> {
    for await (const { key, sizeBytes, modifiedAt } of this.bucket.list(this.prefix)) {
      yield { digest: `sha256:${key.slice(this.prefix.length)}`, sizeBytes, modifiedAt };
    }
  }

  async removeAbandoned(startedBefore: Date): Promise<number> {
    const spooled = await removeOldFiles(this.spoolFolder, startedBefore);
    return spooled + (await this.bucket.abortUploads(this.prefix, startedBefore));
  }

  private async putBytes(bytes: Uint8Array): Promise<StoredBlob> {
    const digest = digestOf(bytes);
    await this.bucket.upload(this.keyOf(digest), bytes, bytes.byteLength);
    return { digest, sizeBytes: bytes.byteLength };
  }

  private async putSpooled(source: BlobSource): Promise<StoredBlob> {
    const { path, digest, sizeBytes } = await spool(source, this.spoolFolder);
    try {
      await this.bucket.upload(this.keyOf(digest), createReadStream(path), sizeBytes);
    } finally {
      await rm(path, { force: true });
    }
    return { digest, sizeBytes };
  }

  private keyOf(digest: string): string {
    return this.prefix + hexOfDigest(digest);
  }

  private found<T extends Readable | S3Object>(digest: string, content: T | null): T {
    if (content === null) throw new BlobMissingError(digest, this.bucket.place);
    return content;
  }
}

interface Head {
  chunks: Uint8Array[];
  /** Whether this was all there is. */
  ended: boolean;
}

async function takeUpTo(sizeBytes: number, source: AsyncIterator<Uint8Array>): Promise<Head> {
  const chunks: Uint8Array[] = [];
  for (let taken = 0; taken <= sizeBytes;) {
    const next = await source.next();
    if (next.done) return { chunks, ended: true };
    chunks.push(next.value);
    taken += next.value.byteLength;
  }
  return { chunks, ended: false };
}

/** What was taken already, then the rest. */
async function* resumed(taken: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* taken;
  yield* { [Symbol.asyncIterator]: () => rest };
}
