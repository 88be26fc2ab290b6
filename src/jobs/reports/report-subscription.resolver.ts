import { Arg, Authorized, Field, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext as Context } from '../../access/context.js';
import { freshly } from '../../access/subscription.js';
import { Role } from '../../access/role.js';
import { encodeCursor } from '../../graph/cursor.js';
import { GraphQLCursor } from '../../graph/scalars.js';
import { LogLevel, LogLine, levelsFrom } from './job-log.entity.js';
import { JobMetric } from './job-metric.entity.js';
import { rowsAsTheyCome } from './rows-as-they-come.js';

const PAGE_SIZE = 500;

@ObjectType({ description: 'Figures that a job reported since the batch before.' })
class JobMetricBatch {
  @Field(() => GraphQLCursor, { description: 'Hand to jobMetrics(after:) to go on behind this batch.' })
  cursor!: string;

  @Field(() => [JobMetric], { description: 'The figures, in the order in which they were reported; at most 500.' })
  metrics!: JobMetric[];
}

@ObjectType({ description: 'Lines that a job wrote since the batch before.' })
class LogBatch {
  @Field(() => GraphQLCursor, { description: 'Hand to jobLog(after:) to go on behind this batch.' })
  cursor!: string;

  @Field(() => [LogLine], { description: 'The lines, in order; at most 500.' })
  lines!: LogLine[];
}

interface StreamArgs {
  id: string;
  after?: string | null;
  names?: string[] | null;
  level?: LogLevel | null;
}

const AFTER = { nullable: true, description: 'Go on behind this cursor.' };

@Resolver()
export class ReportSubscriptionResolver {
  @Authorized(Role.VIEWER)
  @Subscription(() => JobMetricBatch, {
    subscribe: ({ args, context }) =>
      freshly(context as Context, metricBatches(context as Context, args as StreamArgs)),
    description:
      'The figures of a job as it reports them, from the first unless `after` is given. Completes when the job has finished.',
  })
  jobMetrics(
    @Root() batch: JobMetricBatch,
    @Arg('id', () => ID, { description: 'Id of the job.' }) _id: string,
    @Arg('names', () => [String], { nullable: true, description: 'Only figures of these names.' })
    _names: string[] | null,
    @Arg('after', () => GraphQLCursor, AFTER) _after: string | null,
  ): JobMetricBatch {
    return batch;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => LogBatch, {
    subscribe: ({ args, context }) => freshly(context as Context, logBatches(context as Context, args as StreamArgs)),
    description:
      'The log of a job as it writes it, from the first line unless `after` is given. Completes when the job has finished.',
  })
  jobLog(
    @Root() batch: LogBatch,
    @Arg('id', () => ID, { description: 'Id of the job.' }) _id: string,
    @Arg('level', () => LogLevel, { nullable: true, description: 'Only lines of this level or above.' })
    _level: LogLevel | null,
    @Arg('after', () => GraphQLCursor, AFTER) _after: string | null,
  ): LogBatch {
    return batch;
  }
}

async function* metricBatches(context: Context, { id, after, names }: StreamArgs): AsyncGenerator<JobMetricBatch> {
  const readPage = (afterId: string): Promise<JobMetric[]> => {
    const query = context.db
      .createQueryBuilder(JobMetric, 'metric')
      .where('metric.jobId = :id AND metric.id > :afterId', { id, afterId });
    if (names) query.andWhere('metric.name = ANY (:names)', { names });
    return query.orderBy('metric.id').limit(PAGE_SIZE).getMany();
  };
  const hasMetrics = (payload: { metrics: boolean }): boolean => payload.metrics;
  for await (const metrics of rowsAsTheyCome(context, id, after, hasMetrics, readPage)) {
    yield { cursor: encodeCursor([metrics.at(-1)!.id]), metrics };
  }
}

async function* logBatches(context: Context, { id, after, level }: StreamArgs): AsyncGenerator<LogBatch> {
  const readPage = (afterId: string): Promise<LogLine[]> => {
    const query = context.db
      .createQueryBuilder(LogLine, 'line')
      .where('line.jobId = :id AND line.id > :afterId', { id, afterId });
    if (level) query.andWhere('line.level = ANY (:levels)', { levels: levelsFrom(level) });
    return query.orderBy('line.id').limit(PAGE_SIZE).getMany();
  };
  const hasLines = (payload: { logs: boolean }): boolean => payload.logs;
  for await (const lines of rowsAsTheyCome(context, id, after, hasLines, readPage)) {
    yield { cursor: encodeCursor([lines.at(-1)!.id]), lines };
  }
}
