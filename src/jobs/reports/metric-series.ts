import { Field, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../access/context.js';
import { encodeCursor } from '../../graph/cursor.js';
import { GraphQLCursor } from '../../graph/scalars.js';
import { JobMetric } from './job-metric.entity.js';

@ObjectType({ description: 'The whole curve of one figure of a job.' })
export class MetricSeries {
  @Field(() => String, { description: 'Name of the figure.' })
  name!: string;

  @Field(() => Boolean, {
    description: 'Whether points were left out. What is left keeps every peak and trough in sight.',
  })
  thinned!: boolean;

  @Field(() => [JobMetric], { description: 'Points in the order in which they were reported.' })
  points!: JobMetric[];

  @Field(() => GraphQLCursor, { description: 'Hand to jobMetrics(after:) to go on behind this answer.' })
  endCursor!: string;
}

export interface SeriesRequest {
  jobId: string;
  /** Null is all of them. */
  names: readonly string[] | null;
  maxPoints: number;
}

/**
 * Of each curve the first and the last point, and between them the lowest and the highest of each of so many equal
 * stretches that `maxPoints` are left in all.
 */
const THINNED = `
  WITH numbered AS (
    SELECT *,
      row_number() OVER (PARTITION BY job_id, name ORDER BY id) AS n,
      count(*) OVER (PARTITION BY job_id, name) AS size
    FROM job_metric
    WHERE job_id = ANY ($1) AND ($2::text[] IS NULL OR name = ANY ($2))
  ), stretched AS (
    SELECT *, (n - 1) * $4 / size AS stretch FROM numbered
  ), ranked AS (
    SELECT *,
      row_number() OVER (PARTITION BY job_id, name, stretch ORDER BY value, id) AS from_lowest,
      row_number() OVER (PARTITION BY job_id, name, stretch ORDER BY value DESC, id) AS from_highest
    FROM stretched
  )
  SELECT ranked.*, (SELECT max(id) FROM job_metric WHERE job_id = ranked.job_id) AS last_id
  FROM ranked
  WHERE size <= $3 OR n = 1 OR n = size OR from_lowest = 1 OR from_highest = 1
  ORDER BY name, id`;

interface ThinnedRow {
  id: string;
  job_id: string;
  attempt: number;
  at: Date;
  name: string;
  step: string;
  value: number;
  size: string;
  last_id: string;
}

/** The curves of many jobs, in the order of the requests: one statement for all that ask for the same figures. */
export async function metricSeries(
  context: RequestContext,
  requests: readonly SeriesRequest[],
): Promise<MetricSeries[][]> {
  const answers = new Map<SeriesRequest, MetricSeries[]>();
  const alike = Map.groupBy(requests, ({ names, maxPoints }) => JSON.stringify([names, maxPoints]));
  for (const group of alike.values()) {
    const { names, maxPoints } = group[0]!;
    const stretches = Math.max(1, Math.floor((maxPoints - 2) / 2));
    const jobIds = group.map(({ jobId }) => jobId);
    const rows = await context.db.query<ThinnedRow[]>(THINNED, [jobIds, names, maxPoints, stretches]);
    const byJob = Map.groupBy(rows, (row) => row.job_id);
    for (const request of group) answers.set(request, seriesOf(byJob.get(request.jobId) ?? []));
  }
  return requests.map((request) => answers.get(request)!);
}

function seriesOf(rows: readonly ThinnedRow[]): MetricSeries[] {
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, points]) => ({
    name,
    thinned: Number(points[0]!.size) > points.length,
    points: points.map(pointOf),
    endCursor: encodeCursor([points[0]!.last_id]),
  }));
}

function pointOf(row: ThinnedRow): JobMetric {
  const { id, job_id: jobId, attempt, at, name, step, value } = row;
  return { id, jobId, attempt, at, name, step: BigInt(step), value };
}
