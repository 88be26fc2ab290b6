import type { RequestContext } from '../../access/context.js';
import { connectionOf } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { BadRow } from './bad-row.entity.js';

export const BadRowConnection = connectionOf('BadRow', () => BadRow);

/** Rows that an import could not read, in the order of the file. */
export const badRowsOfImport: ChildList<BadRow> = {
  entity: BadRow,
  alias: 'bad_row',
  parentColumn: 'bad_row.job_id',
  order: { columns: ['bad_row.line', 'bad_row.id'], key: ({ line, id }) => [Number(line), id], direction: 'ASC' },
};

/** How many bad rows an import has found. */
export async function badRowCountOf(context: RequestContext, jobIds: readonly string[]): Promise<bigint[]> {
  const counts = await context.db.query<{ jobId: string; count: string }[]>(
    `SELECT job_id AS "jobId", count(*) AS count FROM bad_row WHERE job_id = ANY ($1) GROUP BY job_id`,
    [jobIds],
  );
  const byJob = new Map(counts.map(({ jobId, count }) => [jobId, BigInt(count)]));
  return jobIds.map((id) => byJob.get(id) ?? 0n);
}
