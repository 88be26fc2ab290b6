import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../access/context.js';
import { InvalidInputError } from '../../lib/errors.js';
import { enqueueJob } from '../../jobs/enqueue-job.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import { assertInUse, findDataset } from '../find-dataset.js';
import type { DatasetFormat } from '../formats/dataset-format.js';
import { DEFAULT_FRACTIONS, type SplitFraction, assertFractions } from '../splits/split-plan.js';
import { ImportJob, type ImportJobSettings } from './import-job.entity.js';
import { type ImportSource, takeSource } from './import-source.js';
import { inspectFile } from './inspect-file.js';

/** Most bad rows that an import can tolerate: each is kept with its reason. */
export const MAX_BAD_ROWS = 100_000;

export interface ImportRequest {
  dataset: string;
  source: ImportSource;
  format?: DatasetFormat | null;
  header: boolean;
  columns?: DatasetColumn[] | null;
  splits?: { column?: string; fractions?: SplitFraction[] } | null;
  seed: bigint | number;
  maxBadRows: number;
}

/**
 * Starts the import of a file. What its start shows to be wrong is refused here; the rest is found by the job.
 * @throws {NotFoundError} when there is no such dataset or file
 * @throws {InvalidInputError} when the file is no text, or does not have the columns that were named
 */
export async function importDatasetVersion(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  request: ImportRequest,
): Promise<ImportJob> {
  const { projectId } = actor;
  const now = clock.now();
  if (request.maxBadRows < 0 || request.maxBadRows > MAX_BAD_ROWS) {
    throw new InvalidInputError(`maxBadRows is 0 to ${MAX_BAD_ROWS}.`, ['input', 'maxBadRows']);
  }
  const splits = splitSettings(request);
  const dataset = await findDataset(tx, projectId, request.dataset);
  assertInUse(dataset);
  const { digest, file } = await takeSource({ db: tx, blobs, projectId }, request.source, now);
  const columns = request.columns ?? [];
  const { layout } = await inspectFile(file, { format: request.format, header: request.header, columns });
  const settings: ImportJobSettings = {
    fileName: file.name,
    sourceDigest: digest,
    format: layout.format,
    header: request.header,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    splits,
    maxBadRows: request.maxBadRows,
  };
  return enqueueJob(tx, ImportJob, { projectId, startedById: actor.id, settings, targetId: dataset.id }, now);
}

function splitSettings({ splits, seed }: ImportRequest): ImportJobSettings['splits'] {
  if (splits?.column !== undefined) return { column: splits.column };
  const fractions = splits?.fractions ?? DEFAULT_FRACTIONS;
  assertFractions(fractions);
  return { fractions: fractions.map(({ name, fraction }) => ({ name, fraction })), seed: seed.toString() };
}
