import type { Command } from 'commander';
import {
  type ComparisonQuery,
  ComparisonDocument,
  EvaluateModelVersionDocument,
  type EvaluationSummaryFragment,
  type JobDetails,
} from '../../client/index.js';
import { CommandError } from '../failure.js';
import { figure, table } from '../format.js';
import { metricsTable, neighboursTable, sectionsTable } from './evaluation-text.js';
import { type KeyOption, keyOf, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { waitForJob } from '../jobs/wait-for-job.js';

interface Options extends KeyOption {
  split?: string;
  baseline?: string;
  wait: boolean;
}

type Comparison = NonNullable<ComparisonQuery['modelVersion']>['comparison'];

export function evaluate(): Command {
  const command = gatewayCommand(
    'evaluate',
    'Measure a version: a classifier on labelled rows, word vectors on analogies or rated pairs.',
  )
    .argument('<model-version>', 'version to measure, as in words@latest')
    .argument('<dataset-version>', 'rows to measure it on, as in mails@latest or questions@1')
    .option('--split <name>', 'its split (default: test)')
    .option('--baseline <version>', 'version to compare with; it was measured on the same rows')
    .option('--no-wait', 'answer when the job is queued');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, modelVersion: string, datasetVersion: string, options: Options): Promise<void> {
  const { client, output } = session;
  const { split, baseline, wait } = options;
  const input = { idempotencyKey: keyOf(options), modelVersion, datasetVersion, split };
  const { evaluateModelVersion } = await client.request(EvaluateModelVersionDocument, { input });
  const { job } = evaluateModelVersion;
  if (!wait) {
    output.answer(job, () => job.id);
    return;
  }
  const evaluation = evaluationOf(await waitForJob(session, job.id, { label: `Measuring ${modelVersion}` }));
  const comparison = baseline ? await compare(session, modelVersion, baseline, evaluation) : null;
  output.answer(comparison ? { ...evaluation, comparison } : evaluation, () =>
    [
      metricsTable([evaluation]),
      evaluation.sections.length > 0 ? sectionsTable(evaluation.sections) : '',
      evaluation.neighbours.length > 0 ? neighboursTable(evaluation.neighbours) : '',
      comparison ? comparisonText(comparison) : '',
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
}

function evaluationOf(job: JobDetails): EvaluationSummaryFragment {
  if (job.__typename !== 'EvaluationJob' || !job.evaluation)
    throw new CommandError(`${job.id} made no evaluation.`, 'INTERNAL');
  return job.evaluation;
}

async function compare(
  { client }: Session,
  ref: string,
  baseline: string,
  { datasetVersion, split }: EvaluationSummaryFragment,
): Promise<Comparison> {
  const variables = { ref, baseline, datasetVersion: datasetVersion.ref, split };
  const { modelVersion } = await client.request(ComparisonDocument, variables);
  if (modelVersion && modelVersion.comparison.metrics.length > 0) return modelVersion.comparison;
  throw new CommandError(
    `${baseline} was not measured on "${split}" of ${datasetVersion.ref}: run "sluice evaluate ${baseline} ${datasetVersion.ref} --split ${split}" first.`,
    'INVALID_INPUT',
  );
}

function comparisonText({ baseline, metrics }: Comparison): string {
  const rows = metrics.map(({ name, baseline: before, candidate, change, interval, verdict }) => [
    name.toLowerCase(),
    figure(before.value),
    figure(candidate.value),
    interval ? `${figure(change)} (${figure(interval.lower)} to ${figure(interval.upper)})` : figure(change),
    verdict.toLowerCase(),
  ]);
  return table([`AGAINST ${baseline.ref}`, 'BASELINE', 'CANDIDATE', 'CHANGE', 'VERDICT'], rows);
}
