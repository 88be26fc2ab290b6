import { expect, test } from '@jest/globals';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';
import { describeBlobStore } from './blob-store.contract.js';

describeBlobStore('a directory', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sluice-blobs-'));
  return {
    store: await DirectoryBlobStore.open(root),
    async damage(digest, bytes) {
      const hex = digest.slice('sha256:'.length);
      const path = join(root, 'sha256', hex.slice(0, 2), hex);
      await chmod(path, 0o644);
      await writeFile(path, bytes);
    },
    abandonPut: () => writeFile(join(root, 'staging', 'half'), 'half of a blo'),
    close: () => rm(root, { recursive: true, force: true }),
  };
});

test('a put leaves no temporary file behind, whether it succeeds or not', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sluice-blobs-'));
  const store = await DirectoryBlobStore.open(root);
  await store.put(Buffer.from('text'));
  await expect(store.put(rejecting())).rejects.toThrow('interrupted');
  expect(await readdir(join(root, 'staging'))).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

async function* rejecting(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  await Promise.reject(new Error('interrupted'));
}
