import type { Command } from 'commander';
import {
  ModelByNameDocument,
  type ModelByNameQuery,
  ModelVersionDocument,
  type ModelVersionQuery,
} from '../../client/index.js';
import { CommandError } from '../failure.js';
import { metricsTable } from './evaluation-text.js';
import { bytes, facts, instant, table } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

type Version = NonNullable<ModelVersionQuery['modelVersion']>;

export function showModel(): Command {
  return gatewayCommand('show', 'Show a model and its versions, or one version with its evaluations and lineage.')
    .argument('<model>', 'name ("spam-filter") or version ("spam-filter@2", "spam-filter@champion")')
    .action(onGateway(run));
}

async function run({ client, output }: Session, reference: string): Promise<void> {
  if (reference.includes('@')) {
    const { modelVersion } = await client.request(ModelVersionDocument, { ref: reference });
    if (!modelVersion)
      throw new CommandError(
        `No model version "${reference}". List them with "sluice model show ${reference.split('@')[0]}".`,
        'NOT_FOUND',
      );
    output.answer(modelVersion, () => versionText(modelVersion));
    return;
  }
  const { model } = await client.request(ModelByNameDocument, { name: reference });
  if (!model) throw new CommandError(`No model "${reference}". List them with "sluice model list".`, 'NOT_FOUND');
  output.answer(model, () => modelText(model));
}

function modelText({ name, task, description, createdAt, versions }: NonNullable<ModelByNameQuery['model']>): string {
  const head = facts([
    ['model', name],
    ['task', task.toLowerCase()],
    ['description', description],
    ['made', instant(createdAt)],
  ]);
  const rows = versions.edges.map(({ node }) => [
    node.ref,
    bytes(node.sizeBytes),
    instant(node.createdAt),
    node.aliases.map((alias) => alias.name).join(', '),
    node.digest,
  ]);
  return `${head}\n\n${table(['VERSION', 'SIZE', 'MADE', 'ALIASES', 'DIGEST'], rows)}`;
}

function versionText(version: Version): string {
  const { signature, evaluations, lineage, files } = version;
  const tensors = (specs: Version['signature']['inputs']): string =>
    specs.map(({ name, datatype, shape }) => `${name} ${datatype}[${shape.join(', ')}]`).join(', ');
  const head = facts([
    ['version', version.ref],
    ['digest', version.digest],
    ['size', bytes(version.sizeBytes)],
    ['parameters', version.parameterCount],
    ['task', version.model.task.toLowerCase()],
    ['inputs', tensors(signature.inputs)],
    ['outputs', tensors(signature.outputs)],
    ['labels', signature.labels.join(', ')],
    ['aliases', version.aliases.map(({ name }) => name).join(', ')],
    ['tags', version.tags.map(({ key, value }) => `${key}=${value}`).join(', ')],
    ['files', files.map(({ path, sizeBytes }) => `${path} (${bytes(sizeBytes)})`).join(', ')],
  ]);
  const steps = lineage.map(({ at, kind, summary, actor }) => [instant(at), kind.toLowerCase(), actor.name, summary]);
  return [
    head,
    evaluations.edges.length > 0 ? metricsTable(evaluations.edges.map(({ node }) => node)) : '',
    steps.length > 0 ? table(['AT', 'STEP', 'BY', 'WHAT'], steps) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
