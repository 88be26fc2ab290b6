import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { processIsAlive } from '../../storage/postgres/postmaster.js';

/** An empty folder for one attempt, in SLUICE_HOME: it may have to hold as much as the data that the job works on. */
export async function makeScratch(home: string): Promise<string> {
  const parent = scratchOf(home);
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, `${process.pid}-`));
}

/** Where Node, from 22.1 on, keeps what it compiled of modules, so that the next process of a job only loads it. Without the folder it compiles. */
export function compiledModules({ home }: Pick<Config, 'home'>): string {
  return join(home, 'compiled');
}

/** Removes what killed workers left. */
export async function sweepScratch(home: string): Promise<void> {
  const names = await readdir(scratchOf(home)).catch(() => []);
  const left = names.filter((name) => {
    const pid = Number.parseInt(name, 10);
    return pid !== process.pid && !processIsAlive(pid);
  });
  await Promise.all(left.map((name) => rm(join(scratchOf(home), name), { recursive: true, force: true })));
}

/** Removes what other versions of Node compiled: none but themselves can load it. */
export async function sweepCompiled(config: Pick<Config, 'home'>): Promise<void> {
  const folder = compiledModules(config);
  const others = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith(`${process.version}-`));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function scratchOf(home: string): string {
  return join(home, 'scratch');
}
