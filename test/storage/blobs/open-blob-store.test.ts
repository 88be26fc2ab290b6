import { expect, test } from '@jest/globals';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../src/config/config.js';
import { openBlobStore } from '../../../src/storage/blobs/open-blob-store.js';
import { s3ForTest } from '../../support/s3-server.js';

test('without ARTIFACTS_URL, blobs lie in the folder "artifacts" of SLUICE_HOME, whatever its name holds', async () => {
  const home = await mkdtemp(join(tmpdir(), 'sluice 100% #1 '));
  const store = await openBlobStore(readConfig({ SLUICE_HOME: home }));
  const { digest } = await store.put(Buffer.from('text'));
  const hex = digest.slice('sha256:'.length);
  expect((await stat(join(home, 'artifacts', 'sha256', hex.slice(0, 2), hex))).size).toBe(4);
  await rm(home, { recursive: true, force: true });
});

test('s3://bucket/prefix with the S3_ variables is a bucket of that store', async () => {
  const home = await mkdtemp(join(tmpdir(), 'sluice-home-'));
  const s3 = await s3ForTest();
  const { address } = s3;
  const config = readConfig({
    SLUICE_HOME: home,
    ARTIFACTS_URL: `s3://${address.bucket}/${address.prefix}`,
    S3_ENDPOINT: address.endpoint,
    S3_ACCESS_KEY_ID: address.credentials?.accessKeyId,
    S3_SECRET_ACCESS_KEY: address.credentials?.secretAccessKey,
  });
  const { digest } = await (await openBlobStore(config)).put(Buffer.from('text'));
  expect(await (await openBlobStore(config)).has(digest)).toBe(true);
  await s3.close();
  await rm(home, { recursive: true, force: true });
});

test.each(['https://example.com/artifacts', 'artifacts', 's3://', 'file://server/share'])(
  'the address %s is refused, saying what it can be',
  async (url) => {
    await expect(openBlobStore(readConfig({ ARTIFACTS_URL: url }))).rejects.toThrow(
      `ARTIFACTS_URL "${url}" is neither file:///folder nor s3://bucket/prefix`,
    );
  },
);
