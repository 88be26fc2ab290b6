import type { Command } from 'commander';
import {
  DatasetByNameDocument,
  type DatasetByNameQuery,
  DatasetVersionDocument,
  type DatasetVersionQuery,
} from '../../client/index.js';
import { CommandError } from '../failure.js';
import { bytes, facts, figure, instant, percent, table } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

export function showDataset(): Command {
  return gatewayCommand('show', 'Show a dataset and its versions, or the statistics of one version.')
    .argument('<dataset>', 'name ("mails") or version ("mails@3", "mails@latest")')
    .action(onGateway(run));
}

async function run({ client, output }: Session, reference: string): Promise<void> {
  if (reference.includes('@')) {
    const { datasetVersion } = await client.request(DatasetVersionDocument, { ref: reference });
    if (!datasetVersion)
      throw new CommandError(
        `No dataset version "${reference}". List them with "sluice dataset show ${reference.split('@')[0]}".`,
        'NOT_FOUND',
      );
    output.answer(datasetVersion, () => versionText(datasetVersion));
    return;
  }
  const { dataset } = await client.request(DatasetByNameDocument, { name: reference });
  if (!dataset) throw new CommandError(`No dataset "${reference}". List them with "sluice dataset list".`, 'NOT_FOUND');
  output.answer(dataset, () => datasetText(dataset));
}

function datasetText({ name, description, createdAt, versions }: NonNullable<DatasetByNameQuery['dataset']>): string {
  const rows = versions.edges.map(({ node }) => [
    node.ref,
    String(node.rowCount),
    bytes(node.sizeBytes),
    instant(node.createdAt),
    node.digest,
  ]);
  const head = facts([
    ['dataset', name],
    ['description', description],
    ['made', instant(createdAt)],
  ]);
  return `${head}\n\n${table(['VERSION', 'ROWS', 'SIZE', 'MADE', 'DIGEST'], rows)}`;
}

function versionText(version: NonNullable<DatasetVersionQuery['datasetVersion']>): string {
  const { statistics, splits, columns } = version;
  const head = facts([
    ['version', version.ref],
    ['digest', version.digest],
    ['size', bytes(version.sizeBytes)],
    ['columns', columns.map(({ name, kind }) => `${name} (${kind.toLowerCase()})`).join(', ')],
    ['splits', splits.map(({ name, rowCount }) => `${name} ${rowCount}`).join(', ')],
    ['rows', statistics.rowCount],
    ['tokens', statistics.tokenCount],
    ['distinct tokens', statistics.distinctTokenCount],
    ['duplicates', statistics.duplicateRate === null ? null : percent(statistics.duplicateRate)],
    ['length in tokens', lengthText(statistics.lengthInTokens)],
  ]);
  const labels = statistics.labels.map(({ label, count, share }) => [label, String(count), percent(share)]);
  return labels.length === 0 ? head : `${head}\n\n${table(['LABEL', 'ROWS', 'SHARE'], labels)}`;
}

function lengthText({
  mean,
  p50,
  p95,
  max,
}: {
  mean: number | null;
  p50: number | null;
  p95: number | null;
  max: number | null;
}): string | null {
  if (mean === null || p50 === null || p95 === null || max === null) return null;
  return `mean ${figure(mean)}, p50 ${figure(p50)}, p95 ${figure(p95)}, max ${figure(max)}`;
}
