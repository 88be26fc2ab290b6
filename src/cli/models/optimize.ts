import type { Command } from 'commander';
import {
  type CandidateSummaryFragment,
  type ChangeFragment,
  type JobDetails,
  type OptimizationObjective,
  type MetricName,
  OptimizeModelVersionDocument,
  type OptimizationPassKind,
} from '../../client/index.js';
import { bytes, facts, figure, percent } from '../format.js';
import { enumName, type KeyOption, keyOf, number, oneOf, repeated, withIdempotencyKey } from '../options.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { waitForJob } from '../jobs/wait-for-job.js';

const OBJECTIVES = ['LATENCY', 'THROUGHPUT', 'SIZE'] as const satisfies readonly OptimizationObjective[];

const METRICS = [
  ...['ACCURACY', 'F1_MACRO', 'F1_MICRO', 'PRECISION', 'RECALL', 'LOG_LOSS', 'CALIBRATION_ERROR'],
  ...['ANALOGY_ACCURACY', 'ANALOGY_ACCURACY_MULTIPLICATIVE', 'WORD_SIMILARITY'],
] as MetricName[];

interface Options extends KeyOption {
  dataset: string;
  split?: string;
  minimize: OptimizationObjective;
  metric?: MetricName;
  maxQualityLoss?: number;
  pass?: string[];
  keepRows?: number;
  wait: boolean;
}

export function optimize(): Command {
  const command = gatewayCommand('optimize', 'Make a version smaller or faster, and measure what that costs.')
    .argument('<model-version>', 'version to start from, as in spam-filter@1')
    .requiredOption('--dataset <version>', 'dataset version to measure on, as in mails@latest')
    .option('--split <name>', 'its split (default: test)')
    .option('--minimize <objective>', OBJECTIVES.join(', ').toLowerCase(), oneOf(OBJECTIVES), 'LATENCY')
    .option('--metric <name>', 'how quality is measured, as in word-similarity (default: accuracy)', oneOf(METRICS))
    .option('--max-quality-loss <share>', 'most that the quality may fall (default: 0.005)', number)
    .option(
      '--pass <kind>',
      'fusion, dynamic-int8, product-quantization, feature-pruning; repeat it (default: the first two)',
      repeated,
    )
    .option('--keep-rows <number>', 'rows of words and n-grams that feature-pruning keeps', number)
    .option('--no-wait', 'answer when the job is queued');
  return withIdempotencyKey(command).action(onGateway(run));
}

async function run(session: Session, modelVersion: string, options: Options): Promise<void> {
  const { minimize, maxQualityLoss, dataset, split, keepRows } = options;
  const input = {
    idempotencyKey: keyOf(options),
    modelVersion,
    goal: { minimize, maxQualityLoss, qualityMetric: options.metric },
    evaluation: { datasetVersion: dataset, split },
    passes: options.pass?.map((kind) => enumName(kind) as OptimizationPassKind),
    keepRows,
  };
  const { optimizeModelVersion } = await session.client.request(OptimizeModelVersionDocument, { input });
  const { job } = optimizeModelVersion;
  if (!options.wait) {
    session.output.answer(job, () => job.id);
    return;
  }
  const finished = await waitForJob(session, job.id, { label: `Optimizing ${modelVersion}` });
  session.output.answer(finished, () => outcomeText(finished));
}

function outcomeText(job: JobDetails): string {
  if (job.__typename !== 'OptimizationJob') return job.id;
  return facts([
    ['version', job.modelVersion?.ref ?? 'none: the source stays the best'],
    ['verdict', job.verdict?.toLowerCase()],
    ...(job.chosen ? candidateFacts(job.chosen) : job.candidates.edges.map(({ node }) => triedFact(node))),
  ]);
}

/** Why a candidate was not chosen. */
function triedFact({ passes, reason }: Pick<CandidateSummaryFragment, 'passes' | 'reason'>): [string, string] {
  return ['tried', `${passNames(passes)}: ${reason}`];
}

function passNames(passes: CandidateSummaryFragment['passes']): string {
  return passes.map(({ kind }) => kind.toLowerCase()).join(', ');
}

function candidateFacts(candidate: CandidateSummaryFragment): [string, string | null][] {
  return [
    ['passes', passNames(candidate.passes)],
    ['size', changeText(candidate.size, bytes)],
    ['latency', changeText(candidate.latency, (ms) => `${figure(ms)} ms`)],
    ['quality', changeText(candidate.quality, percent)],
    ['why', candidate.reason],
  ];
}

function changeText(change: ChangeFragment | null, format: (value: number) => string): string | null {
  return (
    change && `${format(change.baseline.value)} → ${format(change.candidate.value)} (${change.verdict.toLowerCase()})`
  );
}
