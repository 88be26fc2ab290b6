import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';

let gateway: GatewayForTest;

beforeAll(async () => {
  gateway = await startGatewayForTest();
});

afterAll(() => gateway.close());

const CREATE =
  'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id name description tags { key value } createdBy { name } latestVersion { ref } } } }';

describe('a dataset', () => {
  test('is made, found by name and id, changed and put away', async () => {
    const input = { name: 'reviews', description: 'What buyers say', tags: [{ key: 'team', value: 'shop' }] };
    const made = await gateway.ask(CREATE, { input });
    expect(made.data!.createDataset).toMatchObject({ dataset: { ...input, latestVersion: null } });
    const { id } = (made.data!.createDataset as { dataset: { id: string } }).dataset;

    const changed = await gateway.ask(
      'mutation { updateDataset(input: { dataset: "reviews", description: "Reviews", archived: true }) { dataset { description tags { key } archivedAt } } }',
    );
    expect(changed.data!.updateDataset).toMatchObject({
      dataset: { description: 'Reviews', tags: [{ key: 'team' }], archivedAt: expect.any(String) },
    });
    const refused = await gateway.ask(
      'mutation { importDatasetVersion(input: { idempotencyKey: "k", dataset: "reviews", source: { text: "text\\na" } }) { job { id } } }',
    );
    expect(refused.errors![0]).toMatchObject({
      message: expect.stringContaining('is archived'),
      extensions: { code: 'CONFLICT' },
    });

    const found = await gateway.ask(
      'query ($id: ID!) { node(id: $id) { ... on Dataset { name } } dataset(name: "reviews") { id } none: dataset(name: "none") { id } }',
      { id },
    );
    expect(found.data).toEqual({ node: { name: 'reviews' }, dataset: { id }, none: null });
  });

  test.each([
    ['with the name of another', { name: 'reviews' }, 'CONFLICT'],
    ['with a name that no reference can hold', { name: 'My Reviews' }, 'INVALID_INPUT'],
  ])('is refused %s', async (_case, input, code) => {
    const { errors } = await gateway.ask(CREATE, { input });
    expect(errors![0]!.extensions).toMatchObject({ code });
  });

  test('is found by a part of its name', async () => {
    await gateway.ask(CREATE, { input: { name: 'spam-mails' } });
    const { data } = await gateway.ask('{ datasets(search: "mail") { totalCount edges { node { name } } } }');
    expect(data).toEqual({ datasets: { totalCount: 1, edges: [{ node: { name: 'spam-mails' } }] } });
  });
});

describe('a preview', () => {
  const PREVIEW = `query ($input: ImportPreviewInput!) {
    importPreview(input: $input) { format columns { name kind } rows badRows { line excerpt reason } }
  }`;

  test('shows format, columns, rows and bad rows without importing anything', async () => {
    const text = 'id;text;label\n1;"a; b";x\n2;c\n3;d;y\n';
    const { data } = await gateway.ask(PREVIEW, {
      input: { source: { text }, format: 'CSV', rowCount: 1, columns: [{ name: 'id', kind: 'NUMBER' }] },
    });
    expect(data).toEqual({
      importPreview: {
        format: 'CSV',
        columns: [
          { name: 'id', kind: 'NUMBER' },
          { name: 'text', kind: 'TEXT' },
          { name: 'label', kind: 'LABEL' },
        ],
        rows: [{ id: '1', text: 'a; b', label: 'x' }],
        badRows: [
          { line: 3, excerpt: '2;c', reason: 'The row has 2 values where there are 3 columns (id, text, label).' },
        ],
      },
    });
  });

  test.each([
    [{ source: { text: '[\n{"text": "a"}\n]' } }, 'JSON Lines'],
    [{ source: { text: 'text\na\n' }, rowCount: 101 }, '1 to 100 rows'],
    [{ source: { upload: 'upload_00000000000000000000000000' } }, 'No upload'],
    [{ source: { text: 'a', upload: 'b' } }, 'Exactly one'],
  ])('of %j is refused with what to do', async (input, message) => {
    const { errors } = await gateway.ask(PREVIEW, { input });
    expect(errors![0]!.message).toContain(message);
  });
});
