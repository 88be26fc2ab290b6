import { expect, test } from '@jest/globals';
import type { GroupedTexts } from '../../../src/training/bags/group-features.js';
import { hotRanges, hottestFirst } from '../../../src/training/bags/hot-rows.js';

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

test('one thread has no hot rows; of several the output rows are all hot, and of a tree those near its root', () => {
  const rows = { inputCount: 100_000, outputCount: 10_000, stride: 400 };
  const { inputs, outputs } = hotRanges(rows, { objective: 'SOFTMAX', threads: 1 });
  expect([inputs.count, outputs.count]).toEqual([0, 0]);
  const few = hotRanges({ ...rows, outputCount: 3 }, { objective: 'SOFTMAX', threads: 2 });
  expect(few.outputs).toEqual({ row: 0, count: 3, hottest: 3 });
  const tree = hotRanges(rows, { objective: 'HIERARCHICAL_SOFTMAX', threads: 2 });
  expect(tree.outputs.row + tree.outputs.count).toBe(10_000);
  expect(tree.inputs.row).toBe(0);
});
