import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryBlobStore } from '../../src/storage/blobs/directory-blob-store.js';

const LARGE_BYTES = 2 ** 31 + 2 ** 20;
const MINUTE_MS = 60_000;

test(
  'content of more than 2 GiB is put from memory and read back into it, every byte verified',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'sluice-large-blobs-'));
    const store = await DirectoryBlobStore.open(root);
    const content = new Uint8Array(LARGE_BYTES);
    content.set([1, 2, 3], LARGE_BYTES - 3);
    const { digest, sizeBytes } = await store.put(content);
    expect(sizeBytes).toBe(LARGE_BYTES);
    const read = await store.readBytes(digest);
    expect(read.byteLength).toBe(LARGE_BYTES);
    expect([...read.subarray(LARGE_BYTES - 4)]).toEqual([0, 1, 2, 3]);
    await rm(root, { recursive: true });
  },
  5 * MINUTE_MS,
);
