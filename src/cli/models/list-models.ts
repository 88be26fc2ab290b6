import type { Command } from 'commander';
import { ModelsDocument } from '../../client/index.js';
import { bytes, instant, table } from '../format.js';
import { wholeNumber } from '../options.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options {
  first: number;
  search?: string;
}

export function listModels(): Command {
  return gatewayCommand('list', 'List models, newest first.')
    .option('--first <count>', 'at most this many', wholeNumber(1), 50)
    .option('--search <text>', 'only those with this in their name')
    .action(onGateway(run));
}

async function run({ client, output }: Session, { first, search }: Options): Promise<void> {
  const models = await firstNodes(first, async (page) => {
    const { models } = await client.request(ModelsDocument, { ...page, search });
    return models;
  });
  output.answer(models, () =>
    table(
      ['NAME', 'TASK', 'LATEST', 'SIZE', 'MADE'],
      models.map(({ name, task, latestVersion, createdAt }) => [
        name,
        task.toLowerCase(),
        latestVersion?.ref ?? '-',
        latestVersion ? bytes(latestVersion.sizeBytes) : '-',
        instant(createdAt),
      ]),
    ),
  );
}
