import type { RequestContext } from '../../access/context.js';
import { JobAttempt } from '../attempts/job-attempt.entity.js';
import { JobRow } from '../job.entity.js';

/** The jobs of this project that each worker runs. */
export async function jobsOfWorkers(context: RequestContext, workerIds: readonly string[]): Promise<JobRow[][]> {
  const running = await context.db
    .createQueryBuilder(JobAttempt, 'attempt')
    .where('attempt.workerId IN (:...workerIds) AND attempt.endedAt IS NULL', { workerIds })
    .orderBy('attempt.jobId')
    .getMany();
  const jobs = await Promise.all(running.map(({ jobId }) => context.find(JobRow, jobId)));
  const byWorker = Map.groupBy(running.keys(), (index) => running[index]!.workerId);
  return workerIds.map((id) => (byWorker.get(id) ?? []).flatMap((index) => jobs[index] ?? []));
}
