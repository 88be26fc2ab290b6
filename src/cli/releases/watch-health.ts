import type { Command } from 'commander';
import { HealthDocument, type HealthSummaryFragment, ModelHealthDocument } from '../../client/index.js';
import { CommandError } from '../failure.js';
import { facts, figure, percent, timeOfDay } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

interface Options {
  environment: string;
  window?: string;
  every?: string;
  watch?: boolean;
  check?: boolean;
}

export function watchHealth(): Command {
  return gatewayCommand(
    'health',
    'Show how a model does in an environment: traffic, errors, latency, labels and a verdict.',
  )
    .argument('<model>', 'name of the model')
    .requiredOption('-e, --environment <name>', 'where')
    .option('-w, --watch', 'go on, a line each time')
    .option('--window <duration>', 'time to look back on, as in PT5M')
    .option('--every <duration>', 'with --watch: time from line to line, as in PT2S')
    .option('--check', 'exit with 1 unless the verdict is healthy')
    .action(onGateway(run));
}

async function run({ client, output }: Session, model: string, options: Options): Promise<void> {
  const { environment, window, every } = options;
  const { health } = await client.request(HealthDocument, { environment, model, window });
  if (!health)
    throw new CommandError(
      `"${model}" was never released into "${environment}". See "sluice release status".`,
      'NOT_FOUND',
    );
  if (options.watch) {
    output.event(health, () => healthLine(health));
    for await (const { modelHealth } of client.subscribe(ModelHealthDocument, { environment, model, window, every })) {
      output.event(modelHealth, () => healthLine(modelHealth));
    }
    return;
  }
  output.answer(health, () => healthText(health));
  if (options.check && health.verdict !== 'HEALTHY')
    throw new CommandError(
      `The verdict is ${health.verdict.toLowerCase()}. ${reasonsText(health)}`.trim(),
      health.verdict,
    );
}

export function healthLine(health: HealthSummaryFragment): string {
  const { latencyMs, errorRate } = health;
  return [
    timeOfDay(health.at),
    health.verdict.toLowerCase().padEnd(9),
    `${health.requestsPerSecond.toFixed(1)}/s`,
    errorRate === null ? '' : `errors ${percent(errorRate)}`,
    latencyMs
      ? `p50 ${figure(latencyMs.p50)} ms  p95 ${figure(latencyMs.p95)} ms  p99 ${figure(latencyMs.p99)} ms`
      : '',
    labelsText(health),
    reasonsText(health),
  ]
    .filter(Boolean)
    .join('  ');
}

function healthText(health: HealthSummaryFragment): string {
  const { latencyMs, errorRate } = health;
  return facts([
    ['verdict', health.verdict.toLowerCase()],
    ['why', reasonsText(health)],
    ['window', health.window],
    ['requests', `${health.requestCount} (${health.requestsPerSecond.toFixed(1)}/s)`],
    ['errors', errorRate === null ? null : percent(errorRate)],
    [
      'latency',
      latencyMs && `p50 ${figure(latencyMs.p50)} ms, p95 ${figure(latencyMs.p95)} ms, p99 ${figure(latencyMs.p99)} ms`,
    ],
    ['labels', labelsText(health)],
    [
      'versions',
      health.byVersion.map(({ modelVersion, requestCount }) => `${modelVersion.ref} ${requestCount}`).join(', '),
    ],
  ]);
}

function labelsText({ predictedLabels }: HealthSummaryFragment): string {
  return predictedLabels.map(({ label, share }) => `${label} ${percent(share)}`).join(' ');
}

function reasonsText({ reasons }: HealthSummaryFragment): string {
  return reasons.map(({ message }) => message).join(' ');
}
