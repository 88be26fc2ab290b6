import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Config, configToEnv } from '../../src/config/config.js';
import { builtProgram } from '../../src/lib/package-root.js';
import { TEST_HANDLERS } from './job-worker.js';
import { PROGRAM_ENV } from './program-env.js';

export interface Program {
  process: ChildProcess;
  pid: number;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
  /** Ends it, and the processes that it started, at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a built program as its own process group, with its log thrown away. It stops when this process ends. */
export function startProgram(path: string, args: string[], config: Config): Program {
  const child = spawn(process.execPath, [builtProgram(path), ...args], {
    env: { ...PROGRAM_ENV, ...configToEnv(config) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    process: child,
    pid: child.pid!,
    exited,
    signal: (name) => child.kill(name),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
      await exited;
    },
  };
}

export function startJobWorkerProgram(config: Config): Program {
  return startProgram('job-worker.js', [TEST_HANDLERS], config);
}
