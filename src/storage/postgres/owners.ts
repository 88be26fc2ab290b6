import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIsAlive } from './postmaster.js';

/**
 * Who uses an embedded Postgres, one file each, so that only the last one stops it. Files of processes that were killed
 * are swept.
 */
export class Owners {
  private readonly folder: string;
  private readonly file: string;

  constructor(folder: string) {
    this.folder = join(folder, 'owners');
    this.file = join(this.folder, `${process.pid}-${randomUUID()}`);
  }

  async register(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(this.file, '');
  }

  /** @returns whether others still use the server */
  async unregister(): Promise<boolean> {
    await rm(this.file, { force: true });
    const files = await readdir(this.folder);
    const dead = files.filter((file) => !processIsAlive(Number.parseInt(file, 10)));
    await Promise.all(dead.map((file) => rm(join(this.folder, file), { force: true })));
    return files.length > dead.length;
  }
}
