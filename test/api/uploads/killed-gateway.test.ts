import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Upload as TusClient } from 'tus-js-client';
import { builtProgram } from '../../../src/lib/package-root.js';
import type { ReadyMessage } from '../../../src/lib/processes/run-program.js';
import { digestOf } from '../../../src/storage/blobs/digest.js';
import { S3BlobStore } from '../../../src/storage/blobs/s3-blob-store.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../../support/database.js';
import { PROGRAM_ENV } from '../../support/program-env.js';
import { s3ForTest, type S3ForTest } from '../../support/s3-server.js';
import { idOf, MEBIBYTE } from './upload-client.js';

const TOKEN = 'sluice_admin-of-this-test-only';

let database: TestDatabase;
let s3: S3ForTest;
let home: string;
const gateways: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  s3 = await s3ForTest();
  home = await mkdtemp(join(tmpdir(), 'sluice-home-'));
});
afterAll(async () => {
  for (const gateway of gateways) gateway.kill('SIGKILL');
  await s3.close();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

test('an upload into an S3 store goes on at another gateway when its own is killed with SIGKILL', async () => {
  const [first, second] = await Promise.all([startGateway(), startGateway()]);
  const file = randomBytes(20 * MEBIBYTE);
  const url = await uploadUntilItBreaks(file, first.url, () => {
    first.process.kill('SIGKILL');
  });

  await upload(file, `${second.url}/${idOf(url)}`);

  const select = 'SELECT state, digest FROM upload WHERE id = $1';
  expect(await queryOnce(database.url, select, [idOf(url)])).toEqual([{ state: 'FINISHED', digest: digestOf(file) }]);
  const store = await S3BlobStore.open(s3.address, home);
  expect(file.equals(await store.readBytes(digestOf(file)))).toBe(true);
});

const headers = { Authorization: `Bearer ${TOKEN}` };

/** Uploads until the connection breaks; `halfway` is called when half of the file was accepted. Answers the upload's address. */
function uploadUntilItBreaks(file: Buffer, endpoint: string, halfway: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new TusClient(file, {
      endpoint,
      headers,
      chunkSize: 5 * MEBIBYTE,
      retryDelays: null,
      onChunkComplete: (_size, accepted) => {
        if (accepted === file.length / 2) halfway();
      },
      onError: () => {
        resolve(client.url!);
      },
      onSuccess: () => {
        reject(new Error('The upload ended before its gateway was killed.'));
      },
    });
    client.start();
  });
}

function upload(file: Buffer, uploadUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const retryDelays = [500, 1000, 2000, 4000];
    const onSuccess = () => {
      resolve();
    };
    new TusClient(file, { uploadUrl, headers, retryDelays, onSuccess, onError: reject }).start();
  });
}

async function startGateway(): Promise<{ process: ChildProcess; url: string }> {
  const { address } = s3;
  const gateway = fork(builtProgram('gateway.js'), {
    env: {
      ...PROGRAM_ENV,
      SLUICE_HOME: home,
      SLUICE_ADMIN_TOKEN: TOKEN,
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      ARTIFACTS_URL: `s3://${address.bucket}/${address.prefix}`,
      S3_ENDPOINT: address.endpoint,
      S3_ACCESS_KEY_ID: address.credentials?.accessKeyId,
      S3_SECRET_ACCESS_KEY: address.credentials?.secretAccessKey,
    },
  });
  gateways.push(gateway);
  const [ready] = (await once(gateway, 'message')) as [ReadyMessage];
  return { process: gateway, url: new URL('/uploads', ready.url).href };
}
