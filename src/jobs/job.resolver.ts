import {
  Arg,
  Args,
  Authorized,
  createUnionType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { Actor } from '../access/actor.entity.js';
import { change, KEY_DESCRIPTION, orRefusal } from '../access/changes/change.js';
import { RequestContext } from '../access/context.js';
import { registerNode } from '../access/nodes.js';
import { Role } from '../access/role.js';
import { ConnectionArgs, type Page } from '../graph/connection.js';
import { newestFirst, paginate } from '../graph/paginate.js';
import { GraphQLCursor, GraphQLDuration } from '../graph/scalars.js';
import { durationToMs, msToDuration } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { encodeEventCursor } from '../storage/events/cursor.js';
import { cancelJob } from './cancel-job.js';
import { fractionOf } from './events/job-events.js';
import { waitForJob } from './events/wait-for-job.js';
import { JobConnection, JobFilter } from './job-lists.js';
import { JobNotActive } from './job-not-active.js';
import { JobProgress, JobRow } from './job.entity.js';
import { retryJob } from './retry-job.js';

const LONGEST_WAIT_MS = 60_000;

registerNode({ prefix: 'job', role: Role.VIEWER, load: (context, id) => context.find(JobRow, id) });

@InputType({ description: 'A job to do something to.' })
class JobInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the job.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the audit trail.' })
  reason?: string | null;
}

@ObjectType({ description: 'A job that was changed.' })
class JobPayload {
  @Field(() => JobRow, { description: 'The job.' })
  job!: JobRow;

  @Field(() => Boolean, { description: 'Whether the key had been used for this very input.' })
  replayed!: boolean;

  static of(job: JobRow, replayed: boolean): JobPayload {
    return Object.assign(new JobPayload(), { job, replayed });
  }
}

const JobActionResult = createUnionType({
  name: 'JobActionResult',
  description: 'The job, or why nothing was done to it.',
  types: () => [JobPayload, JobNotActive] as const,
});

@Resolver()
export class JobResolver {
  @Authorized(Role.VIEWER)
  @Query(() => JobRow, { nullable: true, description: 'A job by id; null when there is none.' })
  async job(
    @Arg('id', () => ID, { description: 'Id of the job.' }) id: string,
    @Arg('waitUpTo', () => GraphQLDuration, {
      nullable: true,
      description: 'Answer when it has finished, or after this long, at most PT60S. For scripts without a socket.',
    })
    waitUpTo: string | null,
    @Ctx() context: RequestContext,
  ): Promise<JobRow | null> {
    const waitMs = waitUpTo == null ? 0 : durationToMs(waitUpTo);
    if (waitMs > LONGEST_WAIT_MS)
      throw new InvalidInputError('waitUpTo is at most "PT60S". Ask again to wait longer.', ['waitUpTo']);
    return waitForJob(context, id, waitMs);
  }

  @Authorized(Role.VIEWER)
  @Query(() => JobConnection, { description: 'Jobs of this project, newest first.' })
  jobs(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => JobFilter, { nullable: true, description: 'Which jobs; all of them when left out.' })
    filter: JobFilter | null,
    @Ctx() context: RequestContext,
  ): Promise<Page<JobRow>> {
    const query = context.db.createQueryBuilder(JobRow, 'job').where({ projectId: context.projectId });
    const { kind, state, target, startedBy, createdAfter } = filter ?? {};
    if (kind) query.andWhere('job.kind = ANY (:kind)', { kind });
    if (state) query.andWhere('job.state = ANY (:state)', { state });
    if (target) query.andWhere('job.targetId = :target', { target });
    if (startedBy) query.andWhere('job.startedById = :startedBy', { startedBy });
    if (createdAfter) query.andWhere('job.createdAt > :createdAfter', { createdAfter });
    return paginate(query, args, newestFirst('job'));
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => JobActionResult, {
    description:
      'Stops a job: at once when it waits, within two seconds when it runs. It keeps its last checkpoint for retryJob.',
  })
  cancelJob(
    @Arg('input', () => JobInput, { description: 'The job.' }) input: JobInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof JobActionResult> {
    return this.act(context, 'cancelJob', 'Cancelled', input, (tx) =>
      cancelJob(tx, context.projectId, input.id, context.clock.now()),
    );
  }

  @Authorized(Role.DEVELOPER)
  @Mutation(() => JobActionResult, {
    description: 'Queues a failed or cancelled job again. It resumes from its last checkpoint.',
  })
  retryJob(
    @Arg('input', () => JobInput, { description: 'The job.' }) input: JobInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof JobActionResult> {
    return this.act(context, 'retryJob', 'Retried', input, (tx) => retryJob(tx, context.projectId, input.id));
  }

  private act(
    context: RequestContext,
    operation: string,
    done: string,
    input: JobInput,
    run: (tx: EntityManager) => Promise<JobRow>,
  ): Promise<typeof JobActionResult> {
    const summary = `${done} the job ${input.id}${input.reason ? `: ${input.reason}` : '.'}`;
    return orRefusal(JobNotActive, async () => {
      const { id, replayed } = await change(context, { operation, input, summary }, run);
      return JobPayload.of(await context.get(JobRow, id), replayed);
    });
  }
}

@Resolver(() => JobRow)
export class JobFieldsResolver {
  @FieldResolver(() => JobProgress, { description: 'How far it is.' })
  progress(@Root() { progress }: JobRow): JobProgress {
    const { done, total, unit, message, timeLeftMs } = progress;
    return {
      fraction: fractionOf(progress),
      done: BigInt(Math.round(done)),
      total: total === null ? null : BigInt(Math.round(total)),
      unit,
      message,
      timeLeft: timeLeftMs === null ? null : msToDuration(timeLeftMs),
    };
  }

  @FieldResolver(() => Actor, { description: 'Who asked for it.' })
  startedBy(@Root() job: JobRow, @Ctx() context: RequestContext): Promise<Actor> {
    return context.get(Actor, job.startedById);
  }

  @FieldResolver(() => GraphQLCursor, {
    description: 'Hand to jobUpdated(after:): nothing between this answer and the subscription is missed.',
  })
  eventCursor(@Root() job: JobRow): string {
    return encodeEventCursor(Number(job.eventPosition));
  }
}
