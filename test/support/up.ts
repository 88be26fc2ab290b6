import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { builtProgram } from '../../src/lib/package-root.js';
import { freePort } from '../../src/storage/postgres/postmaster.js';
import { PROGRAM_ENV } from './program-env.js';

/** `sluice up`, as a user starts it. */
export interface RunningUp {
  pid: number;
  /** What it printed until it was ready. */
  output: string;
  url: string;
  tokenFile: string;
  /** Ids of the processes that it started, Postgres left out, by the name of their program; their own children have none. */
  workers(): Promise<{ pid: number; program: string | null }[]>;
  /** Ids of the processes of its Postgres. */
  postgres(): Promise<number[]>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>;
}

export async function startUp(home: string, env: Record<string, string> = {}): Promise<RunningUp> {
  const child = spawn(process.execPath, [builtProgram('cli/sluice.js'), 'up'], {
    env: { ...PROGRAM_ENV, ...(await portsOfItsOwn()), SLUICE_HOME: home, INFERENCE_WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  let output = '';
  let problems = '';
  child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C')) resolve();
    });
    void exited.then((end) => {
      reject(new Error(`sluice up ended (${end}) before it was ready. ${problems}`));
    });
  });
  return {
    pid: child.pid!,
    output,
    url: /GraphQL at (\S+)/.exec(output)![1]!,
    tokenFile: /Admin token: (.+)/.exec(output)![1]!,
    workers: () => workersOf(child.pid!),
    postgres: () => postgresOf(home),
    signal: (name) => child.kill(name),
    exited,
  };
}

/** Of two that start at the same moment with the same ports, both find them free and one cannot listen. */
async function portsOfItsOwn(): Promise<Record<string, string>> {
  const [gateway, inference] = await Promise.all([freePort(), freePort()]);
  return { PORT: String(gateway), INFERENCE_PORT: String(inference) };
}

/** Whether a process runs: one that ended, and that its new parent has not yet noticed, does not. */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function workersOf(up: number): Promise<{ pid: number; program: string | null }[]> {
  const workers: { pid: number; program: string | null }[] = [];
  for (const pid of (await withDescendants(up)).slice(1)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('postgres')) workers.push({ pid, program: /([\w-]+)\.js\0/.exec(command)?.[1] ?? null });
  }
  return workers;
}

async function withDescendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** The server that `up` started lives in a session of its own; its data folder is named after the home. */
async function postgresOf(home: string): Promise<number[]> {
  const name = home.split('/').at(-1)!;
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('postgres\0-D') && command.includes(name)) found.push(...(await withDescendants(Number(pid))));
  }
  return found;
}
