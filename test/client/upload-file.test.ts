import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceClient, SluiceError, uploadFile, type UploadProgress } from '../../src/client/index.js';
import { digestOf } from '../../src/storage/blobs/digest.js';
import { consumeUpload } from '../../src/storage/uploads/consume-upload.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

let gateway: GatewayForTest;
let client: SluiceClient;
let folder: string;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  client = new SluiceClient({ url: gateway.url, token: gateway.token });
  folder = await mkdtemp(join(tmpdir(), 'sluice-upload-'));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function fileOf(content: Uint8Array): Promise<string> {
  const path = join(folder, '邮件.csv');
  await writeFile(path, content);
  return path;
}

async function uploaded(id: string) {
  const { db } = gateway;
  const [{ project_id: projectId }] = await db.query<[{ project_id: string }]>(
    'SELECT project_id FROM upload WHERE id = $1',
    [id],
  );
  return db.transaction((tx) => consumeUpload(tx, projectId, id, new Date()));
}

test('a file arrives whole, under its own name, in several requests, and its progress is told', async () => {
  const content = randomBytes(40 * 1024 * 1024);
  const progress: UploadProgress[] = [];
  const { id, digest, sizeBytes } = await uploadFile(client, await fileOf(content), {
    onProgress: (state) => progress.push(state),
  });
  expect([digest, sizeBytes]).toEqual([digestOf(content), content.length]);
  await expect(uploaded(id)).resolves.toEqual({ digest, sizeBytes, fileName: '邮件.csv' });
  expect(progress.at(-1)).toEqual({ sentBytes: sizeBytes, totalBytes: sizeBytes });
  expect(progress.map(({ sentBytes }) => sentBytes)).toEqual(
    progress.map(({ sentBytes }) => sentBytes).toSorted((a, b) => a - b),
  );
});

test('an empty file can be uploaded', async () => {
  const { id } = await uploadFile(client, await fileOf(new Uint8Array()), { fileName: 'empty.csv' });
  await expect(uploaded(id)).resolves.toMatchObject({ sizeBytes: 0, fileName: 'empty.csv' });
});

test('a refused token is an error with its code and the sentence of the gateway', async () => {
  const refusal = await uploadFile({ url: client.url, token: 'wrong' }, await fileOf(randomBytes(8))).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(SluiceError);
  expect(refusal).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('API token') });
});

test('an aborted upload ends with the reason of its signal', async () => {
  const controller = new AbortController();
  const upload = uploadFile(client, await fileOf(randomBytes(40 * 1024 * 1024)), {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error('enough'));
    },
  });
  await expect(upload).rejects.toThrow('enough');
});
