import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/storage/postgres/postmaster.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { askSluice, runSluice, startSluice } from './run-sluice.js';

let gateway: GatewayForTest;
let env: Record<string, string>;
let folder: string;
beforeAll(async () => {
  gateway = await startGatewayForTest();
  env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

test('0: what was asked for was done, and the answer stands alone on standard output', async () => {
  await expect(runSluice(env, 'model', 'list', '--json')).resolves.toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});

test('2: a server without the name of the model there', async () => {
  const { code, stderr } = await runSluice(env, 'release', 'start', 'a@1', '-e', 'b', '--server', 'triton');
  expect([code, stderr]).toEqual([2, 'sluice: A server is given with --server and --server-model together.\n']);
});

test('1: an operation that is refused, with the sentence of the gateway', async () => {
  const { code, stdout, stderr } = await runSluice(env, 'token', 'revoke', 'token_01h455vb4pex5vsknk084sn02q');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^sluice: No token ".+"\. .+\n$/);
});

test.each([
  ['an argument is missing', ['predict']],
  ['an option is unknown', ['jobs', '--colour']],
  ['a value is none of those that it may be', ['jobs', '--state', 'asleep']],
  ['a command is unknown', ['lunch']],
  ['a file is not there', ['dataset', 'import', 'mails', '/nowhere/mails.csv']],
  ['an address is none', ['jobs', '--url', 'localhost:4000']],
])('2: %s', async (_case, args) => {
  const { code, stderr } = await runSluice(env, ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^sluice: /);
  expect(stderr).not.toContain('    at ');
});

test('3: no gateway answers', async () => {
  const { code, stderr } = await runSluice({ SLUICE_URL: `http://127.0.0.1:${await freePort()}` }, 'jobs');
  expect(code).toBe(3);
  expect(stderr).toMatch(/^sluice: No gateway answers at .+ Start one with "sluice up"/);
});

test('4: the token is not valid, or its role may not do this', async () => {
  await expect(runSluice({ ...env, SLUICE_TOKEN: 'sluice_wrong' }, 'jobs')).resolves.toMatchObject({ code: 4 });
  const made = await askSluice<{ secret: string }>(env, 'token', 'create', 'reader', '--role', 'viewer');
  const viewer = { ...env, SLUICE_TOKEN: made.secret };
  await expect(runSluice(viewer, 'model', 'list')).resolves.toMatchObject({ code: 0 });
  await expect(runSluice(viewer, 'token', 'list')).resolves.toMatchObject({ code: 4 });
});

test('with --json an error is JSON too, with its code', async () => {
  const { stderr } = await runSluice({ ...env, SLUICE_TOKEN: 'sluice_wrong' }, 'jobs', '--json');
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
});

test('130: Ctrl-C while waiting leaves the job alone and says how to follow it', async () => {
  const file = join(folder, 'mails.csv');
  await writeFile(file, 'text,label\nhello,ham\n');
  const waiting = startSluice(env, 'dataset', 'import', 'mails', file);
  await waiting.sees(/Importing mails/);
  waiting.process.kill('SIGINT');
  const { code, stderr } = await waiting.exited;
  expect(code).toBe(130);
  const id = /sluice job cancel (job_\w+)/.exec(stderr)![1]!;
  await expect(askSluice(env, 'job', 'show', id)).resolves.toMatchObject({ id, state: 'QUEUED' });
});

test('a token of a day is made, listed, and revoked', async () => {
  const { token } = await askSluice<{ token: { id: string } }>(
    env,
    ...['token', 'create', 'nightly', '--role', 'developer', '--expires-in', 'P1D'],
  );
  const { stdout } = await runSluice(env, 'token', 'list');
  expect(stdout).toMatch(new RegExp(`^${token.id} +nightly +developer`, 'm'));
  await expect(runSluice(env, 'token', 'revoke', token.id)).resolves.toMatchObject({
    code: 0,
    stdout: `Revoked nightly (${token.id}).\n`,
  });
});
