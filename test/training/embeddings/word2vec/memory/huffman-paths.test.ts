import { expect, test } from '@jest/globals';
import { huffmanPaths } from '../../../../../src/training/embeddings/word2vec/memory/huffman-paths.js';

function codesOf(counts: number[]): string[] {
  const { starts, entries } = huffmanPaths(Float64Array.from(counts));
  return counts.map((_, word) =>
    Array.from(entries.subarray(starts[word], starts[word + 1]), (entry) => entry & 1).join(''),
  );
}

test('words have ways of the shortest mean length, none of which begins another', () => {
  const counts = [40, 30, 15, 8, 7];
  const codes = codesOf(counts);
  expect(codes.map(({ length }) => length)).toEqual([1, 2, 3, 4, 4]);
  for (const code of codes) expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
});

test('every way begins at the root, which has the highest number', () => {
  const { starts, entries, longest } = huffmanPaths(Float64Array.of(9, 9, 3, 2, 1));
  const paths = Array.from({ length: 5 }, (_, word) => Array.from(entries.subarray(starts[word], starts[word + 1])));
  for (const path of paths) expect(path[0]! >> 1).toBe(3);
  expect(longest).toBe(Math.max(...paths.map(({ length }) => length)));
});

test('two words are one turn apart', () => {
  expect(codesOf([5, 5]).sort()).toEqual(['0', '1']);
});

test('counts that grow like Fibonacci numbers make a tree as deep as there are words', () => {
  const counts = [1, 1];
  while (counts.length < 60) counts.push(counts.at(-1)! + counts.at(-2)!);
  expect(huffmanPaths(Float64Array.from(counts.reverse())).longest).toBe(59);
});
