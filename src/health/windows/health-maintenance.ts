import type { DataSource } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { pruneWindows } from './prune-windows.js';
import type { HealthRetention } from './retention.js';
import { rollUp } from './roll-up.js';

const EVERY_MS = 10_000;

export interface HealthMaintenanceOptions {
  db: DataSource;
  clock: Clock;
  retention: HealthRetention;
  logger: Logger;
  /** How often to look; 10 s when left out. */
  everyMs?: number;
}

/** Keeps minutes and hours made, and removes what is old. Every gateway runs one; they do not get in each other's way. */
export class HealthMaintenance {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;

  constructor(private readonly options: HealthMaintenanceOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.run().finally(() => {
        this.running = null;
      });
    }, this.options.everyMs ?? EVERY_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    const { db, clock, retention, logger } = this.options;
    try {
      await rollUp(db, clock.now());
      await pruneWindows(db, clock.now(), retention);
    } catch (error) {
      logger.warn({ err: error }, 'health is rolled up later');
    }
  }
}
