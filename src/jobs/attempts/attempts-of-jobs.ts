import type { RequestContext } from '../../access/context.js';
import { JobAttempt } from './job-attempt.entity.js';

/** Attempts to run each job, in order. */
export async function attemptsOfJobs(context: RequestContext, jobIds: readonly string[]): Promise<JobAttempt[][]> {
  const rows = await context.db
    .createQueryBuilder(JobAttempt, 'attempt')
    .where('attempt.jobId IN (:...jobIds)', { jobIds })
    .orderBy('attempt.number')
    .getMany();
  const byJob = Map.groupBy(rows, ({ jobId }) => jobId);
  return jobIds.map((id) => byJob.get(id) ?? []);
}
