import type { Command } from 'commander';
import { RetryJobDocument } from '../../client/index.js';
import { refusalError } from '../failure.js';
import { type KeyOption, keyOf, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options extends KeyOption {
  reason?: string;
}

export function retryJob(): Command {
  const command = gatewayCommand('retry', 'Run a failed job again, from its last checkpoint.')
    .argument('<job>', 'id of the job')
    .option('--reason <text>', 'why, for those who read the history');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run({ client, output }: Session, id: string, options: Options): Promise<void> {
  const input = { idempotencyKey: keyOf(options), id, reason: options.reason };
  const { retryJob } = await client.request(RetryJobDocument, { input });
  if (retryJob.__typename !== 'JobPayload') throw refusalError(retryJob);
  const { job } = retryJob;
  output.answer(job, () => `${job.id} is ${job.state.toLowerCase()}`);
}
