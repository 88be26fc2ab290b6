import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import { JobRow } from '../job.entity.js';
import { Worker } from '../presence/worker.entity.js';
import { attemptsOfJobs } from './attempts-of-jobs.js';
import { JobAttempt } from './job-attempt.entity.js';

@Resolver(() => JobRow)
export class JobAttemptsResolver {
  @FieldResolver(() => [JobAttempt], { description: 'Attempts to run it, in order.' })
  attempts(@Root() job: JobRow, @Ctx() context: RequestContext): Promise<JobAttempt[]> {
    return context.load(attemptsOfJobs, job.id);
  }
}

@Resolver(() => JobAttempt)
export class JobAttemptResolver {
  @FieldResolver(() => Worker, { nullable: true, description: 'Who ran it; null when that is no longer known.' })
  worker(@Root() attempt: JobAttempt, @Ctx() context: RequestContext): Promise<Worker | null> {
    return context.find(Worker, attempt.workerId);
  }
}
