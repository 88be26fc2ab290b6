import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InvalidInputError } from '../../../src/lib/errors.js';
import { BlobCorruptError, BlobMissingError } from '../../../src/storage/blobs/blob-errors.js';
import type { BlobStore, ListedBlob } from '../../../src/storage/blobs/blob-store.js';
import { collectUnreferencedBlobs } from '../../../src/storage/blobs/collect-unreferenced-blobs.js';

/** A store under test, with the ways to damage and age what it holds that no store offers. */
export interface StoreUnderTest {
  store: BlobStore;
  /** Overwrites the stored bytes of a digest behind the store's back. */
  damage(digest: string, bytes: Uint8Array): Promise<void>;
  /** Leaves what a writer killed in the middle of a put leaves behind. */
  abandonPut(): Promise<void>;
  close(): Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
const HOUR_MS = 3_600_000;
const ABSENT = `sha256:${'0'.repeat(64)}`;

/** What every blob store promises, whatever holds the bytes. */
export function describeBlobStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: BlobStore;
    let cache: string;

    beforeAll(async () => {
      under = await open();
      store = under.store;
      cache = await mkdtemp(join(tmpdir(), 'sluice-blob-cache-'));
    });
    afterAll(async () => {
      await under.close();
      await rm(cache, { recursive: true, force: true });
    });

