import type { Command } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type JobFilter,
  type JobKind,
  JobsDocument,
  type JobState,
  type JobSummaryFragment,
} from '../../client/index.js';
import { duration, figure, instant, table, timeOfDay } from '../format.js';
import { oneOf, wholeNumber } from '../options.js';
import { firstNodes } from '../pages.js';
import { gatewayCommand, onGateway, type Session } from '../session.js';

const STATES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const satisfies readonly JobState[];
const KINDS = ['IMPORT', 'TRAINING', 'TUNING', 'EVALUATION', 'OPTIMIZATION'] as const satisfies readonly JobKind[];
const LOOK_EVERY_MS = 1_000;

interface Options {
  first: number;
  state?: JobState;
  kind?: JobKind;
  watch?: boolean;
}

export function listJobs(): Command {
  return gatewayCommand('jobs', 'List jobs, newest first.')
    .option('--first <count>', 'at most this many', wholeNumber(1), 20)
    .option('--state <state>', STATES.join(', ').toLowerCase(), oneOf(STATES))
    .option('--kind <kind>', KINDS.join(', ').toLowerCase(), oneOf(KINDS))
    .option('-w, --watch', 'go on, a line for each change')
    .action(onGateway(run));
}

async function run(session: Session, options: Options): Promise<void> {
  const { state, kind } = options;
  const filter: JobFilter = { state: state && [state], kind: kind && [kind] };
  const read = (): Promise<JobSummaryFragment[]> =>
    firstNodes(options.first, async (page) => (await session.client.request(JobsDocument, { ...page, filter })).jobs);
  if (options.watch) await watch(session, read);
  const jobs = await read();
  session.output.answer(jobs, () => table(['JOB', 'KIND', 'STATE', 'DONE', 'STARTED', 'TOOK'], jobs.map(rowOf)));
}

/** Tells of every job whose state or progress differs from the last look, oldest first. */
async function watch({ output }: Session, read: () => Promise<JobSummaryFragment[]>): Promise<never> {
  let told = new Map<string, string>();
  for (;;) {
    const jobs = await read();
    const present = new Map(jobs.map((job) => [job.id, JSON.stringify([job.state, job.progress])]));
    for (const job of jobs.toReversed()) {
      if (told.get(job.id) !== present.get(job.id)) output.event(job, () => lineOf(job));
    }
    told = present;
    await delay(LOOK_EVERY_MS);
  }
}

function rowOf(job: JobSummaryFragment): string[] {
  const { startedAt, finishedAt } = job;
  const took = startedAt ? duration(Date.parse(finishedAt ?? new Date().toISOString()) - Date.parse(startedAt)) : '-';
  return [
    job.id,
    job.kind.toLowerCase(),
    job.state.toLowerCase(),
    doneText(job),
    startedAt ? instant(startedAt) : '-',
    took,
  ];
}

function lineOf(job: JobSummaryFragment): string {
  const at = job.finishedAt ?? new Date().toISOString();
  const why = job.failure?.message ?? job.progress.message ?? '';
  return `${timeOfDay(at)}  ${job.id}  ${job.kind.toLowerCase()}  ${job.state.toLowerCase()}  ${doneText(job)}  ${why}`.trimEnd();
}

function doneText({ progress }: JobSummaryFragment): string {
  if (progress.fraction !== null) return `${Math.floor(progress.fraction * 100)}%`;
  return progress.done > 0 ? `${figure(progress.done)} ${progress.unit}` : '-';
}
