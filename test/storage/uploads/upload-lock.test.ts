import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/storage/database.js';
import { UploadLock } from '../../../src/storage/uploads/upload-lock.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

const TIMES = { leaseMs: 600, patienceMs: 5_000, pollMs: 10 };
const FOREVER = new AbortController().signal;
const ignore = () => undefined;

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await createDataSource({ url: database.url, poolSize: 5 }).initialize();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('a request that waits makes the holder let go, and then has the lock', async () => {
  const holder = new UploadLock(db, 'upload_a', TIMES);
  const asked = jest.fn(() => holder.unlock());
  await holder.lock(FOREVER, asked);
  const waiting = new UploadLock(db, 'upload_a', TIMES);
  await waiting.lock(FOREVER, ignore);
  expect(asked).toHaveBeenCalled();
  await waiting.unlock();
});

test('a holder keeps the lock past its lease for as long as it lives', async () => {
  const holder = new UploadLock(db, 'upload_b', { ...TIMES, leaseMs: 300 });
  await holder.lock(FOREVER, ignore);
  const impatient = new UploadLock(db, 'upload_b', { ...TIMES, patienceMs: 900 });
  await expect(impatient.lock(FOREVER, ignore)).rejects.toThrow('Another request works on the upload "upload_b"');
  await holder.unlock();
});

test('a gateway that vanished keeps others out for the rest of its lease only', async () => {
  await db.query(`INSERT INTO upload_lock VALUES ('upload_c', 'vanished', now() + interval '400 milliseconds')`);
  const next = new UploadLock(db, 'upload_c', TIMES);
  await next.lock(FOREVER, ignore);
  expect(await holderOf('upload_c')).not.toBe('vanished');
  await next.unlock();
  expect(await holderOf('upload_c')).toBeUndefined();
});

test('a holder that was passed over is told, and cannot take the lock from its successor', async () => {
  const late = new UploadLock(db, 'upload_d', TIMES);
  const told = jest.fn(ignore);
  await late.lock(FOREVER, told);
  await db.query(`UPDATE upload_lock SET holder = 'successor' WHERE upload_id = 'upload_d'`);
  await eventually('the late holder to be told', () => told.mock.calls.length > 0);
  await late.unlock();
  expect(await holderOf('upload_d')).toBe('successor');
});

test('a request whose client left stops waiting', async () => {
  const holder = new UploadLock(db, 'upload_e', TIMES);
  await holder.lock(FOREVER, ignore);
  const left = new AbortController();
  const waiting = new UploadLock(db, 'upload_e', TIMES).lock(left.signal, ignore);
  left.abort();
  await expect(waiting).rejects.toThrow('aborted');
  await holder.unlock();
});

async function holderOf(uploadId: string): Promise<string | undefined> {
  const rows = await db.query<{ holder: string }[]>('SELECT holder FROM upload_lock WHERE upload_id = $1', [uploadId]);
  return rows[0]?.holder;
}
