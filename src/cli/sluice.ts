import { CommanderError } from 'commander';
import { ExitCode } from './exit-codes.js';
import { failureOf } from './failure.js';
import { Output } from './output.js';
import { createProgram } from './program.js';

// Whoever reads may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? ExitCode.OK : ExitCode.FAILED);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
  const failure = failureOf(error);
  new Output(process.argv.includes('--json')).failure(failure);
  return failure.exitCode;
}
