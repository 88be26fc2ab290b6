import { expect, test } from '@jest/globals';
import {
  createPositions,
  type Position,
  ThreadPositions,
} from '../../../../src/training/embeddings/glove/thread-positions.js';

const restored = (positions: readonly Position[]) => {
  const threads = new ThreadPositions(createPositions(positions.length));
  threads.restore(positions);
  return threads;
};

test.each([
  [
    'in one round',
    [
      { round: 4, block: 2 },
      { round: 4, block: 0 },
    ],
    [
      { round: 4, block: 2 },
      { round: 4, block: 0 },
    ],
  ],
  [
    'one a round behind',
    [
      { round: 4, block: 2 },
      { round: 5, block: 3 },
    ],
    [
      { round: 4, block: 2 },
      { round: 5, block: 0 },
    ],
  ],
  [
    'rounds apart',
    [
      { round: 9, block: 1 },
      { round: 4, block: 2 },
    ],
    [
      { round: 5, block: 0 },
      { round: 4, block: 2 },
    ],
  ],
])('threads that were read %s go on together, and skip nothing', (_, read, expected) => {
  expect(restored(read).all).toEqual(expected);
});

test('a round begins when each thread has ended the one before, wherever they were restored', () => {
  const positions = restored([
    { round: 9, block: 0 },
    { round: 4, block: 2 },
    { round: 4, block: 1 },
  ]);
  const begun = () => [4, 5, 6].map((round) => positions.hasBegun(round));
  expect(begun()).toEqual([true, false, false]);
  positions.endRound(1, 5);
  expect(begun()).toEqual([true, false, false]);
  positions.endRound(2, 5);
  expect(begun()).toEqual([true, true, false]);
  expect(positions.all).toEqual(Array.from({ length: 3 }, () => ({ round: 5, block: 0 })));
});
