import type { Command } from 'commander';
import { CancelJobDocument } from '../../client/index.js';
import { refusalError } from '../failure.js';
import { type KeyOption, keyOf, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options extends KeyOption {
  reason?: string;
}

export function cancelJob(): Command {
  const command = gatewayCommand('cancel', 'Stop a job that waits or runs.')
    .argument('<job>', 'id of the job')
    .option('--reason <text>', 'why, for those who read the history');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run({ client, output }: Session, id: string, options: Options): Promise<void> {
  const input = { idempotencyKey: keyOf(options), id, reason: options.reason };
  const { cancelJob } = await client.request(CancelJobDocument, { input });
  if (cancelJob.__typename !== 'JobPayload') throw refusalError(cancelJob);
  const { job } = cancelJob;
  output.answer(job, () => `${job.id} ${job.state === 'CANCELLED' ? 'is cancelled' : 'is being cancelled'}`);
}
