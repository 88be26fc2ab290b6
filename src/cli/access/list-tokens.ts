import type { Command } from 'commander';
import { ApiTokensDocument } from '../../client/index.js';
import { instant, table } from '../format.js';
import { wholeNumber } from '../options.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

export function listTokens(): Command {
  return gatewayCommand('list', 'List the API tokens of the project, newest first.')
    .option('--first <count>', 'at most this many', wholeNumber(1), 50)
    .action(onGateway(run));
}

async function run({ client, output }: Session, { first }: { first: number }): Promise<void> {
  const tokens = await firstNodes(first, async (page) => (await client.request(ApiTokensDocument, page)).apiTokens);
  const orDash = (at: string | null): string => (at ? instant(at) : '-');
  output.answer(tokens, () =>
    table(
      ['TOKEN', 'NAME', 'ROLE', 'MADE', 'EXPIRES', 'LAST USED', 'REVOKED'],
      tokens.map(({ id, name, role, createdAt, expiresAt, lastUsedAt, revokedAt }) => [
        id,
        name,
        role.toLowerCase(),
        instant(createdAt),
        orDash(expiresAt),
        orDash(lastUsedAt),
        orDash(revokedAt),
      ]),
    ),
  );
}
