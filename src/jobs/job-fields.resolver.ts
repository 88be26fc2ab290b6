import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Actor } from '../access/actor.entity.js';
import { RequestContext } from '../access/context.js';
import type { Page } from '../graph/connection.js';
import { GraphQLCursor } from '../graph/scalars.js';
import { msToDuration } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { encodeEventCursor } from '../storage/events/cursor.js';
import { JobAttempt } from './job-attempt.entity.js';
import { fractionOf } from './job-events.js';
import {
  JobMetricArgs,
  JobMetricConnection,
  LogLineArgs,
  LogLineConnection,
  linesOfJob,
  metricsOfJob,
} from './job-lists.js';
import { attemptsOfJobs } from './job-loaders.js';
import type { LogLine } from './job-log.entity.js';
import type { JobMetric } from './job-metric.entity.js';
import { JobProgress, JobRow } from './job.entity.js';
import { MetricSeries, metricSeries } from './metric-series.js';
import { Worker } from './worker.entity.js';

const MOST_POINTS = 5_000;

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

  @FieldResolver(() => [JobAttempt], { description: 'Attempts to run it, in order.' })
  attempts(@Root() job: JobRow, @Ctx() context: RequestContext): Promise<JobAttempt[]> {
    return context.load(attemptsOfJobs, job.id);
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

  @FieldResolver(() => LogLineConnection, {
    description: 'What it wrote, oldest first. Its cursors are also those of jobLog.',
  })
  logs(
    @Root() job: JobRow,
    @Args(() => LogLineArgs) args: LogLineArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<LogLine>> {
    return context.children(linesOfJob, job.id, args);
  }

  @FieldResolver(() => JobMetricConnection, {
    description: 'What it reported, oldest first. Its cursors are also those of jobMetrics.',
  })
  metrics(
    @Root() job: JobRow,
    @Args(() => JobMetricArgs) args: JobMetricArgs,
    @Ctx() context: RequestContext,
  ): Promise<Page<JobMetric>> {
    return context.children(metricsOfJob, job.id, args);
  }

  @FieldResolver(() => [MetricSeries], {
    description: 'Whole curves, thinned to maxPoints each: for a chart’s first paint.',
  })
  metricSeries(
    @Root() job: JobRow,
    @Arg('names', () => [String], { nullable: true, description: 'Which figures; all when left out.' })
    names: string[] | null,
    @Arg('maxPoints', () => Int, { defaultValue: 300, description: 'Points of one curve at most: 4 to 5000.' })
    maxPoints: number,
    @Ctx() context: RequestContext,
  ): Promise<MetricSeries[]> {
    if (maxPoints < 4 || maxPoints > MOST_POINTS)
      throw new InvalidInputError(`maxPoints is 4 to ${MOST_POINTS}.`, ['maxPoints']);
    return context.load(metricSeries, { jobId: job.id, names: names ?? null, maxPoints });
  }
}

@Resolver(() => JobAttempt)
export class JobAttemptResolver {
  @FieldResolver(() => Worker, { nullable: true, description: 'Who ran it; null when that is no longer known.' })
  worker(@Root() attempt: JobAttempt, @Ctx() context: RequestContext): Promise<Worker | null> {
    return context.find(Worker, attempt.workerId);
  }
}
