import { expect, test } from '@jest/globals';
import type { Tensors } from '../../../src/onnx/tensor.js';
import { TokenStream } from '../../../src/training/language-models/token-stream.js';
import { measuringWindows, TrainingWindows } from '../../../src/training/neural/language-model/training-windows.js';
import { refusalIn } from '../../../src/training/setting-limits.js';

const END = 0;
const WINDOW = { batch: 3, steps: 4 };
const refuse = refusalIn('recurrentLanguageModel');

function streamOf(texts: readonly (readonly number[])[]): TokenStream {
  const stream = new TokenStream(END);
  for (const ids of texts) stream.push('x'.repeat(ids.length), ids);
  return stream;
}

const counting = (length: number) => streamOf([Array.from({ length: length - 1 }, (_, at) => at + 1)]);

/** A tensor (windows, steps, batch) row by row. */
function rowsOf({ dims, data }: Tensors[string]): number[][] {
  const [windows = 0, steps = 0, batch = 0] = dims;
  const values = Array.from(data as ArrayLike<bigint | number>, Number);
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length: windows * steps }, (__, at) => values[at * batch + row]!),
  );
}

test('each text begins behind the token that ends the one before', () => {
  const stream = streamOf([[5, 6], [], [7]]);

  expect(Array.from({ length: stream.length + 1 }, (_, at) => stream.at(at - 1))).toEqual([
    END,
    5,
    6,
    END,
    END,
    7,
    END,
  ]);
  expect(stream.characters).toBe(3);
});

test('windows of a row follow one another, and targets are the tokens behind', () => {
  const windows = new TrainingWindows(counting(39), WINDOW, 1, refuse);
  expect(windows.perEpoch).toBe(3);
  const { tokens, targets } = windows.inputs(0, 0, 3);
  for (const [row, line] of rowsOf(targets!).entries()) {
    expect(line).toEqual(line.map((_, at) => line[0]! + at));
    expect(rowsOf(tokens!)[row]!.slice(1)).toEqual(line.slice(0, -1));
  }
  expect(rowsOf(windows.inputs(0, 1, 1).targets!)[0]).toEqual(rowsOf(targets!)[0]!.slice(4, 8));
});

test('over the epochs every token is learned from, also those that one epoch leaves over', () => {
  const windows = new TrainingWindows(counting(33), WINDOW, 2, refuse);
  const seen = new Set(
    Array.from({ length: 40 }, (_, epoch) => rowsOf(windows.inputs(epoch, 0, windows.perEpoch).targets!).flat()).flat(),
  );

  expect(seen.size).toBe(33);
});

const LENGTHS = [7, 24, 25, 31];
test.each(LENGTHS.flatMap((length) => [0, 1, 2].map((lookBack) => [length, lookBack] as const)))(
  'each of %d tokens is measured once, behind %d others',
  (length, lookBack) => {
    const counts = new Map<number, number>();
    for (const { targets, weights } of measuringWindows(counting(length), WINDOW, lookBack, 2)) {
      const weight = rowsOf(weights!).flat();
      rowsOf(targets!)
        .flat()
        .forEach((token, at) => weight[at] && counts.set(token, (counts.get(token) ?? 0) + weight[at]));
    }

    expect([...counts.values()]).toEqual(Array.from({ length }, () => 1));
  },
);

test('a token that is measured has as many before it in its window as were to be looked back to', () => {
  for (const { tokens, targets, weights } of measuringWindows(counting(39), WINDOW, 2, 1)) {
    const [read, weight] = [rowsOf(tokens!), rowsOf(weights!)];
    for (const [row, line] of rowsOf(targets!).entries())
      line.forEach((token, at) => {
        const isFirst = token <= row * 13 + 2;
        if (weight[row]![at] === 1 && !isFirst) expect(read[row]!.slice(0, at + 1)).toContain(token - 3);
      });
  }
});

test('fewer tokens than rows of a batch are refused; fewer than a window make the window shorter', () => {
  expect(() => new TrainingWindows(counting(2), WINDOW, 1, refuse)).toThrow('2 tokens, fewer than batchSize (3)');
  expect(new TrainingWindows(counting(8), WINDOW, 1, refuse).window).toEqual({ batch: 3, steps: 2 });
});
