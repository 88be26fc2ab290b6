import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../src/storage/postgres/postmaster.js';
import { PACKAGE_ROOT } from '../../src/lib/package-root.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';
import { PROGRAM_ENV } from '../support/program-env.js';
import { type RunningUp, startUp } from '../support/up.js';

/** Of 6,046: the same story in a third of the time. */
const MAILS = '2000';

let database: TestDatabase;
let home: string;
let up: RunningUp;

beforeAll(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  up = await startUp(home, { DATABASE_URL: database.url });
}, 120_000);
afterAll(async () => {
  up.signal('SIGTERM');
  await up.exited;
  await rm(home, { recursive: true, force: true });
  await database.drop();
}, 120_000);

async function runDemo(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const demo = spawn(process.execPath, [join(PACKAGE_ROOT, 'demo', 'main.ts'), '--mails', MAILS], {
    env: { ...PROGRAM_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(demo, 'exit') as Promise<[number]>;
  const [stdout, stderr, [code]] = await Promise.all([text(demo.stdout), text(demo.stderr), exited]);
  return { code, stdout, stderr };
}

test('the whole life of a spam filter holds on real mails, and shows the document behind each step', async () => {
  const { code, stdout, stderr } = await runDemo({ SLUICE_HOME: home, PORT: new URL(up.url).port });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('✗');
  expect(stdout.match(/^━━ \d+\./gm)).toHaveLength(12);
  for (const operation of ['mutation ImportMails', 'subscription LiveLoss', 'mutation RollBack', 'query Lineage'])
    expect(stdout).toContain(operation);
}, 240_000);

test('without a gateway the demo fails, and says how to start one', async () => {
  const { code, stderr } = await runDemo({ SLUICE_URL: `http://127.0.0.1:${await freePort()}` });
  expect(code).toBe(1);
  expect(stderr).toContain('npm start');
});
