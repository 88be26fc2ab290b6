import { expect, test } from '@jest/globals';
import type { GroupedTexts } from '../../../src/training/bags/group-features.js';
import {
  FIRST_EXCHANGES,
  hotRanges,
  hottestFirst,
  MOST_EXCHANGED,
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

/** Rows of labels that there are, and how many a text moves: all of them, or a few. */
const OUTPUTS = [2, 300, 2_000, 20_000].flatMap((count) =>
  [2, 6, 14, count].filter((perText) => perText <= count).map((perText) => ({ count, perText })),
);
test.each([2, 4, 8, 64])(
  'exchanges of %i threads take few of the rows that are moved, by any number of texts, words and labels',
  (threads) => {
    const shares = OUTPUTS.flatMap((outputs) =>
      [20, 500].flatMap((perText) =>
        [1_000, 20_000].map((texts) => {
          const moved = { ...MAILS, inputs: { count: 250_000, perText }, outputs, texts };
          return takenOfMoved(moved, threads);
        }),
      ),
    );
    expect(shares.filter(({ inputs }) => inputs > MOST_EXCHANGED.inputs)).toEqual([]);
    expect(shares.filter(({ outputs }) => outputs > MOST_EXCHANGED.outputs)).toEqual([]);
    expect(Math.max(...shares.map(({ inputs }) => inputs))).toBeGreaterThan(MOST_EXCHANGED.inputs / 2);
  },
);

/** Rows that a thread's exchanges take, as kernels/shared/hot-rows.ts takes them: inputs of the inputs that its texts move, outputs of all. */
function takenOfMoved(moved: MovedRows, threads: number): { inputs: number; outputs: number } {
  const { inputs, outputs } = hotRanges(moved, { threads, isTree: false });
  const texts = moved.texts / threads;
  const exchanges = Math.floor(texts / textsBetweenExchanges(threads));
  let taken = 0;
  for (let made = 1; made <= exchanges; made++) {
    const doublings = 31 - Math.clz32(made & -made);
    const isFirst = made >> doublings < FIRST_EXCHANGES;
    taken += isFirst ? inputs.count : Math.min(inputs.count, inputs.hottest * 2 ** doublings);
  }
  const { perText } = moved.inputs;
  return {
    inputs: taken / (texts * perText),
    outputs: (exchanges * outputs.count) / (texts * (perText + moved.outputs.perText)),
  };
}
