import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type RequestContext as Context, RequestContext } from '../../access/context.js';
import { freshly, persistently } from '../../access/subscription.js';
import { registerNode } from '../../access/nodes.js';
import { Role } from '../../access/role.js';
import { connectionOf, ForwardConnectionArgs, type Page } from '../../graph/connection.js';
import { newestFirst, paginate } from '../../graph/paginate.js';
import { GraphQLCursor, GraphQLDateTime } from '../../graph/scalars.js';
import { jobsOfWorkers } from './jobs-of-workers.js';
import { JobRow } from '../job.entity.js';
import { WORKER_TOPIC } from './presence.js';
import { Worker, WorkerKind } from './worker.entity.js';

/** A process that was not heard of for so long is taken for dead. */
const SILENCE_MS = 15_000;

const WorkerConnection = connectionOf('Worker', () => Worker);

registerNode({ prefix: 'worker', role: Role.VIEWER, load: (context, id) => context.find(Worker, id) });

@ObjectType({ description: 'A process of Sluice came or went.' })
class WorkerEvent {
  workerId!: string;

  @Field(() => GraphQLCursor, { description: 'Hand to workerUpdated(after:) to go on behind this event.' })
  cursor!: string;

  @Field(() => GraphQLDateTime, { description: 'When it did.' })
  at!: Date;

  @Field(() => Boolean, { description: 'Whether it came.' })
  online!: boolean;
}

@Resolver(() => Worker)
export class WorkerResolver {
  @Authorized(Role.VIEWER)
  @Query(() => WorkerConnection, { description: 'Processes of Sluice that run, newest first.' })
  workers(
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Arg('kind', () => WorkerKind, { nullable: true, description: 'Only those that do this.' }) kind: WorkerKind | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<Worker>> {
    const heardAfter = new Date(context.clock.now().getTime() - SILENCE_MS);
    const query = context.db
      .createQueryBuilder(Worker, 'worker')
      .where('worker.stoppedAt IS NULL AND worker.lastSeenAt > :heardAfter', { heardAfter });
    if (kind) query.andWhere({ kind });
    return paginate(query, args, newestFirst('worker'));
  }

  @FieldResolver(() => [JobRow], { description: 'Jobs of this project that it runs.' })
  runningJobs(@Root() worker: Worker, @Ctx() context: RequestContext): Promise<JobRow[]> {
    return context.load(jobsOfWorkers, worker.id);
  }
}

@Resolver(() => WorkerEvent)
export class WorkerSubscriptionResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => WorkerEvent, {
    subscribe: ({ args, context }) =>
      freshly(context as Context, workerEvents(context as Context, args as { after?: string | null })),
    description: 'Processes that come and go, from now on unless `after` is given.',
  })
  workerUpdated(
    @Root() event: WorkerEvent,
    @Arg('after', () => GraphQLCursor, { nullable: true, description: 'Go on behind this cursor.' })
    _after: string | null,
  ): WorkerEvent {
    return event;
  }

  @FieldResolver(() => Worker, { description: 'The process.' })
  worker(@Root() event: WorkerEvent, @Ctx() context: RequestContext): Promise<Worker> {
    return persistently(context, () => context.get(Worker, event.workerId));
  }
}

async function* workerEvents(context: Context, { after }: { after?: string | null }): AsyncGenerator<WorkerEvent> {
  const stream = context.events.subscribe({
    topics: [WORKER_TOPIC],
    signal: context.signal,
    ...(after == null ? {} : { after }),
  });
  for await (const { subjectId, cursor, at, type } of stream) {
    yield Object.assign(new WorkerEvent(), { workerId: subjectId, cursor, at, online: type === 'workerStarted' });
  }
}
