import { Command } from 'commander';
import { ConflictError } from '../lib/errors.js';

/** The one command that is the server itself; all others know it only through its schema. */
export function upCommand(): Command {
  return new Command('up')
    .description('Start Sluice on this machine: Postgres, gateway, job worker and inference workers. Ctrl-C stops it.')
    .addHelpText('after', '\nEnvironment variables configure it: see docs/configuration.md.')
    .action(async () => {
      if (!isNodeNewEnough(process.versions.node))
        throw new ConflictError(
          `Sluice runs on Node 22.12 or newer, and this is ${process.versions.node}. "npm start" and "npx sluice up" bring their own.`,
        );
      const { up } = await import('../up.js');
      await up((line) => {
        process.stdout.write(`${line}\n`);
      });
    });
}

/** @param version as in `process.versions.node` */
function isNodeNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}
