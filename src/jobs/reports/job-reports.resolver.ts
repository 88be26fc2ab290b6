import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../access/context.js';
import type { Page } from '../../graph/connection.js';
import { InvalidInputError } from '../../lib/errors.js';
import { JobRow } from '../job.entity.js';
import type { LogLine } from './job-log.entity.js';
import type { JobMetric } from './job-metric.entity.js';
import { MetricSeries, metricSeries } from './metric-series.js';
import {
  JobMetricArgs,
  JobMetricConnection,
  LogLineArgs,
  LogLineConnection,
  linesOfJob,
  metricsOfJob,
} from './report-lists.js';

const MOST_POINTS = 5_000;

@Resolver(() => JobRow)
export class JobReportsResolver {
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
