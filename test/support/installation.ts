import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SluiceClient } from '../../src/client/index.js';
import { builtProgram } from '../../src/lib/package-root.js';
import { createDataSource } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrations.js';
import { freePort } from '../../src/storage/postgres/postmaster.js';
import { PROGRAM_ENV } from './program-env.js';

export type RoleProgram = 'gateway' | 'job-worker' | 'inference-worker';

/** A role of Sluice as a process, ready for its work. */
export interface RoleProcess {
  pid: number;
  /** Where it listens; a job worker does not. */
  url: string;
  /** Ends it at once; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code, or the name of the signal that ended it. */
  stop(): Promise<number | string>;
}

/** Sluice split over processes on one machine, each with a home of its own: they share Postgres and a folder of artifacts. */
export class Installation {
  readonly adminToken = randomBytes(24).toString('base64url');
  /** Stops each process that was started, those that never became ready among them. */
  private readonly stops: RoleProcess['stop'][] = [];
  private readonly clients: SluiceClient[] = [];

  private constructor(
    private readonly folder: string,
    private readonly databaseUrl: string,
    private readonly inferencePorts: readonly number[],
  ) {}

  /** Brings the schema of a database up to date; starts nothing yet. */
  static async create(databaseUrl: string, inferenceWorkers: number): Promise<Installation> {
    const db = await createDataSource({ url: databaseUrl, poolSize: 1 }).initialize();
    await migrate(db, 'up');
    await db.destroy();
    const ports = await Promise.all(Array.from({ length: inferenceWorkers }, () => freePort()));
    return new Installation(await mkdtemp(join(tmpdir(), 'sluice-roles-')), databaseUrl, ports);
  }

  gateway(env: Record<string, string> = {}): Promise<RoleProcess> {
    const urls = this.inferencePorts.map((port) => `http://127.0.0.1:${port}`).join(',');
    return this.start('gateway', { INFERENCE_URLS: urls, SLUICE_ADMIN_TOKEN: this.adminToken, ...env });
  }

  jobWorker(): Promise<RoleProcess> {
    return this.start('job-worker', {});
  }

  /** The inference worker that gateways look for at place `index`. */
  inferenceWorker(index: number): Promise<RoleProcess> {
    return this.start('inference-worker', { INFERENCE_PORT: String(this.inferencePorts[index]) });
  }

  /** A client of one gateway, with the admin's token. */
  client({ url }: RoleProcess): SluiceClient {
    const client = new SluiceClient({ url, token: this.adminToken });
    this.clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await Promise.all(this.stops.map((stop) => stop()));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async start(program: RoleProgram, settings: Record<string, string>): Promise<RoleProcess> {
    const port = await freePort();
    const { ready, stop } = startRole(program, {
      DATABASE_URL: this.databaseUrl,
      ARTIFACTS_URL: pathToFileURL(join(this.folder, 'artifacts')).href,
      INFERENCE_TOKEN: this.adminToken,
      SLUICE_HOME: join(this.folder, `${program}-${this.stops.length}`),
      PORT: String(port),
      ...settings,
    });
    this.stops.push(stop);
    return ready;
  }
}

function startRole(
  program: RoleProgram,
  env: Record<string, string>,
): { ready: Promise<RoleProcess>; stop: RoleProcess['stop'] } {
  const child = fork(builtProgram(`${program}.js`), {
    env: { ...PROGRAM_ENV, LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal', ...env },
    execArgv: [],
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const stop = () => end(child, exited, 'SIGTERM');
  const told = once(child, 'message') as Promise<[{ url?: string }]>;
  const ready = Promise.race([told, exited]).then((first) => {
    if (!Array.isArray(first)) throw new Error(`The ${program} ended (${first}) before it was ready.`);
    return {
      pid: child.pid!,
      url: first[0].url ?? '',
      kill: () => end(child, exited, 'SIGKILL').then(() => undefined),
      stop,
    };
  });
  return { ready, stop };
}

async function end(
  child: ChildProcess,
  exited: Promise<number | string>,
  signal: NodeJS.Signals,
): Promise<number | string> {
  child.kill(signal);
  return exited;
}
