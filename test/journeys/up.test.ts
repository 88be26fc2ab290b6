import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedPostgresFolder } from '../../src/storage/embedded-postgres.js';
import { eventually } from '../support/eventually.js';
import { type RunningUp, isAlive, startUp } from '../support/up.js';

let home: string;
let up: RunningUp | null = null;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sluice-up-'));
});
afterAll(async () => {
  if (up) killAll(await everyProcess(up));
  await rm(embeddedPostgresFolder(home), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

async function ask({ url, tokenFile }: RunningUp, query: string): Promise<unknown> {
  const token = (await readFile(tokenFile, 'utf8')).trim();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
}

const allGone = (pids: readonly number[]) => eventually('the end of every process', () => !pids.some(isAlive), 20_000);
const workersOf = async (running: RunningUp) => (await running.workers()).map(({ pid }) => pid);
const everyProcess = async (running: RunningUp) => [
  running.pid,
  ...(await workersOf(running)),
  ...(await running.postgres()),
];

test('sluice up says where GraphQL is, where the admin token lies, and what to try', async () => {
  up = await startUp(home);
  expect(up.output).toContain('npm run demo');
  expect((await stat(up.tokenFile)).mode & 0o777).toBe(0o600);
  expect(await ask(up, '{ viewer { name role } }')).toEqual({ data: { viewer: { name: 'admin', role: 'ADMIN' } } });
  const { status } = await fetch(new URL('/readyz', up.url));
  expect(status).toBe(200);
}, 120_000);

test('a second one on the same port says so, ends, and takes nothing of the first with it', async () => {
  const { port } = new URL(up!.url);
  await expect(startUp(home, { PORT: port })).rejects.toThrow(`Another program listens on 127.0.0.1:${port}.`);
  expect(await ask(up!, '{ viewer { name } }')).toEqual({ data: { viewer: { name: 'admin' } } });
}, 120_000);

test.each([
  [
    'a home that cannot be written',
    { SLUICE_HOME: 'FILE/home' },
    'Set SLUICE_HOME to a folder that this user may write.',
  ],
  [
    'a database that is away',
    { DATABASE_URL: 'postgres://me:secret@127.0.0.1:9/mine' },
    'Postgres at 127.0.0.1:9/mine takes no connection',
  ],
])(
  '%s stops the start with what to do, and no stack',
  async (_, env: Record<string, string>, advice) => {
    const file = join(home, 'a-file');
    await writeFile(file, '');
    const other = env.SLUICE_HOME?.replace('FILE', file) ?? join(home, 'other');
    const failure = await startUp(other, { ...env, SLUICE_HOME: other }).catch(String);
    expect(failure).toContain(advice);
    expect(failure).not.toMatch(/\n\s+at |secret/);
  },
  60_000,
);

test('a gateway that was killed is started again', async () => {
  const { pid } = (await up!.workers()).find(({ program }) => program === 'gateway')!;
  process.kill(pid, 'SIGKILL');
  await allGone([pid]);
  const answer = await eventually('an answer', () => ask(up!, '{ viewer { name } }').catch(() => null));
  expect(answer).toEqual({ data: { viewer: { name: 'admin' } } });
}, 120_000);

test('SIGTERM stops everything and leaves no process', async () => {
  const pids = await everyProcess(up!);
  expect(pids.length).toBeGreaterThan(4);
  up!.signal('SIGTERM');
  expect(await up!.exited).toBe(0);
  await allGone(pids);
}, 120_000);

test('after SIGKILL of the whole tree, Postgres included, nothing is missing', async () => {
  up = await startUp(home);
  await ask(up, 'mutation { createApiToken(input: { name: "kept", role: VIEWER }) { token { id } } }');
  const pids = await everyProcess(up);
  killAll(pids);
  await allGone(pids);
  up = await startUp(home);
  expect(await ask(up, '{ apiTokens { edges { node { name } } } }')).toEqual({
    data: { apiTokens: { edges: [{ node: { name: 'kept' } }, { node: { name: 'admin' } }] } },
  });
}, 120_000);

test('when it alone is killed, its workers end by themselves, and the next start takes Postgres over', async () => {
  const workers = await workersOf(up!);
  const [postgres] = await up!.postgres();
  up!.signal('SIGKILL');
  await allGone(workers);
  expect(isAlive(postgres!)).toBe(true);
  up = await startUp(home);
  expect(await up.postgres()).toContain(postgres);
  expect(await ask(up, '{ viewer { name } }')).toEqual({ data: { viewer: { name: 'admin' } } });
}, 120_000);

test('Ctrl-C, which every process of the terminal gets, leaves no process', async () => {
  const pids = await everyProcess(up!);
  for (const pid of [up!.pid, ...(await workersOf(up!))]) process.kill(pid, 'SIGINT');
  expect(await up!.exited).toBe(0);
  await allGone(pids);
}, 120_000);
