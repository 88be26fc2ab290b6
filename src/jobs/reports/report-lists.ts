import { ArgsType, Field } from 'type-graphql';
import { ConnectionArgs, connectionOf } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { LogLevel, LogLine, levelsFrom } from './job-log.entity.js';
import { JobMetric } from './job-metric.entity.js';

export const LogLineConnection = connectionOf('LogLine', () => LogLine, { counted: false });
export const JobMetricConnection = connectionOf('JobMetric', () => JobMetric, { counted: false });

@ArgsType()
export class LogLineArgs extends ConnectionArgs {
  @Field(() => LogLevel, { nullable: true, description: 'Only lines of this level or above; all when left out.' })
  level?: LogLevel | null;
}

@ArgsType()
export class JobMetricArgs extends ConnectionArgs {
  @Field(() => [String], { nullable: true, description: 'Only figures of these names; all when left out.' })
  names?: string[] | null;
}

/** What a job wrote, oldest first. */
export const linesOfJob: ChildList<LogLine, LogLineArgs> = {
  entity: LogLine,
  alias: 'line',
  parentColumn: 'line.job_id',
  order: { columns: ['line.id'], key: ({ id }) => [id], direction: 'ASC' },
  restrict: (query, { level }) => {
    if (level) query.andWhere('line.level IN (:...levels)', { levels: levelsFrom(level) });
  },
};

/** What a job reported, oldest first. */
export const metricsOfJob: ChildList<JobMetric, JobMetricArgs> = {
  entity: JobMetric,
  alias: 'metric',
  parentColumn: 'metric.job_id',
  order: { columns: ['metric.id'], key: ({ id }) => [id], direction: 'ASC' },
  restrict: (query, { names }) => {
    if (names) query.andWhere('metric.name = ANY (:names)', { names });
  },
};
