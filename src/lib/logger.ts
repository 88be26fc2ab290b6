import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard error: standard output belongs to what a command prints for its user. */
export function createLogger(level: string, bindings: Record<string, unknown> = {}): Logger {
  return pino(
    { level, base: bindings, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
