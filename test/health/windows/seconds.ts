import { newId } from '../../../src/lib/ids.js';
import { HealthTotals, type Outcome } from '../../../src/health/totals/health-totals.js';
import type { HealthRoute, HealthWindow } from '../../../src/health/windows/health-window.js';

/** A whole hour, long before or after nothing in particular. */
export const HOUR_START_MS = Date.parse('2026-11-02T10:00:00Z');

export function someRoute(of: Partial<HealthRoute> = {}): HealthRoute {
  return { deploymentId: newId('deployment'), modelVersionId: newId('modelversion'), role: 'STABLE', ...of };
}

/** What a gateway stores of a second in which these predictions ended. */
export function secondOf(
  route: HealthRoute,
  atMs: number,
  outcomes: readonly Outcome[],
  lane = 'worker/0',
): HealthWindow {
  const totals = new HealthTotals();
  for (const outcome of outcomes) totals.observe(outcome);
  return { ...route, lane, atMs, ...totals.figures() };
}

/** A clock that a test sets. */
export class TestClock {
  constructor(public nowMs = HOUR_START_MS) {}

  now(): Date {
    return new Date(this.nowMs);
  }
}
