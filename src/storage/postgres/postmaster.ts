import { execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.js';
import { POSTGRES_ENV } from './cluster.js';

const run = promisify(execFile);

/** A Postgres server that runs, or ran when it wrote its pid file. */
export interface Postmaster {
  pid: number;
  port: number;
}

export interface PostmasterSettings {
  binaries: string;
  account: Account | null;
  dataFolder: string;
  logFile: string;
  /** Settings of postgresql.conf. */
  settings: Record<string, string>;
}

/** The server that holds this data folder; null when none does or its process is gone. */
export async function runningPostmaster(dataFolder: string): Promise<Postmaster | null> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n').map(Number);
  return pid && port && processIsAlive(pid) ? { pid, port } : null;
}

/** A process of its own session: Ctrl-C at our terminal leaves it to us to stop it. */
export async function spawnPostmaster(
  { binaries, account, dataFolder, logFile, settings }: PostmasterSettings,
  port: number,
): Promise<void> {
  const log = await open(logFile, 'a', 0o600);
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings };
  const child = spawn(
    join(binaries, 'bin', 'postgres'),
    ['-D', dataFolder, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: dataFolder, env: POSTGRES_ENV, detached: true, stdio: ['ignore', log.fd, log.fd], ...account },
  );
  child.on('error', () => undefined);
  child.unref();
  await log.close();
}

/** Ends all sessions, writes a checkpoint and exits; without one when that takes longer than 10 s. */
export async function stopPostmaster(settings: PostmasterSettings): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    run(
      join(settings.binaries, 'bin', 'pg_ctl'),
      ['stop', '-D', settings.dataFolder, '-m', mode, '-w', '-t', `${seconds}`],
      { cwd: settings.dataFolder, env: POSTGRES_ENV, ...settings.account },
    );
  try {
    await stop('fast', 10);
  } catch (error) {
    if (!(await runningPostmaster(settings.dataFolder))) return;
    await stop('immediate', 10).catch(() => {
      throw error;
    });
  }
}

/** A port of the loopback interface that nothing listens on. `preferred` when it is free. */
export async function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (preferred === 0) reject(error);
      else resolve(freePort());
    });
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : preferred);
      });
    });
  });
}

export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
