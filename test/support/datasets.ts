import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import type { DatasetColumn } from '../../src/datasets/columns/dataset-column.js';
import { createDataset } from '../../src/datasets/create-dataset.js';
import type { DatasetVersion } from '../../src/datasets/versions/dataset-version.entity.js';
import { importDatasetVersion, type ImportRequest } from '../../src/datasets/import/import-dataset-version.js';
import { textFile } from '../../src/datasets/import/import-file.js';
import { ImportJob } from '../../src/datasets/import/import-job.entity.js';
import { importRows } from '../../src/datasets/import/import-rows.js';
import { insertDatasetVersion } from '../../src/datasets/versions/insert-dataset-version.js';
import { JobState } from '../../src/jobs/job-state.js';
import { JobWorker } from '../../src/jobs/worker/job-worker.js';
import { builtProgram } from '../../src/lib/package-root.js';
import type { GatewayForTest } from './gateway.js';

/** Columns of texts with one label each. */
export const LABELLED_TEXTS: DatasetColumn[] = [
  { name: 'label', kind: ColumnKind.LABEL },
  { name: 'text', kind: ColumnKind.TEXT },
];

/** Imports a text as a new version, in this process: what a job would do, without a worker. Makes the dataset when needed. */
export async function seedDatasetVersion(
  context: RequestContext,
  dataset: string,
  text: string,
  request: Partial<ImportRequest> = {},
): Promise<DatasetVersion> {
  const { db, blobs, actor, config } = context;
  const now = context.clock.now();
  const job = await db.transaction(async (tx) => {
    const known = await tx.query<unknown[]>('SELECT FROM dataset WHERE name = $1', [dataset]);
    if (known.length === 0) await createDataset(tx, actor, { name: dataset, description: '', tags: [] }, now);
    const asked = { dataset, source: { text }, header: true, seed: 1n, maxBadRows: 0, ...request };
    const imported = await importDatasetVersion(tx, context, asked);
    // A worker that is there as well shall not do the same.
    await tx.update(ImportJob, { id: imported.id }, { state: JobState.SUCCEEDED });
    return imported;
  });
  const { splits, ...settings } = job.settings;
  const plan = 'column' in splits ? splits : { fractions: splits.fractions, seed: BigInt(splits.seed) };
  const content = await importRows(
    textFile(text, job.fileName),
    { ...settings, splits: plan },
    { blobs, folder: config.home },
    { signal: new AbortController().signal, badRecords: () => Promise.resolve(), progress: () => undefined },
  );
  return db.transaction(async (tx) => {
    const given = { datasetId: job.targetId!, content, originJobId: job.id, actorId: actor.id, now };
    const version = await insertDatasetVersion(tx, given);
    await tx.update(ImportJob, { id: job.id }, { resultId: version.id, finishedAt: now });
    return version;
  });
}

/** Makes another project; answers the secret of an admin token of it. */
export async function adminOfOtherProject(gateway: GatewayForTest): Promise<string> {
  await gateway.ask('mutation { createProject(input: { name: "other" }) { project { id } } }');
  const { data } = await gateway.ask(
    'mutation { createApiToken(input: { name: "other-admin", role: ADMIN, project: "other" }) { secret } }',
  );
  return (data!.createApiToken as { secret: string }).secret;
}

export interface JobWorkerForTest {
  stop(): Promise<void>;
}

/** A job worker that runs the jobs of a gateway in built processes, as in production. */
export async function startJobWorkerForTest({ services }: GatewayForTest): Promise<JobWorkerForTest> {
  const { db, ...shared } = services;
  const handlersModule = builtProgram('job-handlers.js');
  const worker = new JobWorker({ ...shared, ds: db, handlersModule, maintenance: [] });
  await worker.start();
  return { stop: () => worker.stop() };
}
