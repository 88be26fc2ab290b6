import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');
const STAMP = join(ROOT, 'dist', '.built-for-tests');

/** Builds the programs that tests start when they are older than their sources, then starts one Postgres for the run. */
export default async function globalSetup() {
  if (newestSource() > modifiedAt(STAMP)) build();
  // Hundreds of processes run the same code.
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'dist', '.compile-cache');
  const server = spawn(process.execPath, [join(import.meta.dirname, 'postgres-server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  for await (const line of createInterface({ input: server.stdout })) {
    process.env.TEST_DATABASE_URL = JSON.parse(line).url;
    break;
  }
  if (!process.env.TEST_DATABASE_URL) throw new Error('The Postgres of this test run did not start.');
  globalThis.stopTestPostgres = () =>
    new Promise((resolve) => {
      server.once('exit', resolve);
      server.stdin.end();
    });
}

function build() {
  const startedAt = new Date();
  const swc = join(ROOT, 'node_modules', '.bin', 'swc');
  const { status } = spawnSync(swc, ['src', '--out-dir', 'dist', '--strip-leading-paths', '--copy-files', '--quiet'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The programs that tests start could not be built.');
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
}

function newestSource() {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  return Math.max(...files.filter((file) => file.isFile()).map((file) => modifiedAt(join(file.parentPath, file.name))));
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
