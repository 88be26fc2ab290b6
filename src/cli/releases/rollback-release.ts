import type { Command } from 'commander';
import { NewestReleaseDocument, RollbackReleaseDocument } from '../../client/index.js';
import { CommandError, refusalError, UsageError } from '../failure.js';
import { type KeyOption, keyOf, withIdempotencyKey } from '../options.js';
import { releaseText } from './release-text.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options extends KeyOption {
  environment?: string;
  model?: string;
  reason?: string;
}

export function rollbackRelease(): Command {
  const command = gatewayCommand('rollback', 'Take a release back: the version before it serves again.')
    .argument('[release]', 'id of the release; or name --environment and --model for the newest there')
    .option('-e, --environment <name>', 'where')
    .option('-m, --model <name>', 'which model')
    .option('--reason <text>', 'why, for those who read the history');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, given: string | undefined, options: Options): Promise<void> {
  const id = given ?? (await newestRelease(session, options));
  const input = { idempotencyKey: keyOf(options), id, reason: options.reason };
  const { rollbackRelease } = await session.client.request(RollbackReleaseDocument, { input });
  if (rollbackRelease.__typename !== 'ReleasePayload') throw refusalError(rollbackRelease);
  const { release } = rollbackRelease;
  session.output.answer(release, () => releaseText(release));
}

async function newestRelease({ client }: Session, { environment, model }: Options): Promise<string> {
  if (!environment || !model) throw new UsageError('Give the id of a release, or --environment and --model.');
  const found = await client.request(NewestReleaseDocument, { environment, model });
  const release = found.environment?.deployment?.releases.edges[0]?.node;
  if (!release) throw new CommandError(`"${model}" was never released into "${environment}".`, 'NOT_FOUND');
  return release.id;
}
