import { Arg, Authorized, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { type RequestContext as Context, RequestContext } from '../../access/context.js';
import { freshly, persistently } from '../../access/subscription.js';
import { Role } from '../../access/role.js';
import { GraphQLCursor } from '../../graph/scalars.js';
import { JobRow } from '../job.entity.js';
import { JobEvent, jobEvents } from './job-updates.js';

@Resolver(() => JobEvent)
export class JobUpdatesResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => JobEvent, {
    subscribe: ({ args, context }) => {
      const { id, after } = args as { id: string; after?: string | null };
      return freshly(context as Context, jobEvents(context as Context, id, after ?? null));
    },
    description:
      'What happens to a job; its present state comes first unless `after` is given. Completes when the job has finished.',
  })
  jobUpdated(
    @Root() event: JobEvent,
    @Arg('id', () => ID, { description: 'Id of the job.' }) _id: string,
    @Arg('after', () => GraphQLCursor, { nullable: true, description: 'Go on behind this cursor.' })
    _after: string | null,
  ): JobEvent {
    return event;
  }

  @FieldResolver(() => JobRow, { description: 'The job as it is now.' })
  job(@Root() event: JobEvent, @Ctx() context: RequestContext): Promise<JobRow> {
    return persistently(context, () => context.get(JobRow, event.jobId));
  }
}
