import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** The repository, seen from dist-bench/bench/installation/. */
const ROOT = join(import.meta.dirname, '..', '..', '..');
const ADMIN_TOKEN = 'sluice_bench_admin_token_of_no_worth';
const INFERENCE_TOKEN = 'bench';

export interface Installation {
  /** Where GraphQL is. */
  url: string;
  token: string;
  databaseUrl: string;
  inferenceUrl: string;
  inferenceToken: string;
  /** The process that all others are below. */
  processId: number;
  stop(): Promise<void>;
}

type Postgres = typeof import('../../src/storage/embedded-postgres.js');
type Postmaster = typeof import('../../src/storage/postgres/postmaster.js');

const built = (path: string): string => join(ROOT, 'dist', path);
const builtBench = (program: string): string => join(import.meta.dirname, '..', `${program}.js`);

/** A module of the built program. Imported when it runs, because the programs that it starts lie beside it. */
export async function importBuilt<T>(path: string): Promise<T> {
  return (await import(built(path))) as T;
}

/** Everything that `sluice up` starts, with one inference worker, no rate limit, and a database and folder that go with it. */
export async function startInstallation(): Promise<Installation> {
  const { embeddedPostgresFolder, startEmbeddedPostgres } = await importBuilt<Postgres>('storage/embedded-postgres.js');
  const { freePort } = await importBuilt<Postmaster>('storage/postgres/postmaster.js');
  const home = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const folder = embeddedPostgresFolder(home);
  const postgres = await startEmbeddedPostgres({ folder });
  const inferencePort = await freePort();
  const up = spawn(process.execPath, [built('cli/sluice.js'), 'up'], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SLUICE_HOME: home,
      SLUICE_ADMIN_TOKEN: ADMIN_TOKEN,
      DATABASE_URL: postgres.url,
      PORT: String(await freePort()),
      INFERENCE_PORT: String(inferencePort),
      INFERENCE_TOKEN,
      INFERENCE_WORKERS: '1',
      RATE_LIMIT_PER_SECOND: '0',
      CONCURRENCY_LIMIT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await lineMatching(up, /GraphQL at (\S+)/);
  return {
    url,
    token: ADMIN_TOKEN,
    databaseUrl: postgres.url,
    inferenceUrl: `http://127.0.0.1:${inferencePort}`,
    inferenceToken: INFERENCE_TOKEN,
    processId: up.pid!,
    stop: async () => {
      up.kill('SIGTERM');
      await once(up, 'exit');
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A server of a benchmark's own, in a process of its own. */
export interface BenchServer {
  url: string;
  processId: number;
  stop(): Promise<void>;
}

/** @param program its path below bench/, without the extension; it prints its URL when it is ready */
export async function startServer(program: string, ...args: string[]): Promise<BenchServer> {
  const child = spawn(process.execPath, [builtBench(program), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await lineMatching(child, /^(http\S+)/);
  return {
    url,
    processId: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Runs a program of a benchmark to its end. @returns the JSON that it printed */
export async function runProgram<T>(program: string, ...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [builtBench(program), ...args]);
  return JSON.parse(stdout) as T;
}

async function lineMatching(child: ChildProcess, pattern: RegExp): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  for await (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) {
      child.stdout!.resume();
      return found;
    }
  }
  throw new Error('A program that the benchmark needs ended before it was ready.');
}
