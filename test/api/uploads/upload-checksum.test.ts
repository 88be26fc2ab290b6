import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { digestOf } from '../../../src/storage/blobs/digest.js';
import { eventually } from '../../support/eventually.js';
import { checksum, MEBIBYTE, UploadClient } from './upload-client.js';
import { uploadGateways, type UploadGateways } from './upload-gateways.js';

let world: UploadGateways;
let client: UploadClient;

beforeAll(async () => {
  world = await uploadGateways();
  client = new UploadClient(world, await world.startGateway());
});
afterAll(() => world.close());

describe('a checksum', () => {
  test.each(['sha1', 'sha256'])('of the right bytes is accepted: %s', async (algorithm) => {
    const bytes = randomBytes(1000);
    const url = await client.create(1000);
    const sent = await client.patch(url, 0, bytes, checksum(algorithm, bytes));
    expect([sent.status, sent.headers.get('upload-offset')]).toEqual([204, '1000']);
  });

  test.each([1000, 9 * MEBIBYTE])('of other bytes makes the request count for nothing (%i bytes)', async (size) => {
    const bytes = randomBytes(size);
    const url = await client.create(size);
    const promised = checksum('sha256', Buffer.from('other bytes'));
    const sent = await client.patch(url, 0, bytes, promised);
    expect(sent.status).toBe(460);
    expect(sent.body).toContain('do not have the sha256 of the request');
    expect(await client.offsetOf(url)).toBe(0);
    await client.patch(url, 0, bytes, checksum('sha256', bytes));
    expect((await client.consume(url)).digest).toBe(digestOf(bytes));
  });

  test('speaks for all bytes of its request: a broken connection keeps none', async () => {
    const bytes = randomBytes(9 * MEBIBYTE);
    const url = await client.create(bytes.length);
    await client.sendPartly(url, bytes.subarray(0, 8.5 * MEBIBYTE), checksum('sha1', bytes));
    await eventually('the request to end', async () => !(await client.isLocked(url)));
    expect(await client.offsetOf(url)).toBe(0);
  });

  test.each([
    ['md5 1B2M2Y8AsgTpgAmY7PhCfg==', 'offered are sha1 and sha256'],
    ['sha256 c2hvcnQ=', 'holds 5 bytes in Base64; a sha256 digest has 32'],
  ])('that cannot be checked is refused: %s', async (header, reason) => {
    const url = await client.create(4);
    const sent = await client.patch(url, 0, Buffer.from('text'), { 'Upload-Checksum': header });
    expect(sent.status).toBe(400);
    expect(sent.body).toContain(reason);
  });

  test('of the whole file may be given in the metadata, and holds over all requests', async () => {
    const file = randomBytes(9 * MEBIBYTE);
    const url = await client.upload(file, { chunkSize: 4 * MEBIBYTE, metadata: { digest: digestOf(file) } });
    expect((await client.consume(url)).digest).toBe(digestOf(file));

    const wrong = client.upload(file, { metadata: { digest: digestOf(Buffer.from('another file')) } });
    await expect(wrong).rejects.toThrow('The whole upload hashes to');
  });
});
