import type { DataSource } from 'typeorm';
import type { Config } from '../../config/config.js';
import type { Logger } from '../../lib/logger.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';

export interface MaintenanceServices {
  db: DataSource;
  blobs: BlobStore;
  config: Config;
  logger: Logger;
  now: Date;
}

/** Something to be done again and again, by one job worker of all. It survives being broken off. */
export interface MaintenanceTask {
  name: string;
  everyMs: number;
  run: (services: MaintenanceServices) => Promise<void>;
}

/** Runs the tasks that are due and that no other worker has begun. A task that fails is logged and tried when next due. */
export async function runDueMaintenance(
  tasks: readonly MaintenanceTask[],
  services: MaintenanceServices,
): Promise<void> {
  for (const task of tasks) {
    if (!(await claim(services, task))) continue;
    await task.run(services).catch((error: unknown) => {
      services.logger.error({ err: error, task: task.name }, 'maintenance failed');
    });
  }
}

async function claim({ db, now }: MaintenanceServices, { name, everyMs }: MaintenanceTask): Promise<boolean> {
  const claimed = await db.query<unknown[]>(
    `INSERT INTO maintenance_run (name, began_at) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET began_at = excluded.began_at WHERE maintenance_run.began_at <= $3
     RETURNING name`,
    [name, now, new Date(now.getTime() - everyMs)],
  );
  return claimed.length > 0;
}
