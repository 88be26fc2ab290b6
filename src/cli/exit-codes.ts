/** What scripts can rely on; docs/cli.md lists them. */
export const ExitCode = {
  OK: 0,
  /** The operation or the job failed, or was refused; trying again unchanged will not help, unless the message says so. */
  FAILED: 1,
  /** Wrong arguments: nothing was sent. */
  USAGE: 2,
  /** No gateway answered, or it cannot serve at the moment: trying again later may help. */
  UNREACHABLE: 3,
  /** The token is missing, not valid, or may not do this. */
  REFUSED: 4,
  /** Ctrl-C while waiting: what was waited for goes on. */
  INTERRUPTED: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
