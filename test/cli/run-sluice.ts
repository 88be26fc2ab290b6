import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '../../src/lib/package-root.js';
import { eventually } from '../support/eventually.js';
import { PROGRAM_ENV } from '../support/program-env.js';

export interface Ran {
  code: number | string;
  stdout: string;
  stderr: string;
}

export interface RunningSluice {
  process: ChildProcess;
  /** What it has written to standard error so far. */
  stderr(): string;
  stdout(): string;
  /** Waits until it has written something to either. */
  sees(pattern: RegExp): Promise<void>;
  exited: Promise<Ran>;
}

/** Starts `sluice` as a shell does, without a terminal. */
export function startSluice(env: Record<string, string>, ...args: string[]): RunningSluice {
  const child = spawn(process.execPath, [builtProgram('cli/sluice.js'), ...args], {
    env: { ...PROGRAM_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, 'close').then(([code, signal]) => ({
    code: (code ?? signal) as number | string,
    stdout,
    stderr,
  }));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    sees: async (pattern) => {
      await eventually(`${args.join(' ')} writes ${String(pattern)}, not ${stdout}${stderr}`, () =>
        pattern.test(stdout + stderr),
      );
    },
    exited,
  };
}

/** Runs `sluice` to its end. */
export function runSluice(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  return startSluice(env, ...args).exited;
}

/** Runs `sluice … --json` and reads its answer. @throws when it fails */
export async function askSluice<T>(env: Record<string, string>, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runSluice(env, ...args, '--json');
  if (code !== 0) throw new Error(`sluice ${args.join(' ')} exited with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
