import type { Command } from 'commander';
import { CreateApiTokenDocument, type Role } from '../../client/index.js';
import { durationToMs } from '../../lib/durations.js';
import { facts, instant } from '../format.js';
import { oneOf } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

const ROLES = ['VIEWER', 'DEVELOPER', 'RELEASER', 'ADMIN'] as const satisfies readonly Role[];

interface Options {
  role: Role;
  expiresIn?: string;
  project?: string;
}

export function createToken(): Command {
  return gatewayCommand('create', 'Make an API token. Its secret is shown once.')
    .argument('<name>', 'name of the token, shown in history')
    .requiredOption('--role <role>', ROLES.join(', ').toLowerCase(), oneOf(ROLES))
    .option('--expires-in <duration>', 'how long it works, as in P30D (default: for ever)')
    .option('--project <name>', 'project that it acts in (default: your own)')
    .action(onGateway(run));
}

async function run({ client, output }: Session, name: string, { role, expiresIn, project }: Options): Promise<void> {
  const expiresAt = expiresIn && new Date(Date.now() + durationToMs(expiresIn)).toISOString();
  const { createApiToken } = await client.request(CreateApiTokenDocument, {
    input: { name, role, expiresAt, project },
  });
  const { token, secret } = createApiToken;
  output.answer(createApiToken, () =>
    facts([
      ['token', token.id],
      ['name', token.name],
      ['role', token.role.toLowerCase()],
      ['expires', token.expiresAt && instant(token.expiresAt)],
      ['secret', secret],
    ]),
  );
}
