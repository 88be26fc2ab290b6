import { ArgsType, Field } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { connectionOf, ForwardConnectionArgs } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { In } from 'typeorm';
import { OptimizationCandidate } from './optimization-candidate.entity.js';

export const OptimizationCandidateConnection = connectionOf('OptimizationCandidate', () => OptimizationCandidate);

@ArgsType()
export class OptimizationCandidatesArgs extends ForwardConnectionArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are, or are not, on the Pareto front.' })
  onParetoFront?: boolean | null;
}

/** Candidates of an optimization, in the order in which they were kept: the chosen one last. */
export const candidatesOfJob: ChildList<OptimizationCandidate, OptimizationCandidatesArgs> = {
  entity: OptimizationCandidate,
  alias: 'candidate',
  parentColumn: 'candidate.job_id',
  order: { columns: ['candidate.id'], key: ({ id }) => [id], direction: 'ASC' },
  restrict: (query, { onParetoFront }) => {
    if (onParetoFront != null) query.andWhere('candidate.onParetoFront = :onParetoFront', { onParetoFront });
  },
};

/** All candidates of each job. */
export async function allCandidatesOfJobs(
  { db, projectId }: RequestContext,
  jobIds: readonly string[],
): Promise<OptimizationCandidate[][]> {
  const found = await db.manager.find(OptimizationCandidate, {
    where: { jobId: In([...jobIds]), projectId },
    order: { id: 'ASC' },
  });
  const byJob = Map.groupBy(found, ({ jobId }) => jobId);
  return jobIds.map((id) => byJob.get(id) ?? []);
}
