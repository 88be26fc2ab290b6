import type { RequestContext } from '../access/context.js';
import { persistently } from '../access/subscription.js';
import { CursorExpiredError } from '../lib/errors.js';
import { FleetChanges, FleetHealth } from './fleet-health.js';
import { decodeHealthCursor } from './health-cursor.js';
import { everyArgumentMs, windowArgumentMs, windowEndingAt } from './windows/health-span.js';
import { modelHealthOf } from './load-health.js';
import type { ModelHealth } from './model-health.js';
import { healthRetention, settledEnd } from './windows/retention.js';
import { windowEnds } from './windows/window-ends.js';

/** The window of fleetHealth. */
const FLEET_WINDOW_MS = 60_000;

export interface HealthStreamArgs {
  every: string;
  window: string;
  after?: string | null;
}

/**
 * Health of a deployment, an event each `every`, from the present or behind `after`; what was missed is read from the stored
 * seconds. Every event is read when the one before was taken: a slow client gets all of them, late, and none piles up.
 * @throws {InvalidInputError} for arguments out of bounds
 * @throws {CursorExpiredError} when the seconds behind `after` are no longer kept; while iterating, when a client fell so far behind
 */
export function healthStream(
  context: RequestContext,
  deploymentId: string,
  { every, window, after }: HealthStreamArgs,
): AsyncIterable<ModelHealth> {
  const { clock } = context;
  const retention = healthRetention(context.config);
  const everyMs = everyArgumentMs(every);
  const windowMs = windowArgumentMs(window, retention);
  const keptFrom = (nowMs: number): number => nowMs - retention.SECOND;
  const nowMs = clock.now().getTime();
  const afterMs = after == null ? null : decodeHealthCursor(after, settledEnd(nowMs), keptFrom(nowMs));
  const ends = windowEnds({ clock, everyMs, afterMs, whenBehind: 'replay', signal: context.signal });
  return (async function* () {
    for await (const endMs of ends) {
      const now = clock.now().getTime();
      if (endMs < keptFrom(now)) throw new CursorExpiredError();
      const span = windowEndingAt(endMs, windowMs, now, retention);
      yield* await persistently(context, () => modelHealthOf(context, [deploymentId], span));
    }
  })();
}

/**
 * Health of many deployments over the last minute: of all in the first event, later of those whose figures changed. A slow
 * client misses events, and learns the changes of all of them with the next one.
 * @param deploymentIds read before each event, so that new deployments appear
 * @throws {InvalidInputError} for an `every` out of bounds
 */
export function fleetStream(
  context: RequestContext,
  every: string,
  deploymentIds: () => Promise<string[]>,
): AsyncIterable<FleetHealth> {
  const { clock, signal } = context;
  const retention = healthRetention(context.config);
  const ends = windowEnds({ clock, everyMs: everyArgumentMs(every), afterMs: null, whenBehind: 'skip', signal });
  const changes = new FleetChanges();
  return (async function* () {
    let first = true;
    for await (const endMs of ends) {
      const span = windowEndingAt(endMs, FLEET_WINDOW_MS, clock.now().getTime(), retention);
      const all = await persistently(context, async () => modelHealthOf(context, await deploymentIds(), span));
      const changed = changes.changed(all);
      if (first || changed.length > 0) yield Object.assign(new FleetHealth(), { at: span.to, changed });
      first = false;
    }
  })();
}