    test('content comes back under the SHA-256 of its bytes', async () => {
      const bytes = randomBytes(1000);
      const { digest, sizeBytes } = await store.put(bytes);
      expect(digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
      expect(sizeBytes).toBe(1000);
      expect(Buffer.from(await store.readBytes(digest))).toEqual(bytes);
      expect(await buffer(await store.read(digest))).toEqual(bytes);
      expect(await store.has(digest)).toBe(true);
      expect(await store.size(digest)).toBe(1000);
    });

    test('a stream of many chunks is one blob, larger than what is kept in memory', async () => {
      const chunks = Array.from({ length: 21 }, () => randomBytes(MEBIBYTE));
      const { digest, sizeBytes } = await store.put(Readable.from(chunks));
      expect(sizeBytes).toBe(21 * MEBIBYTE);
      expect((await buffer(await store.read(digest))).equals(Buffer.concat(chunks))).toBe(true);
    });

    test('empty content is a blob too', async () => {
      const { digest, sizeBytes } = await store.put(new Uint8Array());
      expect(sizeBytes).toBe(0);
      expect(await store.readBytes(digest)).toHaveLength(0);
      expect(await buffer(await store.read(digest))).toHaveLength(0);
    });

    test('the same content put twice, even at once, is stored once', async () => {
      const bytes = randomBytes(500);
      const puts = await Promise.all([store.put(bytes), store.put(bytes), store.put(bytes)]);
      expect(new Set(puts.map(({ digest }) => digest)).size).toBe(1);
      const found = (await all(store)).filter(({ digest }) => digest === puts[0].digest);
      expect(found).toHaveLength(1);
      expect(found[0]?.sizeBytes).toBe(500);
    });

    test('a source that fails half way leaves nothing visible', async () => {
      const before = (await all(store)).length;
      await expect(store.put(failingAfter(randomBytes(100)))).rejects.toThrow('the disk of the sender failed');
      expect(await all(store)).toHaveLength(before);
    });

    test.each([
      { range: { start: 0, end: 5 }, expected: '01234' },
      { range: { start: 7 }, expected: '789' },
      { range: { start: 3, end: 4 }, expected: '3' },
      { range: { start: 8, end: 100 }, expected: '89' },
      { range: { start: 4, end: 4 }, expected: '' },
      { range: { start: 10 }, expected: '' },
      { range: { start: 50, end: 60 }, expected: '' },
    ])('bytes $range of "0123456789" are "$expected"', async ({ range, expected }) => {
      const { digest } = await store.put(Buffer.from('0123456789'));
      expect((await buffer(await store.read(digest, range))).toString()).toBe(expected);
    });

    test('content that is not there is an error that names it', async () => {
      const reads = [store.read(ABSENT), store.read(ABSENT, { start: 1, end: 2 }), store.readBytes(ABSENT)];
      for (const read of [...reads, store.size(ABSENT), store.localPath(ABSENT, cache)]) {
        await expect(read).rejects.toThrow(BlobMissingError);
        await expect(read).rejects.toThrow(ABSENT);
      }
      expect(await store.has(ABSENT)).toBe(false);
      expect(await store.modifiedAt(ABSENT)).toBeNull();
      await expect(store.delete(ABSENT)).resolves.toBeUndefined();
    });

    test.each(['', 'sha256:abc', `sha512:${'0'.repeat(64)}`, `sha256:../../${'0'.repeat(58)}`])(
      'the malformed digest "%s" is refused',
      async (digest) => {
        await expect(store.readBytes(digest)).rejects.toThrow(InvalidInputError);
        await expect(store.has(digest)).rejects.toThrow(InvalidInputError);
      },
    );

    test.each([
      ['other bytes of the same length', (bytes: Buffer) => Buffer.from(bytes).fill(7, 100, 101)],
      ['the bytes of a truncated copy', (bytes: Buffer) => bytes.subarray(0, 1500)],
    ])('%s are never handed out as the content', async (_damage, damaged) => {
      const bytes = randomBytes(3000);
      const { digest } = await store.put(bytes);
      await under.damage(digest, damaged(bytes));
      await expect(store.readBytes(digest)).rejects.toThrow(BlobCorruptError);
      await expect(store.localPath(digest, cache)).rejects.toThrow(BlobCorruptError);
      await expect(store.read(digest).then(buffer)).rejects.toThrow(BlobCorruptError);
    });

    test('putting the content again heals a damaged copy', async () => {
      const bytes = randomBytes(3000);
      const { digest } = await store.put(bytes);
      await under.damage(digest, randomBytes(3000));
      await store.put(bytes);
      expect(Buffer.from(await store.readBytes(digest))).toEqual(bytes);
    });

    test('a local path holds the content, and is verified again at every load', async () => {
      const bytes = randomBytes(4000);
      const { digest } = await store.put(bytes);
      const path = await store.localPath(digest, cache);
      expect(await readFile(path)).toEqual(bytes);
      await rm(path, { force: true });
      await writeFile(path, randomBytes(4000));
      const again = await store.localPath(digest, cache).then(
        (local) => readFile(local),
        (error: unknown) => error,
      );
      expect(again instanceof BlobCorruptError || bytes.equals(again as Buffer)).toBe(true);
    });

    test('deleted content is gone', async () => {
      const { digest } = await store.put(randomBytes(10));
      await store.delete(digest);
      expect(await store.has(digest)).toBe(false);
    });

    test('collection spares what is referenced or was put within the grace period', async () => {
      const kept = await store.put(randomBytes(11));
      const dropped = await store.put(randomBytes(12));
      const isReferenced = (digest: string) => Promise.resolve(digest !== dropped.digest);
      const early = await collectUnreferencedBlobs(store, isReferenced, HOUR_MS, new Date());
      expect(early.deleted).toBe(0);
      const late = await collectUnreferencedBlobs(store, isReferenced, HOUR_MS, new Date(Date.now() + 2 * HOUR_MS));
      expect(late).toMatchObject({ deleted: 1, deletedBytes: 12 });
      expect([await store.has(kept.digest), await store.has(dropped.digest)]).toEqual([true, false]);
    });

    test('collection removes what killed writers left, once the grace period is over', async () => {
      await under.abandonPut();
      const keepAll = () => Promise.resolve(true);
      expect((await collectUnreferencedBlobs(store, keepAll, HOUR_MS, new Date())).abandoned).toBe(0);
      const later = new Date(Date.now() + 2 * HOUR_MS);
      expect((await collectUnreferencedBlobs(store, keepAll, HOUR_MS, later)).abandoned).toBe(1);
    });
  });
}

async function all(store: BlobStore): Promise<ListedBlob[]> {
  const found: ListedBlob[] = [];
  for await (const blob of store.list()) found.push(blob);
  return found;
}

async function* failingAfter(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
  await Promise.reject(new Error('the disk of the sender failed'));
}
