import type { Command } from 'commander';
import { EnvironmentStatusDocument, type EnvironmentStatusQuery, ReleaseDocument } from '../../client/index.js';
import { CommandError, UsageError } from '../failure.js';
import { instant, percent, table } from '../format.js';
import { releaseText, withServer } from './release-text.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

type Environment = NonNullable<EnvironmentStatusQuery['environment']>;
type Route = Environment['ledger']['edges'][number]['node']['routes'][number];

interface Options {
  environment?: string;
}

export function showRelease(): Command {
  return gatewayCommand(
    'status',
    'Show a release, or what serves in an environment and the newest lines of its ledger.',
  )
    .argument('[release]', 'id of a release')
    .option('-e, --environment <name>', 'environment to show')
    .action(onGateway(run));
}

async function run({ client, output }: Session, id: string | undefined, { environment: name }: Options): Promise<void> {
  if (id) {
    const { release } = await client.request(ReleaseDocument, { id });
    if (!release)
      throw new CommandError(`No release "${id}". See "sluice release status --environment NAME".`, 'NOT_FOUND');
    output.answer(release, () => releaseText(release));
    return;
  }
  if (!name) throw new UsageError('Give the id of a release, or --environment.');
  const { environment } = await client.request(EnvironmentStatusDocument, { name });
  if (!environment) throw new CommandError(`No environment "${name}". "sluice release start" makes it.`, 'NOT_FOUND');
  output.answer(environment, () => environmentText(environment));
}

function environmentText({ deployments, ledger }: Environment): string {
  const serving = deployments.edges.map(({ node }) => [
    node.model.name,
    routesText(node.routes),
    node.activeRelease ? `${node.activeRelease.id} ${node.activeRelease.state.toLowerCase()}` : '-',
  ]);
  const history = ledger.edges.map(({ node }) => [
    instant(node.at),
    node.change.toLowerCase().replace('_', ' '),
    node.release.id,
    routesText(node.routes),
    node.actor.name,
  ]);
  const now = table(['MODEL', 'SERVES', 'UNDER WAY'], serving);
  return `${now}\n\n${table(['AT', 'CHANGE', 'RELEASE', 'SERVES', 'BY'], history)}`;
}

function routesText(routes: readonly Route[]): string {
  if (routes.length === 0) return 'nothing';
  const texts = routes.map(({ modelVersion, server }) => withServer(modelVersion.ref, server));
  if (routes.length === 1) return texts[0]!;
  return routes.map(({ weight }, index) => `${texts[index]} ${percent(weight)}`).join(', ');
}
