import type { Command } from 'commander';
import { RegisterTrialDocument } from '../../client/index.js';
import { type KeyOption, keyOf, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

export function registerTrial(): Command {
  const command = gatewayCommand('register', 'Make a trial that went to its end a version of the model.').argument(
    '<trial>',
    'id of its job, as "study show" lists it',
  );
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run({ client, output }: Session, trial: string, options: KeyOption): Promise<void> {
  const input = { idempotencyKey: keyOf(options), trial };
  const { modelVersion } = (await client.request(RegisterTrialDocument, { input })).registerTrial;
  output.answer(modelVersion, () => modelVersion.ref);
}
