import type { Services } from '../../access/context.js';
import { Presence } from '../../jobs/presence/presence.js';
import { WorkerKind } from '../../jobs/presence/worker.entity.js';

const EVERY_MS = 5_000;

/** The row by which others see this gateway. */
export class GatewayPresence {
  private constructor(
    private readonly presence: Presence,
    private readonly timer: NodeJS.Timeout,
    private readonly services: Pick<Services, 'clock'>,
  ) {}

  static async start(services: Pick<Services, 'db' | 'clock' | 'logger'>): Promise<GatewayPresence> {
    const { db, clock, logger } = services;
    const presence = await Presence.announce(db, { kind: WorkerKind.GATEWAY, laneCount: 1 }, clock.now());
    const timer = setInterval(() => {
      const vitals = { memoryBytes: BigInt(process.memoryUsage.rss()), queueLength: 0 };
      presence.beat(vitals, clock.now()).catch((error: unknown) => {
        logger.warn({ err: error }, 'this gateway is not seen by others for a while');
      });
    }, EVERY_MS);
    return new GatewayPresence(presence, timer, services);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.presence.leave(this.services.clock.now());
  }
}
