/** Postgres channel that says: events wait for a position. */
export const OUTBOX_CHANNEL = 'sluice_outbox';

/** Postgres channel that says: events got positions, up to the one in the payload. */
export const EVENT_CHANNEL = 'sluice_event';
