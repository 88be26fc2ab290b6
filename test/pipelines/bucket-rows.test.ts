import { describe, expect, test } from '@jest/globals';
import { BucketRows, formatBucketRows } from '../../src/pipelines/words/bucket-rows.js';

const BUCKETS = Uint32Array.of(0, 3, 4, 150, 20_000, 1_999_999);

test.each<[string, Uint32Array]>([
  ['in the order of their buckets', Uint32Array.of(7, 8, 8, 9, 7, 10)],
  ['in any order', Uint32Array.of(4_000_000, 3, 900, 0, 2, 4_000_001)],
])('rows %s are found again by their buckets', (_, rows) => {
  const found = BucketRows.parse(formatBucketRows(BUCKETS, rows), 2_000_000);
  expect([...found.buckets]).toEqual([...BUCKETS]);
  expect([...found.rows]).toEqual([...rows]);
  expect(Array.from(BUCKETS, (bucket) => found.rowOf(bucket))).toEqual([...rows]);
  expect(found.rowOf(5)).toBe(-1);
});

test('a table without n-grams has an empty file', () => {
  const none = new Uint32Array(0);
  expect(BucketRows.parse(formatBucketRows(none, none), 10).size).toBe(0);
});

test('new rows in their order take a byte a bucket where one in twenty has one', () => {
  const buckets = Uint32Array.from({ length: 1_000 }, (_, at) => at * 20 + (at % 7));
  const rows = buckets.map((_, at) => at);
  expect(formatBucketRows(buckets, rows).byteLength).toBeLessThan(1_000);
});

test('files from before, of 4 bytes a number, are read as they were', () => {
  const numbers = Uint32Array.of(2, 5, 9, 1, 0, 1);
  const found = BucketRows.parse(new Uint8Array(numbers.buffer), 10);
  expect([2, 5, 9, 3].map((bucket) => found.rowOf(bucket))).toEqual([1, 0, 1, -1]);
});

describe('a file of buckets that lies is refused', () => {
  const whole = formatBucketRows(BUCKETS, BUCKETS);
  test.each<[string, Uint8Array, number, string]>([
    ['about its count', Uint8Array.of(...whole.subarray(0, 4), 200, ...whole.subarray(5)), 2_000_000, 'says 200, more'],
    ['by ending early', whole.subarray(0, -1), 2_000_000, 'ends early'],
    ['by going on', Uint8Array.of(...whole, 0), 2_000_000, 'goes on after its 6'],
    ['about the bits', Uint8Array.of(...whole.subarray(0, 9), 33, ...whole.subarray(10)), 2_000_000, 'more than 32'],
    ['about the buckets', whole, 1_999_999, 'below 1999999 in ascending order'],
    ['in numbers of 4 bytes', new Uint8Array(Uint32Array.of(5, 2, 0, 0).buffer), 10, 'in ascending order'],
    ['by an odd length', new Uint8Array(12), 10, 'pairs of 4-byte numbers'],
  ])('%s', (_, bytes, buckets, message) => {
    expect(() => BucketRows.parse(bytes, buckets)).toThrow(message);
  });
});
