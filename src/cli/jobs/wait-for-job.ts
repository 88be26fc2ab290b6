import type { JobDetails, JobLine, JobMetric, JobUpdate } from '../../client/index.js';
import { followJob } from '../../client/index.js';
import { durationToMs } from '../../lib/durations.js';
import { CommandError, InterruptedError } from '../failure.js';
import { duration, figure } from '../format.js';
import { waitUntil } from '../interruption.js';
import type { Session } from '../session.js';

export interface WaitOptions {
  /** What stands in front of the bar. */
  label: string;
  /** Metrics to show beside it, as they come. */
  metrics?: boolean;
  /** Lines of its log above it, as they come. */
  log?: boolean;
}

/**
 * Shows how far a job is until it has finished. Ctrl-C ends the waiting, not the job.
 * @throws {CommandError} when the job failed or was cancelled
 * @throws {InterruptedError} when the user stopped waiting
 */
export async function waitForJob(
  session: Session,
  id: string,
  { label, metrics, log }: WaitOptions,
): Promise<JobDetails> {
  const progress = session.progress(label);
  const latest = new Map<string, number>();
  let update: JobUpdate | undefined;
  const show = (): void => {
    if (update) progress.update({ fraction: update.progress.fraction, detail: detailOf(update, latest) });
  };
  const keep = (values: readonly JobMetric[]): void => {
    for (const { name, value } of values) latest.set(name, value);
    show();
  };
  const tell = (lines: readonly JobLine[]): void => {
    progress.clear();
    for (const { message } of lines) session.output.remark(message);
    show();
  };
  const job = await waitUntil((signal) =>
    followJob(session.client, id, {
      signal,
      onUpdate: (job) => {
        update = job;
        show();
      },
      ...(metrics ? { onMetrics: keep } : {}),
      ...(log ? { onLines: tell } : {}),
    }),
  );
  if (!job) {
    progress.clear();
    throw new InterruptedError(
      `Stopped waiting; the job goes on. Follow it with "sluice job show ${id} --wait", or cancel it with "sluice job cancel ${id}".`,
    );
  }
  progress.finish(`${label}: ${job.state.toLowerCase()}${tookOf(job)}`);
  return assertSucceeded(job);
}

export function assertSucceeded(job: JobDetails): JobDetails {
  if (job.state === 'SUCCEEDED') return job;
  if (job.state === 'CANCELLED') throw new CommandError(`The job ${job.id} was cancelled.`, 'CANCELLED');
  const { code, message, advice } = job.failure ?? {
    code: 'INTERNAL',
    message: `The job ${job.id} failed.`,
    advice: '',
  };
  throw new CommandError(`${message} ${advice}`.trim(), code, undefined, { job: job.id });
}

function detailOf({ state, progress }: JobUpdate, metrics: ReadonlyMap<string, number>): string {
  if (state === 'QUEUED') return 'waiting for a job worker';
  const left = progress.timeLeft ? `${duration(durationToMs(progress.timeLeft))} left` : '';
  const figures = [...metrics].map(([name, value]) => `${name} ${figure(value)}`).join('  ');
  return [progress.message ?? '', figures, left].filter(Boolean).join(' · ');
}

function tookOf({ startedAt, finishedAt }: JobDetails): string {
  if (!startedAt || !finishedAt) return '';
  return ` in ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}
