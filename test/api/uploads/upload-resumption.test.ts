import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BlobSource, BlobStore } from '../../../src/storage/blobs/blob-store.js';
import { digestOf } from '../../../src/storage/blobs/digest.js';
import { eventually } from '../../support/eventually.js';
import { idOf, MEBIBYTE, UploadClient } from './upload-client.js';
import { type UploadGateway, uploadGateways, type UploadGateways } from './upload-gateways.js';

let world: UploadGateways;
let gateway: UploadGateway;
let client: UploadClient;

beforeAll(async () => {
  world = await uploadGateways();
  gateway = await world.startGateway();
  client = new UploadClient(world, gateway);
});
afterAll(() => world.close());

describe('an interrupted upload', () => {
  test('goes on at another gateway when the first one was killed', async () => {
    const first = await world.startGateway();
    const file = randomBytes(20 * MEBIBYTE);
    const url = await new Promise<string>((resolve, reject) => {
      const tus = client.newTusClient(file, {
        endpoint: first.url,
        chunkSize: 6 * MEBIBYTE,
        retryDelays: null,
        onChunkComplete: (_size, accepted) => {
          if (accepted === 12 * MEBIBYTE) void first.kill();
        },
        onError: () => {
          resolve(tus.url!);
        },
        onSuccess: () => {
          reject(new Error('The upload ended before its gateway was killed.'));
        },
      });
      tus.start();
    });
    const elsewhere = `${gateway.url}/${idOf(url)}`;
    const resumedAt: number[] = [];
    await client.upload(file, { uploadUrl: elsewhere, onProgress: (sent) => resumedAt.push(sent) });
    expect(resumedAt[0]).toBeGreaterThanOrEqual(12 * MEBIBYTE);
    expect((await client.consume(url)).digest).toBe(digestOf(file));
  });

  test('keeps every byte that arrived before the connection broke', async () => {
    const file = randomBytes(12 * MEBIBYTE);
    const url = await client.create(file.length);
    await client.sendPartly(url, file.subarray(0, 9 * MEBIBYTE));
    await eventually('the bytes to be safe', async () => (await client.offsetOf(url)) === 9 * MEBIBYTE);
    expect((await client.patch(url, 9 * MEBIBYTE, file.subarray(9 * MEBIBYTE))).status).toBe(204);
    expect((await client.consume(url)).digest).toBe(digestOf(file));
  });

  test('whose connection hangs gives way to the client that comes back at another gateway', async () => {
    const other = await world.startGateway();
    const file = randomBytes(4 * MEBIBYTE);
    const url = await client.create(file.length);
    const hanging = client.sendWithoutEnd(url, file.subarray(0, MEBIBYTE));
    await eventually('the first request to work', () => client.isLocked(url));
    await client.upload(file, { uploadUrl: `${other.url}/${idOf(url)}` });
    hanging.destroy();
    expect((await client.consume(url)).digest).toBe(digestOf(file));
  });

  test('is not mixed up by two senders of the same bytes at once', async () => {
    const file = randomBytes(10 * MEBIBYTE);
    const url = await client.create(file.length);
    const patch = () => client.patch(url, 0, file);
    await Promise.all([patch(), patch(), patch()]);
    // Each may have given way to the next before its last byte.
    if ((await client.offsetOf(url)) < file.length) await client.upload(file, { uploadUrl: url });
    expect((await client.consume(url)).digest).toBe(digestOf(file));
  });
});

test('a client waits in peace while the store takes long over the last bytes', async () => {
  const storeIsSlow = (shared: BlobStore): BlobStore =>
    Object.create(shared, {
      put: {
        async value(source: BlobSource) {
          await delay(700);
          return shared.put(source);
        },
      },
    }) as BlobStore;
  const slow = await world.startGateway({ idleTimeoutMs: 300, store: storeIsSlow });
  const file = randomBytes(1000);
  const url = await client.create(file.length);
  const sent = await client.patch(`${slow.url}/${idOf(url)}`, 0, file);
  expect(sent.status).toBe(204);
});
