import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadFile } from '#sluice/client/index.js';
import { bytes, percent } from '#sluice/cli/format.js';
import {
  CreateDatasetDocument,
  ImportMailsDocument,
  ImportProgressDocument,
  StatisticsDocument,
} from '../generated/operations.ts';
import type { Mail } from '../mails.ts';
import { present, type Story } from '../story.ts';

const SPLITS = [
  { name: 'train', fraction: 0.8 },
  { name: 'validation', fraction: 0.1 },
  { name: 'test', fraction: 0.1 },
];

/** Uploads the mails and imports them. @returns the dataset version, as "spam-mails-…@1" */
export async function importMails(story: Story, mails: readonly Mail[]): Promise<string> {
  const { client, narrator } = story;
  const dataset = `spam-mails-${story.suffix}`;
  narrator.step(`Upload ${mails.length} mails and import them as a dataset`);
  const upload = await uploadMails(story, mails);
  await client.request(CreateDatasetDocument, {
    input: { name: dataset, description: 'Mails of the SpamAssassin corpus' },
  });
  const input = {
    idempotencyKey: story.key('import'),
    dataset,
    source: { upload },
    splits: { fractions: SPLITS },
  };
  const { importDatasetVersion } = await client.request(ImportMailsDocument, { input });
  const progress = narrator.progress('Importing');
  let version: string | undefined;
  for await (const { jobUpdated } of client.subscribe(ImportProgressDocument, { id: importDatasetVersion.job.id })) {
    progress.update({ fraction: jobUpdated.fraction });
    if (jobUpdated.job.failure) throw new Error(jobUpdated.job.failure.message);
    if ('result' in jobUpdated.job) version = jobUpdated.job.result?.ref;
  }
  progress.clear();
  narrator.check(`the import made ${version}`, version === `${dataset}@1`);
  return present(version, 'the imported version');
}

async function uploadMails({ client, narrator, suffix }: Story, mails: readonly Mail[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  try {
    const file = join(folder, `spam-mails-${suffix}.jsonl`);
    await writeFile(file, mails.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join(''));
    const progress = narrator.progress('Uploading');
    const { id, sizeBytes } = await uploadFile(client, file, {
      onProgress: ({ sentBytes, totalBytes }) => {
        progress.update({ fraction: sentBytes / totalBytes });
      },
    });
    progress.finish(`   Uploaded ${bytes(sizeBytes)} over tus as ${id}`);
    return id;
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function showStatistics({ client, narrator }: Story, ref: string, rowCount: number): Promise<void> {
  narrator.step('Look at its statistics');
  const { datasetVersion } = await client.request(StatisticsDocument, { ref });
  const { splits, statistics, ...version } = present(datasetVersion, `the dataset version ${ref}`);
  const { tokenCount, distinctTokenCount, duplicateRate, labels, lengthInTokens } = statistics;
  narrator.say(`${version.rowCount} rows: ${splits.map((split) => `${split.name} ${split.rowCount}`).join(', ')}`);
  narrator.say(
    `${tokenCount} tokens, ${distinctTokenCount} different ones; ${percent(duplicateRate ?? 0)} of the rows are duplicates`,
  );
  narrator.say(`Half of the mails have ${lengthInTokens.p50} tokens or less, 95% have ${lengthInTokens.p95} or less`);
  narrator.say(labels.map(({ label, count, share }) => `${label}: ${count} (${percent(share)})`).join(', '));
  narrator.check('no row was lost', version.rowCount === rowCount);
  narrator.check(
    'the splits together are the whole',
    splits.reduce((sum, split) => sum + split.rowCount, 0) === rowCount,
  );
  narrator.check('there are two labels', labels.length === 2);
}
