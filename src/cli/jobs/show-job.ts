import type { Command } from 'commander';
import { JobDocument, type JobDetails } from '../../client/index.js';
import { CommandError } from '../failure.js';
import { facts, instant, percent, timeOfDay } from '../format.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';
import { waitForJob } from './wait-for-job.js';

interface Options {
  wait?: boolean;
}

export function showJob(): Command {
  return gatewayCommand('show', 'Show a job: how far it is, its attempts and the end of its log.')
    .argument('<job>', 'id of the job')
    .option('--wait', 'wait until it has finished; exit with 1 when it failed')
    .action(onGateway(run));
}

async function run(session: Session, id: string, { wait }: Options): Promise<void> {
  const job = wait
    ? await waitForJob(session, id, { label: id, metrics: true })
    : (await session.client.request(JobDocument, { id })).job;
  if (!job) throw new CommandError(`No job "${id}". List them with "sluice jobs".`, 'NOT_FOUND');
  session.output.answer(job, () => jobText(job));
}

function jobText(job: JobDetails): string {
  const { progress, failure, attempts, adjustments } = job;
  const head = facts([
    ['job', job.id],
    ['kind', job.kind.toLowerCase()],
    ['state', job.state.toLowerCase()],
    ['done', progress.fraction === null ? null : percent(progress.fraction)],
    ['doing', progress.message],
    ['queued', instant(job.createdAt)],
    ['started', job.startedAt && instant(job.startedAt)],
    ['finished', job.finishedAt && instant(job.finishedAt)],
    [
      'attempts',
      attempts.map(({ number, end }) => `${number} ${end?.toLowerCase().replace('_', ' ') ?? 'running'}`).join(', '),
    ],
    ['failure', failure && `${failure.message} ${failure.advice}`],
    ...adjustments.map(
      ({ setting, requested, effective, reason }) =>
        [`adjusted ${setting}`, `${requested} → ${effective}: ${reason}`] as const,
    ),
  ]);
  const lines = job.logs.edges.map(
    ({ node }) => `${timeOfDay(node.at)}  ${node.level.toLowerCase().padEnd(5)}  ${node.message}`,
  );
  return lines.length === 0 ? head : `${head}\n\n${lines.join('\n')}`;
}
