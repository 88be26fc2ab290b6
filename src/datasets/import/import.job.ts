import type { JobContext } from '../../jobs/job-context.js';
import type { JobHandler } from '../../jobs/define-job.js';
import { systemClock } from '../../lib/clock.js';
import { LineageKind } from '../../lineage/lineage-step.entity.js';
import { recordLineage } from '../../lineage/record-lineage.js';
import { assertNotErased } from '../erasure/erase-blobs.js';
import { insertDatasetVersion } from '../versions/insert-dataset-version.js';
import { clearBadRows, keepBadRows } from './bad-rows.js';
import { blobFile } from './import-file.js';
import type { ImportJob, ImportJobSettings } from './import-job.entity.js';
import { type ImportSettings, importRows } from './import-rows.js';

/** Reads a file's rows into a new version. A second delivery starts over: what the first one stored is found again by its digest. */
export const importJob: JobHandler<ImportJob> = {
  async run(job: ImportJob, context: JobContext): Promise<void> {
    const { settings } = job;
    const file = await blobFile(context.blobs, settings.sourceDigest, settings.fileName);
    await clearBadRows(context);
    const content = await importRows(file, importSettings(settings), context, {
      signal: context.signal,
      badRecords: (records) => keepBadRows(context, records),
      progress: (bytesRead, rowCount) =>
        context.report({ done: bytesRead, total: file.sizeBytes, unit: 'bytes', message: `${rowCount} rows` }),
    });
    await context.finish(async (tx) => {
      await assertNotErased(
        tx,
        context.blobs,
        content.chunks.map(({ digest }) => digest),
      );
      const now = systemClock.now();
      const { id } = await insertDatasetVersion(tx, {
        datasetId: job.targetId!,
        content,
        originJobId: job.id,
        actorId: job.startedById,
        now,
      });
      await recordLineage(tx, {
        projectId: job.projectId,
        kind: LineageKind.IMPORT,
        at: now,
        actorId: job.startedById,
        summary: `Imported ${content.rowCount} rows of ${settings.fileName}.`,
        reproducible: true,
        inputIds: [],
        outputId: id,
        subjectId: job.id,
      });
      return id;
    });
  },
};

function importSettings({ format, header, columns, splits, maxBadRows }: ImportJobSettings): ImportSettings {
  const plan = 'column' in splits ? splits : { fractions: splits.fractions, seed: BigInt(splits.seed) };
  return { format, header, columns, splits: plan, maxBadRows };
}
