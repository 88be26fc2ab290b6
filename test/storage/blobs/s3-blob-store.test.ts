import { CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UnavailableError } from '../../../src/lib/errors.js';
import { S3BlobStore } from '../../../src/storage/blobs/s3-blob-store.js';
import { clientOf, s3ForTest, type S3ForTest } from '../../support/s3-server.js';
import { describeBlobStore } from './blob-store.contract.js';

let s3: S3ForTest;
let spoolFolder: string;

beforeAll(async () => {
  s3 = await s3ForTest();
  spoolFolder = await mkdtemp(join(tmpdir(), 'sluice-spool-'));
});
afterAll(async () => {
  await s3.close();
  await rm(spoolFolder, { recursive: true, force: true });
});

describeBlobStore('a bucket of an S3 store', async () => {
  const client = clientOf(s3.address);
  return {
    store: await S3BlobStore.open(s3.address, spoolFolder),
    async damage(digest, bytes) {
      await client.send(new PutObjectCommand({ Bucket: s3.address.bucket, Key: keyOf(digest), Body: bytes }));
    },
    abandonPut: () => writeFile(join(spoolFolder, 'half'), 'half of a blo'),
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
});

test('a put leaves nothing in the local spool, whether it succeeds or not', async () => {
  const store = await S3BlobStore.open(s3.address, spoolFolder);
  await store.put(Readable.from([new Uint8Array(9_000_000), new Uint8Array(1000)]));
  await expect(store.put(largeThenFailing())).rejects.toThrow('interrupted');
  expect(await readdir(spoolFolder)).toEqual([]);
});

test('a multipart upload that a killed writer left is aborted where the store can list them', async () => {
  const store = await S3BlobStore.open(s3.address, spoolFolder);
  const client = clientOf(s3.address);
  const digest = `sha256:${'a'.repeat(64)}`;
  await client.send(new CreateMultipartUploadCommand({ Bucket: s3.address.bucket, Key: keyOf(digest) }));
  client.destroy();
  const removed = await store.removeAbandoned(new Date(Date.now() + 60_000));
  expect(removed).toBe(s3.isReal ? 1 : 0);
});

test('a bucket that is not there is refused at the start, with what to do', async () => {
  const opening = S3BlobStore.open({ ...s3.address, bucket: 'no-such-bucket-here' }, spoolFolder);
  await expect(opening).rejects.toThrow('There is no bucket "no-such-bucket-here"');
});

test('a store that does not answer is an error that says where it was sought', async () => {
  const opening = S3BlobStore.open({ ...s3.address, endpoint: 'http://127.0.0.1:9' }, spoolFolder);
  await expect(opening).rejects.toThrow(UnavailableError);
  await expect(opening).rejects.toThrow('http://127.0.0.1:9');
});

function keyOf(digest: string): string {
  return `${s3.address.prefix}sha256/${digest.slice('sha256:'.length)}`;
}

async function* largeThenFailing(): AsyncIterable<Uint8Array> {
  yield new Uint8Array(9_000_000);
  await Promise.reject(new Error('interrupted'));
}
