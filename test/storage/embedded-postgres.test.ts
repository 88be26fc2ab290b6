import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/storage/embedded-postgres.js';
import { builtProgram } from '../../src/lib/package-root.js';
import { queryOnce } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const SETTINGS = { fsync: 'off' };

let folder: string;
const started: EmbeddedPostgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-postgres-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  expect(await isRunning()).toBe(false);
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, settings: SETTINGS });
  started.push(server);
  return server;
}

async function postmasterPid(): Promise<number | null> {
  const text = await readFile(join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8').catch(() => null);
  return text === null ? null : Number.parseInt(text, 10);
}

async function isRunning(): Promise<boolean> {
  const pid = await postmasterPid();
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process that starts the server, says its address, and waits. */
async function startElsewhere() {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(builtProgram('storage/embedded-postgres.js'))});
    const { url } = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, settings: ${JSON.stringify(SETTINGS)} });
    process.stdout.write(url);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: url.toString() };
}

test('it speaks UTF-8, listens on the loopback interface only, and asks for its password', async () => {
  const { url } = await start();
  expect(await queryOnce(url, 'SELECT current_database(), lower($1) AS lower', ['ÄÖ'])).toEqual([
    { current_database: 'sluice', lower: 'äö' },
  ]);
  const settings = await queryOnce<{ name: string; setting: string }>(
    url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'server_encoding')`,
  );
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    server_encoding: 'UTF8',
  });
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(queryOnce(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
}, 120_000);

test('started twice at once it is one server, and the last to leave stops it', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.url).toBe(second.url);
  await queryOnce(first.url, 'CREATE TABLE kept ()');
  await first.stop();
  expect(await queryOnce(second.url, 'SELECT * FROM kept')).toEqual([]);
  await second.stop();
  expect(await isRunning()).toBe(false);
  started.length = 0;
  const again = await start();
  expect(await queryOnce(again.url, 'SELECT * FROM kept')).toEqual([]);
}, 120_000);

test('a server that a killed process left running is taken over, and stopped in the end', async () => {
  const { child, url } = await startElsewhere();
  const pid = await postmasterPid();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await isRunning()).toBe(true);
  const server = await start();
  expect(server.url).toBe(url);
  expect(await postmasterPid()).toBe(pid);
}, 120_000);

test('a server that is killed comes back at the same address', async () => {
  const { url } = await start();
  await queryOnce(url, 'CREATE TABLE kept ()');
  const pid = (await postmasterPid())!;
  process.kill(pid, 'SIGKILL');
  const rows = await eventually('the table', () => queryOnce(url, 'SELECT * FROM kept').catch(() => null), 30_000);
  expect(rows).toEqual([]);
  expect(await postmasterPid()).not.toBe(pid);
}, 120_000);

test('the pid file of a server that was killed with its process stands in nobody’s way', async () => {
  const { child } = await startElsewhere();
  child.kill('SIGKILL');
  await once(child, 'exit');
  process.kill((await postmasterPid())!, 'SIGKILL');
  const { url } = await start();
  expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
}, 120_000);
