import type { WindowFigures } from '../totals/health-totals.js';
import type { WindowLevel } from './window-level.js';

/** What answers predictions of a deployment: one of its versions, in a role. */
export interface HealthRoute {
  deploymentId: string;
  modelVersionId: string;
  /** STABLE, CANDIDATE or SHADOW. */
  role: string;
}

/** One row of the table: what one writer saw of a route in one second, or all of them in a minute or an hour. */
export interface HealthWindow extends HealthRoute, WindowFigures {
  /** Start, in milliseconds since 1970. */
  atMs: number;
  /** Worker and lane that answered; empty when none did, and in minutes and hours. */
  lane: string;
}

/** A row as it was read. */
export interface StoredWindow extends HealthWindow {
  level: WindowLevel;
}
