import type { Command } from 'commander';
import { DatasetsDocument } from '../../client/index.js';
import { bytes, instant, table } from '../format.js';
import { wholeNumber } from '../options.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options {
  first: number;
  search?: string;
}

export function listDatasets(): Command {
  return gatewayCommand('list', 'List datasets, newest first.')
    .option('--first <count>', 'at most this many', wholeNumber(1), 50)
    .option('--search <text>', 'only those with this in their name')
    .action(onGateway(run));
}

async function run({ client, output }: Session, { first, search }: Options): Promise<void> {
  const datasets = await firstNodes(first, async (page) => {
    const { datasets } = await client.request(DatasetsDocument, { ...page, search });
    return datasets;
  });
  output.answer(datasets, () =>
    table(
      ['NAME', 'LATEST', 'ROWS', 'SIZE', 'MADE'],
      datasets.map(({ name, latestVersion, createdAt }) => [
        name,
        latestVersion?.ref ?? '-',
        latestVersion ? String(latestVersion.rowCount) : '-',
        latestVersion ? bytes(latestVersion.sizeBytes) : '-',
        instant(createdAt),
      ]),
    ),
  );
}
