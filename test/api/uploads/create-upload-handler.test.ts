import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { collectUnreferencedBlobs } from '../../../src/storage/blobs/collect-unreferenced-blobs.js';
import { digestOf } from '../../../src/storage/blobs/digest.js';
import { consumeUpload } from '../../../src/storage/uploads/consume-upload.js';
import { isReferencedByUpload } from '../../../src/storage/uploads/is-referenced-by-upload.js';
import { removeExpiredUploads } from '../../../src/storage/uploads/remove-expired-uploads.js';
import { Upload } from '../../../src/storage/uploads/upload.entity.js';
import { BYTES, idOf, MEBIBYTE, UploadClient } from './upload-client.js';
import { type UploadGateway, uploadGateways, type UploadGateways } from './upload-gateways.js';

const HOUR_MS = 3_600_000;

let world: UploadGateways;
let gateway: UploadGateway;
let client: UploadClient;

beforeAll(async () => {
  world = await uploadGateways();
  gateway = await world.startGateway();
  client = new UploadClient(world, gateway);
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.aheadMs = 0;
});

test('an uploaded file is one blob, and can be used up once', async () => {
  const file = randomBytes(3 * MEBIBYTE);
  const url = await client.upload(file, { metadata: { filename: '邮件.csv', filetype: 'text/csv' } });
  expect(new URL(url).pathname).toMatch(/^\/uploads\/upload_[0-9a-z]{26}$/);

  const used = await client.consume(url);
  expect(used).toEqual({ digest: digestOf(file), fileName: '邮件.csv', sizeBytes: file.length });
  expect(file.equals(await world.blobs.readBytes(used.digest))).toBe(true);
  await expect(client.consume(url)).rejects.toThrow('was used up at');
});

test('an upload of many requests and parts is put together in order', async () => {
  const file = randomBytes(21 * MEBIBYTE + 7);
  const url = await client.upload(file, { chunkSize: 10 * MEBIBYTE });
  expect((await client.consume(url)).digest).toBe(digestOf(file));
});

test('an empty file is finished at once', async () => {
  const created = await client.send('POST', gateway.url, { 'Upload-Length': '0' });
  expect(created.status).toBe(201);
  expect(await client.consume(client.locationOf(created))).toEqual({
    digest: digestOf(new Uint8Array()),
    fileName: null,
    sizeBytes: 0,
  });
});

test('the first bytes may come with the request that creates the upload', async () => {
  const created = await client.send('POST', gateway.url, { 'Upload-Length': '6', ...BYTES }, Buffer.from('sluice'));
  expect(created.headers.get('upload-offset')).toBe('6');
  expect((await client.consume(client.locationOf(created))).digest).toBe(digestOf(Buffer.from('sluice')));
});

test('a client that does not know the length tells it with the last bytes', async () => {
  const created = await client.send('POST', gateway.url, { 'Upload-Defer-Length': '1' });
  const url = client.locationOf(created);
  await client.patch(url, 0, Buffer.from('slu'));
  await expect(client.consume(url)).rejects.toThrow('has 3 bytes of a number not yet told');
  await client.send('PATCH', url, { ...BYTES, 'Upload-Offset': '3', 'Upload-Length': '6' }, Buffer.from('ice'));
  expect((await client.consume(url)).digest).toBe(digestOf(Buffer.from('sluice')));
});

describe('an upload is refused', () => {
  test.each([
    ['without a token', undefined, 401],
    ['with an unknown token', 'Bearer sluice_unknown', 401],
  ])('%s', async (_case, authorization, status) => {
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1', ...(authorization ? { authorization } : {}) };
    const response = await fetch(gateway.url, { method: 'POST', headers });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([status, 'Bearer']);
  });

  test('with the role of a viewer, naming the role it takes', async () => {
    const refused = await client.send('POST', gateway.url, { 'Upload-Length': '1' }, undefined, world.tokens.viewer);
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('needs the role DEVELOPER');
  });

  test('beyond the size limit', async () => {
    const refused = await client.send('POST', gateway.url, { 'Upload-Length': String(65 * MEBIBYTE) });
    expect(refused.status).toBe(413);
  });

  test('with a malformed digest in its metadata', async () => {
    const metadata = `digest ${Buffer.from('sha256:abc').toString('base64')}`;
    const refused = await client.send('POST', gateway.url, { 'Upload-Length': '1', 'Upload-Metadata': metadata });
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('"sha256:abc" is not a digest');
  });

  test('beyond its own length', async () => {
    const url = await client.create(3);
    const sent = await client.patch(url, 0, Buffer.from('text'));
    expect(sent.status).toBe(413);
    expect(await client.offsetOf(url)).toBe(0);
  });
});

