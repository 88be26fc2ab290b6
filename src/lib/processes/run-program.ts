import { isDomainError } from '../errors.js';

/** What a program tells its parent over IPC once it serves. */
export interface ReadyMessage {
  ready: true;
  /** Where it is reached, if it is. */
  url?: string;
}

export interface RunningProgram {
  url?: string;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** Shown before what it writes when it fails. */
  name: string;
  /** A program that has not stopped by then is ended. */
  graceMs: number;
}

/**
 * Runs a program from start to stop. SIGTERM, SIGINT, SIGHUP, and the end of the parent that started it stop it; a failure,
 * or a promise that nobody awaited, ends it with code 1.
 */
export async function runProgram(
  start: () => Promise<RunningProgram>,
  { name, graceMs }: ProgramOptions,
): Promise<void> {
  const toldToStop = Promise.withResolvers<undefined>();
  const stop = (): void => {
    toldToStop.resolve(undefined);
  };
  const fail = (error: unknown): void => {
    process.stderr.write(`${name}: ${describeFailure(error)}\n`);
    process.exit(1);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop).once('disconnect', stop);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  try {
    const program = await start();
    process.send?.({ ready: true, url: program.url } satisfies ReadyMessage);
    await toldToStop.promise;
    setTimeout(() => {
      fail(new Error(`It did not stop within ${graceMs / 1000} seconds.`));
    }, graceMs).unref();
    await program.stop();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

/** An error that its reader can act on is its sentence alone; any other is a fault, with its stack. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isDomainError(error) || error.name === 'ConfigError' ? error.message : (error.stack ?? error.message);
}
