import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ColumnKind } from '../../../src/datasets/columns/column-kind.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { adminOfOtherProject, seedDatasetVersion } from '../../support/datasets.js';
import { adminContext } from '../../support/seed.js';

let gateway: GatewayForTest;

const ROW_COUNT = 30_000;
const SPLITS = ['train', 'train', 'train', 'dev', 'test'];
const LABELS = ['spam', 'ham'];

interface RowNode {
  id: string;
  number: number;
  split: string;
  text: string;
  labels: string[];
  columns: Record<string, unknown>;
}

interface RowPage {
  edges: { cursor: string; node: RowNode }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount?: number;
}

beforeAll(async () => {
  gateway = await startGatewayForTest();
  const context = await adminContext(gateway);
  // Several chunks, so that pages span chunks and splits.
  const rows = Array.from(
    { length: ROW_COUNT },
    (_, index) => `k${index + 1},${LABELS[index % 2]!},${SPLITS[index % 5]!},row ${index + 1} ${'padding '.repeat(16)}`,
  );
  rows[16_666] = 'k16667,spam,train,"the only row, with ÉCLAIR and 猫"';
  const columns = [
    { name: 'id', kind: ColumnKind.KEY },
    { name: 'split', kind: ColumnKind.OTHER },
  ];
  await seedDatasetVersion(context, 'mails', `id,label,split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
    columns,
  });
});

afterAll(() => gateway.close());

const QUERY = `query ($first: Int, $after: Cursor, $last: Int, $before: Cursor, $split: String, $label: String, $search: String) {
  datasetVersion(ref: "mails@latest") {
    rows(first: $first, after: $after, last: $last, before: $before, split: $split, label: $label, search: $search) {
      edges { cursor node { id number split text labels columns } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

async function page(args: Record<string, unknown>): Promise<RowPage> {
  const { data, errors } = await gateway.ask(QUERY, args);
  expect(errors).toBeUndefined();
  return (data!.datasetVersion as { rows: RowPage }).rows;
}

const numbers = ({ edges }: RowPage): number[] => edges.map(({ node }) => node.number);

describe('the rows of a version', () => {
  test('come in the order of the file, over all splits, with every value', async () => {
    const first = await page({ first: 3 });
    expect(numbers(first)).toEqual([1, 2, 3]);
    expect(first.edges[0]!.node).toMatchObject({
      split: 'train',
      labels: ['spam'],
      columns: { id: 'k1', label: 'spam', split: 'train', text: first.edges[0]!.node.text },
    });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test('can be paged through from any row, forwards and backwards', async () => {
    const start = await page({ first: 1, after: cursorOf(14_998) });
    expect(numbers(start)).toEqual([14_999]);
    const next = await page({ first: 50, after: start.pageInfo.endCursor });
    expect(numbers(next)).toEqual(Array.from({ length: 50 }, (_, index) => 15_000 + index));
    const back = await page({ last: 3, before: next.pageInfo.startCursor });
    expect(numbers(back)).toEqual([14_997, 14_998, 14_999]);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  test('end where the file ends', async () => {
    const end = await page({ first: 5, after: cursorOf(ROW_COUNT - 2) });
    expect(numbers(end)).toEqual([ROW_COUNT - 1, ROW_COUNT]);
    expect(end.pageInfo.hasNextPage).toBe(false);
    expect(numbers(await page({ last: 2 }))).toEqual([ROW_COUNT - 1, ROW_COUNT]);
  });

  test('can be those of one split', async () => {
    const dev = await page({ first: 3, split: 'dev', after: cursorOf(20_000) });
    expect(dev.edges.map(({ node }) => [node.number, node.split])).toEqual([
      [20_004, 'dev'],
      [20_009, 'dev'],
      [20_014, 'dev'],
    ]);
    expect(numbers(await page({ split: 'nothing' }))).toEqual([]);
  });

  test('can be those with a label', async () => {
    expect(numbers(await page({ first: 3, label: 'ham' }))).toEqual([2, 4, 6]);
    expect(numbers(await page({ first: 2, label: 'ham', split: 'test' }))).toEqual([10, 20]);
  });

  test.each(['éclair', 'ÉCLAIR', 'e\u0301clair', 'only row, with', '猫'])('can be found by "%s"', async (search) => {
    expect(numbers(await page({ search }))).toEqual([16_667]);
  });

  test.each([
    ['all', '', ROW_COUNT],
    ['those of a split', '(split: "test")', ROW_COUNT / 5],
    ['those with a label', '(label: "ham")', ROW_COUNT / 2],
    ['those found by a search', '(search: "éclair")', 1],
    ['those of no split', '(split: "none")', 0],
  ])('are counted: %s', async (_case, args, count) => {
    const { data } = await gateway.ask(`{ datasetVersion(ref: "mails@1") { rows${args} { totalCount } } }`);
    expect(data).toEqual({ datasetVersion: { rows: { totalCount: count } } });
  });

  test('have ids that find them', async () => {
    const { edges } = await page({ first: 1, after: cursorOf(25_776) });
    const { node } = edges[0]!;
    const { data } = await gateway.ask(`query ($id: ID!) { node(id: $id) { id ... on DatasetRow { number text } } }`, {
      id: node.id,
    });
    expect(data).toEqual({ node: { id: node.id, number: 25_777, text: node.text } });
  });

  test('of another project cannot be found by their ids', async () => {
    const { edges } = await page({ first: 1 });
    const secret = await adminOfOtherProject(gateway);
    const { data } = await gateway.ask(
      `query ($id: ID!) { node(id: $id) { id } }`,
      { id: edges[0]!.node.id },
      `Bearer ${secret}`,
    );
    expect(data).toEqual({ node: null });
  });

  test('are not found by an id of a row that never was', async () => {
    const { edges } = await page({ last: 1 });
    const id = edges[0]!.node.id.replace(/.$/, '0').replace(/(.{4})$/, 'zzz0');
    const { data } = await gateway.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id });
    expect(data).toEqual({ node: null });
  });
});

/** The cursor of a row, which pages hand out. */
function cursorOf(number: number): string {
  return Buffer.from(JSON.stringify([number])).toString('base64url');
}
