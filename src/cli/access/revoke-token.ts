import type { Command } from 'commander';
import { RevokeApiTokenDocument } from '../../client/index.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

export function revokeToken(): Command {
  return gatewayCommand('revoke', 'End an API token: it stops working within a second.')
    .argument('<token>', 'id of the token')
    .action(onGateway(run));
}

async function run({ client, output }: Session, id: string): Promise<void> {
  const { revokeApiToken } = await client.request(RevokeApiTokenDocument, { input: { id } });
  output.answer(revokeApiToken.token, () => `Revoked ${revokeApiToken.token.name} (${id}).`);
}
