import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../src/cli/settings.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sluice-settings-'));
  await writeFile(join(home, 'admin-token'), 'sluice_of_this_machine\n');
});
afterAll(() => rm(home, { recursive: true }));

test('without anything set, the gateway of this machine is meant, with the token that it left', () => {
  expect(readSettings({}, { SLUICE_HOME: home })).toEqual({
    url: 'http://127.0.0.1:4000',
    token: 'sluice_of_this_machine',
  });
});

test('HOST and PORT move the gateway of this machine; one that listens everywhere is met at the loopback', () => {
  expect(readSettings({}, { HOST: '0.0.0.0', PORT: '4100' }).url).toBe('http://127.0.0.1:4100');
  expect(readSettings({}, { HOST: 'models.intern', PORT: '80' }).url).toBe('http://models.intern:80');
});

test('variables come before that, options before both; empty variables count as absent', () => {
  const env = { SLUICE_HOME: home, SLUICE_URL: 'http://b:1', SLUICE_TOKEN: 'b', PORT: '' };
  expect(readSettings({}, env)).toEqual({ url: 'http://b:1', token: 'b' });
  expect(readSettings({ url: 'http://c:1', token: 'c' }, env)).toEqual({ url: 'http://c:1', token: 'c' });
  expect(readSettings({}, { ...env, SLUICE_URL: '', SLUICE_TOKEN: '' }).url).toBe('http://127.0.0.1:4000');
});

test('the token of this machine goes to no other', () => {
  expect(readSettings({ url: 'https://sluice.example.com' }, { SLUICE_HOME: home }).token).toBeUndefined();
  expect(readSettings({ url: 'http://localhost:4100' }, { SLUICE_HOME: home }).token).toBe('sluice_of_this_machine');
});
