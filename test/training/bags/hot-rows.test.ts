import { expect, test } from '@jest/globals';
import type { GroupedTexts } from '../../../src/training/bags/group-features.js';
import {
  FIRST_EXCHANGES,
  hotRanges,
  hottestFirst,
  type MovedRows,
  textsBetweenExchanges,
} from '../../../src/training/bags/hot-rows.js';

const GROUPED: GroupedTexts = {
  vocabulary: Int32Array.of(0, 1),
  sizes: Int32Array.of(1, 4, 2, 3),
  wordGroups: Int32Array.of(1, 3),
  buckets: Uint32Array.of(7, 9),
  bucketGroups: Int32Array.of(0, 2),
  starts: Int32Array.of(0, 2, 4, 7),
  groups: Int32Array.of(0, 3, 3, 2, 1, 2, 3),
  counts: Int32Array.of(1, 1, 2, 1, 1, 1, 3),
  totals: Int32Array.of(4, 8, 15),
};

test('groups that more texts have come first, others in their order, and all that is told of them goes along', () => {
  const ordered = hottestFirst(GROUPED);
  expect([...ordered.sizes]).toEqual([3, 2, 1, 4]);
  expect([...ordered.wordGroups]).toEqual([3, 0]);
  expect([...ordered.bucketGroups]).toEqual([2, 1]);
  expect([...ordered.groups]).toEqual([2, 0, 0, 1, 3, 1, 0]);
  expect(ordered.counts).toEqual(GROUPED.counts);
  expect(ordered.starts).toEqual(GROUPED.starts);
});

const MAILS = {
  inputs: { count: 250_000, perText: 500 },
  outputs: { count: 2, perText: 2 },
  stride: 400,
  texts: 120_000,
};

test('one thread has no hot rows; of several few output rows are all hot, and of a tree those near its root', () => {
  const alone = hotRanges(MAILS, { threads: 1, isTree: false });
  expect([alone.inputs.count, alone.outputs.count]).toEqual([0, 0]);
  const two = hotRanges(MAILS, { threads: 2, isTree: false });
  expect(two).toEqual({ inputs: { row: 0, count: 2_048, hottest: 8 }, outputs: { row: 0, count: 2, hottest: 2 } });
  const nodes = { ...MAILS, outputs: { count: 10_000, perText: 14 } };
  const tree = hotRanges(nodes, { threads: 2, isTree: true });
  expect(tree.outputs.count).toBeGreaterThan(0);
  expect(tree.outputs.row + tree.outputs.count).toBe(10_000);
});

test.each([2, 4, 8, 64])(
  'exchanges of %i threads take at most a sixteenth of the rows that are moved, by any number of texts, words and labels',
  (threads) => {
    const perTexts = [2, 6, 11, 300, 2_000, 20_000];
    const found = perTexts.flatMap((perText) =>
      [2, 300, 2_000, 20_000]
        .filter((count) => count >= perText)
        .flatMap((count) =>
          [20, 500].flatMap((words) =>
            [1_000, 20_000].map((texts) => {
              const moved = {
                ...MAILS,
                inputs: { count: 250_000, perText: words },
                outputs: { count, perText },
                texts,
              };
              return takenOfMoved(moved, threads);
            }),
          ),
        ),
    );
    expect(found.filter((share) => share > 1 / 16)).toEqual([]);
    expect(Math.max(...found)).toBeGreaterThan(1 / 32);
  },
);

/** Rows that a thread's exchanges take, as kernels/shared/hot-rows.ts takes them, of those that its texts move. */
function takenOfMoved(moved: MovedRows, threads: number): number {
  const { inputs, outputs } = hotRanges(moved, { threads, isTree: false });
  const exchanges = Math.floor(moved.texts / threads / textsBetweenExchanges(threads));
  let taken = exchanges * outputs.count;
  for (let made = 1; made <= exchanges; made++) {
    const doublings = 31 - Math.clz32(made & -made);
    const isFirst = made >> doublings < FIRST_EXCHANGES;
    taken += isFirst ? inputs.count : Math.min(inputs.count, inputs.hottest * 2 ** doublings);
  }
  return taken / ((moved.texts / threads) * (moved.inputs.perText + moved.outputs.perText));
}
