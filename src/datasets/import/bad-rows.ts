import { lockAttempt } from '../../jobs/attempts/fence.js';
import type { JobContext } from '../../jobs/job-context.js';
import { newId } from '../../lib/ids.js';
import type { BadRecord } from '../formats/bad-record.js';
import { BadRow } from './bad-row.entity.js';

/** Rows of one INSERT: Postgres takes 65,535 parameters. */
const ROWS_A_STATEMENT = 10_000;

/** Forgets the bad rows that an earlier attempt found: this one finds them again. */
export async function clearBadRows({ db, id, attempt }: JobContext): Promise<void> {
  await db.transaction(async (tx) => {
    await lockAttempt(tx, { jobId: id, number: attempt });
    await tx.delete(BadRow, { jobId: id });
  });
}

/** Keeps bad rows, also those of an import that fails: each says why. */
export async function keepBadRows({ db, id, attempt }: JobContext, records: readonly BadRecord[]): Promise<void> {
  await db.transaction(async (tx) => {
    await lockAttempt(tx, { jobId: id, number: attempt });
    for (let from = 0; from < records.length; from += ROWS_A_STATEMENT) {
      const rows = records.slice(from, from + ROWS_A_STATEMENT);
      await tx.insert(
        BadRow,
        rows.map(({ line, excerpt, reason }) => ({
          id: newId('badrow'),
          jobId: id,
          line: BigInt(line),
          excerpt,
          reason,
        })),
      );
    }
  });
}