test('an upload does not exist for another project: neither to see, nor to add to, remove or use', async () => {
  const url = await client.create(4);
  const { foreign } = world.tokens;
  const patch = { ...BYTES, 'Upload-Offset': '0' };
  expect((await client.send('HEAD', url, {}, undefined, foreign)).status).toBe(404);
  expect((await client.send('PATCH', url, patch, Buffer.from('text'), foreign)).status).toBe(404);
  expect((await client.send('DELETE', url, {}, undefined, foreign)).status).toBe(404);
  await expect(world.db.transaction((tx) => consumeUpload(tx, 'project_other', idOf(url), new Date()))).rejects.toThrow(
    `No upload "${idOf(url)}"`,
  );
  expect((await client.send('PATCH', url, patch, Buffer.from('text'))).status).toBe(204);
});

test('an upload expires some time after its last progress, and its rows go', async () => {
  const url = await client.create(8);
  world.clock.aheadMs = 1.5 * HOUR_MS;
  expect((await client.patch(url, 0, Buffer.from('text'))).status).toBe(204);
  world.clock.aheadMs = 3 * HOUR_MS;
  expect((await client.send('HEAD', url)).status).toBe(200);
  world.clock.aheadMs = 4 * HOUR_MS;
  expect((await client.send('HEAD', url)).status).toBe(410);
  expect((await client.patch(url, 4, Buffer.from('more'))).status).toBe(410);
  await removeExpiredUploads(world.db.manager, world.clock.now());
  expect(await world.db.getRepository(Upload).existsBy({ id: idOf(url) })).toBe(false);
  expect((await client.send('HEAD', url)).status).toBe(404);
});

test('collection spares the bytes of uploads, finished or not, until they expire', async () => {
  const url = await client.create(8);
  const parts = randomBytes(4);
  await client.patch(url, 0, parts);
  const whole = randomBytes(5);
  await client.upload(whole);
  const isReferenced = (digest: string) => isReferencedByUpload(world.db.manager, digest);
  const collect = () => collectUnreferencedBlobs(world.blobs, isReferenced, HOUR_MS, world.clock.now());
  world.clock.aheadMs = 1.5 * HOUR_MS;
  await collect();
  expect([await world.blobs.has(digestOf(parts)), await world.blobs.has(digestOf(whole))]).toEqual([true, true]);
  world.clock.aheadMs = 3 * HOUR_MS;
  await removeExpiredUploads(world.db.manager, world.clock.now());
  await collect();
  expect([await world.blobs.has(digestOf(parts)), await world.blobs.has(digestOf(whole))]).toEqual([false, false]);
});

test('a client may end an upload, but not one that was used', async () => {
  const url = await client.create(4);
  expect((await client.send('DELETE', url)).status).toBe(204);
  expect((await client.send('HEAD', url)).status).toBe(404);
  const used = await client.upload(Buffer.from('text'));
  await client.consume(used);
  expect((await client.send('DELETE', used)).status).toBe(400);
});

test('what is offered can be asked without a token', async () => {
  const { status, headers } = await fetch(gateway.url, { method: 'OPTIONS' });
  expect(status).toBe(204);
  expect(headers.get('tus-version')).toBe('1.0.0');
  expect(headers.get('tus-extension')).toContain('checksum');
  expect(headers.get('tus-checksum-algorithm')).toBe('sha1,sha256');
  expect(headers.get('tus-max-size')).toBe(String(64 * MEBIBYTE));
  expect(headers.get('access-control-allow-headers')).toContain('Upload-Checksum');
});
