import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RequestContext } from '../../../src/access/context.js';
import { BlobErasure } from '../../../src/datasets/erasure/blob-erasure.entity.js';
import { DatasetChunk } from '../../../src/datasets/chunks/dataset-chunk.entity.js';
import { assertNotErased, eraseBlobs } from '../../../src/datasets/erasure/erase-blobs.js';
import { isReferencedByDataset } from '../../../src/datasets/erasure/is-referenced-by-dataset.js';
import { openDatasetReader } from '../../../src/datasets/rows/dataset-reader.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { adminContext } from '../../support/seed.js';

let gateway: GatewayForTest;
let context: RequestContext;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
});

afterAll(() => gateway.close());

const DELETE = `mutation ($input: DeleteDatasetVersionInput!) {
  deleteDatasetVersion(input: $input) { replayed datasetVersion { ref deletedAt } }
}`;

const remove = (datasetVersion: string) =>
  gateway.ask(DELETE, {
    input: { idempotencyKey: `delete ${datasetVersion}`, datasetVersion, reason: 'a request of the sender' },
  });

async function blobsOf(versionId: string): Promise<string[]> {
  const chunks = await gateway.db.getRepository(DatasetChunk).findBy({ datasetVersionId: versionId });
  return chunks.map(({ digest }) => digest);
}

const erase = () =>
  eraseBlobs({ db: gateway.db, blobs: context.blobs, now: context.clock.now() }, isReferencedByDataset);

test('deleting a version erases its rows and its file, and leaves digest, counts, lineage and audit trail', async () => {
  const version = await seedDatasetVersion(context, 'private', 'text,label\nmy secret diary,x\nanother page,y\n');
  const digests = await blobsOf(version.id);
  const { sourceDigest } = (await source('private@1')).origin;

  const { data, errors } = await remove('private@1');
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    deleteDatasetVersion: { replayed: false, datasetVersion: { ref: 'private@1', deletedAt: expect.any(String) } },
  });
  await erase();

  for (const digest of [...digests, sourceDigest]) expect(await context.blobs.has(digest)).toBe(false);
  const after = await gateway.ask(`{
    datasetVersion(ref: "private@1") {
      digest rowCount
      rows { totalCount edges { node { id } } }
      statistics { rowCount tokenCount topTokens { token } labels { label count } }
      lineage { kind }
    }
    dataset(name: "private") { latestVersion { ref } versions { totalCount } }
    latest: datasetVersion(ref: "private@latest") { ref }
    auditTrail(first: 1, operation: "deleteDatasetVersion") { edges { node { summary target { id } } } }
  }`);
  expect(after.data).toEqual({
    datasetVersion: {
      digest: version.digest,
      rowCount: 2,
      rows: { totalCount: 0, edges: [] },
      statistics: {
        rowCount: 2,
        tokenCount: 5,
        topTokens: [],
        labels: [
          { label: 'x', count: 1 },
          { label: 'y', count: 1 },
        ],
      },
      lineage: [],
    },
    dataset: { latestVersion: null, versions: { totalCount: 1 } },
    latest: null,
    auditTrail: {
      edges: [
        { node: { summary: 'Erased the rows of private@1: a request of the sender', target: { id: version.id } } },
      ],
    },
  });
  await expect(openDatasetReader(gateway.db.manager, context.blobs, version.id)).rejects.toThrow('were deleted');
});

test('rows that another version shares stay until that is deleted too', async () => {
  const text = 'text,label\nshared words of two versions,x\n';
  const one = await seedDatasetVersion(context, 'shared', text);
  const two = await seedDatasetVersion(context, 'shared', text);
  expect(two.digest).toBe(one.digest);
  const [digest] = await blobsOf(one.id);

  await remove('shared@1');
  await erase();
  expect(await context.blobs.has(digest!)).toBe(true);
  const reader = await openDatasetReader(gateway.db.manager, context.blobs, two.id);
  expect(reader.rowCount('train') + reader.rowCount('validation') + reader.rowCount('test')).toBe(1);

  await remove('shared@2');
  await erase();
  expect(await context.blobs.has(digest!)).toBe(false);
});

test('an import that stored a chunk just before the same chunk was erased does not succeed without it', async () => {
  const text = 'text\nwords that are erased while they are imported\n';
  const version = await seedDatasetVersion(context, 'race', text);
  const digests = await blobsOf(version.id);
  await remove('race@1');
  await erase();
  await gateway.db.transaction(async (tx) => {
    await expect(assertNotErased(tx, context.blobs, digests)).rejects.toThrow('Import them again');
  });
  const again = await seedDatasetVersion(context, 'race', text);
  expect(await blobsOf(again.id)).toEqual(digests);
  await gateway.db.transaction((tx) => assertNotErased(tx, context.blobs, digests));
});

test('an erasure that was broken off is taken up again', async () => {
  const version = await seedDatasetVersion(context, 'broken', 'text\na row whose erasure fails at first\n');
  const digests = await blobsOf(version.id);
  await remove('broken@1');
  const failing = { ...context.blobs, delete: () => Promise.reject(new Error('The disk is gone.')) };
  const services = { db: gateway.db, blobs: failing as unknown as RequestContext['blobs'], now: context.clock.now() };
  await expect(eraseBlobs(services, isReferencedByDataset)).rejects.toThrow('The disk is gone.');
  expect(await context.blobs.has(digests[0]!)).toBe(true);
  await erase();
  expect(await context.blobs.has(digests[0]!)).toBe(false);
  expect(await gateway.db.getRepository(BlobErasure).findOneBy({ digest: digests[0]! })).toMatchObject({
    erasedAt: expect.any(Date),
  });
});

test('only admins may delete', async () => {
  const { data } = await gateway.ask('mutation { createApiToken(input: { name: "dev", role: DEVELOPER }) { secret } }');
  const { secret } = data!.createApiToken as { secret: string };
  const input = { idempotencyKey: 'k', datasetVersion: 'race@2' };
  const { errors } = await gateway.ask(DELETE, { input }, `Bearer ${secret}`);
  expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

async function source(ref: string): Promise<{ origin: { sourceDigest: string } }> {
  const { data } = await gateway.ask(
    `query ($ref: Ref!) { datasetVersion(ref: $ref) { origin { ... on ImportJob { sourceDigest } } } }`,
    { ref },
  );
  return data!.datasetVersion as { origin: { sourceDigest: string } };
}
