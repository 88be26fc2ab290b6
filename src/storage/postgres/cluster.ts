import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.js';

const run = promisify(execFile);

/** The superuser of an embedded cluster. */
export const SUPERUSER = 'sluice';

/** A folder with Postgres' data and the password of its superuser. */
export interface Cluster {
  dataFolder: string;
  password: string;
}

/** What Postgres' programs need of an environment: none of the caller's PG* variables. */
export const POSTGRES_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

/** The cluster in `folder`, made by initdb at the first call. Complete or absent, also when two processes make it at once. */
export async function openCluster(folder: string, binaries: string, account: Account | null): Promise<Cluster> {
  const path = join(folder, 'cluster');
  if (!(await exists(path))) await createCluster(folder, path, binaries, account);
  return { dataFolder: join(path, 'data'), password: await readFile(join(path, 'password'), 'utf8') };
}

async function createCluster(folder: string, path: string, binaries: string, account: Account | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const partial = `${path}.${randomUUID()}`;
  await mkdir(partial, { mode: 0o700 });
  const passwordFile = join(partial, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await mkdir(join(partial, 'data'), { mode: 0o700 });
  if (account) {
    for (const owned of [partial, passwordFile, join(partial, 'data')]) await chown(owned, account.uid, account.gid);
  }
  await initdb(join(partial, 'data'), passwordFile, binaries, account);
  try {
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists(path))) throw error;
  }
}

async function initdb(
  dataFolder: string,
  passwordFile: string,
  binaries: string,
  account: Account | null,
): Promise<void> {
  const program = join(binaries, 'bin', 'initdb');
  const args = [
    `--pgdata=${dataFolder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  await run(program, args, { cwd: dataFolder, env: POSTGRES_ENV, ...account });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
