import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { ConnectionArgs, connectionOf } from '../graph/connection.js';
import type { ChildList } from '../graph/page-loader.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { LogLevel, LogLine, levelsFrom } from './job-log.entity.js';
import { JobMetric } from './job-metric.entity.js';
import { JobKind, JobState } from './job-state.js';
import { JobRow } from './job.entity.js';

export const JobConnection = connectionOf('Job', () => JobRow);
export const LogLineConnection = connectionOf('LogLine', () => LogLine, { counted: false });
export const JobMetricConnection = connectionOf('JobMetric', () => JobMetric, { counted: false });

@InputType({ description: 'Which jobs: those that match all that is given.' })
export class JobFilter {
  @Field(() => [JobKind], { nullable: true, description: 'Of one of these kinds.' })
  kind?: JobKind[] | null;

  @Field(() => [JobState], { nullable: true, description: 'In one of these states.' })
  state?: JobState[] | null;

  @Field(() => ID, { nullable: true, description: 'That work on or for this dataset, model or version, by id.' })
  target?: string | null;

  @Field(() => ID, { nullable: true, description: 'Started by this actor.' })
  startedBy?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Asked for after this instant.' })
  createdAfter?: Date | null;
}

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
