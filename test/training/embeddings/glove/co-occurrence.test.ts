import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniform } from '../../../../src/numerics/random.js';
import type { CountingLimits } from '../../../../src/training/embeddings/glove/counting-memory.js';
import { COUNTING_LIMITS } from '../../../../src/training/embeddings/glove/counting-memory.js';
import { RECORD_BYTES } from '../../../../src/training/embeddings/glove/group-records.js';
import { mergePairs } from '../../../../src/training/embeddings/glove/merge-pairs.js';
import { PairCounter } from '../../../../src/training/embeddings/glove/pair-counter.js';
import { rowRanges } from '../../../../src/training/embeddings/glove/row-ranges.js';
import { TrainingRounds } from '../../../../src/training/embeddings/glove/training-rounds.js';

const SENTENCE_END = -1;
const SETTINGS = { xMax: 10, alpha: 0.75, seed: 1 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-pairs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sentences of words that are the more frequent the lower their number, as −1 ends them. */
function text(words: number, length: number, sentence: number): Int32Array {
  return Int32Array.from({ length }, (_, at) =>
    at % sentence === sentence - 1 ? SENTENCE_END : Math.floor(words * uniform(3, 0, at) ** 2),
  );
}

function countsOf(ids: Int32Array, words: number): Float64Array {
  const counts = new Float64Array(words);
  for (const id of ids) if (id !== SENTENCE_END) counts[id]!++;
  return counts;
}

/** How often each pair is met, by the formula, the rarer word first. */
function bruteForce(ids: Int32Array, window: number): Map<string, number> {
  const met = new Map<string, number>();
  ids.forEach((word, at) => {
    for (let other = at - 1; word !== SENTENCE_END && other >= at - window && other >= 0; other--) {
      const near = ids[other]!;
      if (near === SENTENCE_END) break;
      const pair = `${Math.max(word, near)} ${Math.min(word, near)}`;
      met.set(pair, (met.get(pair) ?? 0) + (word === near ? 2 : 1) / (at - other));
    }
  });
  return met;
}

interface Asked {
  window: number;
  words: number;
  limits?: CountingLimits;
  /** Ids that are given at once. */
  chunk?: number;
  /** How many counters share the text. */
  parts?: number;
  /** How many threads train. */
  threads?: number;
}

let counted = 0;
/** Records of all pairs, in their order, and how many files they went through. */
async function recordsOf(
  ids: Int32Array,
  { window, words, limits = COUNTING_LIMITS, chunk = 1_000, parts = 1, threads = 1 }: Asked,
) {
  const ranges = rowRanges(countsOf(ids, words), window);
  const sentences = ids.lastIndexOf(SENTENCE_END, ids.length / parts) + 1;
  const texts = parts === 1 ? [ids] : [ids.subarray(0, sentences), ids.subarray(sentences)];
  const runs = texts.flatMap((part) => {
    const counter = new PairCounter({ window, ranges, limits, path: join(folder, `pairs.${counted++}`) }, chunk);
    for (let at = 0; at < part.length; at += chunk) counter.push(part.subarray(at, at + chunk));
    return [...counter.finish()];
  });
  const path = join(folder, `records.${counted++}`);
  const chosen = Array.from({ length: ranges.length - 1 }, (_, range) => range);
  const rangeRecords = mergePairs({ runs, ranges, chosen, path, settings: { ...SETTINGS, threads } });
  const bytes = Uint8Array.from(await readFile(path));
  const [numbers, values] = [new Uint32Array(bytes.buffer), new Float32Array(bytes.buffer)];
  const records = Array.from({ length: bytes.length / RECORD_BYTES }, (_, at) => ({
    pair: `${numbers[4 * at]} ${numbers[4 * at + 1]}`,
    log: values[4 * at + 2]!,
    weight: values[4 * at + 3]!,
  }));
  return {
    records,
    runs: runs.length,
    rounds: new TrainingRounds(rangeRecords, { threads, epochs: 2, seed: SETTINGS.seed }),
  };
}

/** All records as one text, in the order of their pairs. */
const inOrder = (records: readonly { pair: string; log: number; weight: number }[]) =>
  records
    .map(({ pair, log, weight }) => `${pair} ${log} ${weight}`)
    .sort()
    .join('\n');

test.each([
  [1, 1_000],
  [5, 1_000],
  [10, 7],
  [50, 33],
])('pairs within %i words are counted as by hand, whatever chunks of %i ids they come in', async (window, chunk) => {
  const ids = text(100, 5_000, 40);
  const { records } = await recordsOf(ids, { window, words: 100, chunk });
  const expected = bruteForce(ids, window);
  expect(records).toHaveLength(expected.size);
  const errors = records.map(({ pair, log, weight }) => {
    const met = expected.get(pair)!;
    const own = Math.min(1, (met / SETTINGS.xMax) ** SETTINGS.alpha);
    return Math.max(Math.abs(log - Math.log(met)), Math.abs(weight - own));
  });
  expect(Math.max(...errors)).toBeLessThan(1e-6);
});

test('what goes through files is counted to the last bit as what stays in memory, and so is what two threads count', async () => {
  const ids = text(1_000, 15_000, 50);
  const asked = { window: 8, words: 1_000 };
  const inMemory = await recordsOf(ids, { ...asked, limits: { cellProduct: 1_000 ** 2, events: 2 ** 20 } });
  const spilled = await recordsOf(ids, { ...asked, limits: { cellProduct: 100, events: 1_000 } });
  const shared = await recordsOf(ids, { ...asked, parts: 2 });
  expect(inMemory.runs).toBe(1);
  expect(spilled.runs).toBeGreaterThan(50);
  expect(inOrder(spilled.records) === inOrder(inMemory.records)).toBe(true);
  expect(inOrder(shared.records) === inOrder(inMemory.records)).toBe(true);
});

test('records come in blocks of a bounded size that hold each once, and not in the order of the words', async () => {
  const ids = text(1_000, 60_000, 50);
  const { records, rounds } = await recordsOf(ids, { window: 10, words: 1_000 });
  const blocks = rounds.blocksOf(0, 0);
  expect(blocks.length).toBeGreaterThan(3);
  expect(rounds.blockCount).toBe(blocks.length);
  expect(Math.max(...blocks.map(({ count }) => count))).toBeLessThanOrEqual(65_536);
  expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(records.length);
  expect(new Set(records.map(({ pair }) => pair)).size).toBe(records.length);
  const rows = records.slice(0, 1_000).map(({ pair }) => Number(pair.split(' ')[0]));
  expect(rows).not.toEqual([...rows].sort((a, b) => a - b));
});

test.each([2, 3, 8, 64])(
  'of %i threads each trains words of its own in a round, and in an epoch all records are trained once, in rounds of another order each epoch',
  async (threads) => {
    const ids = text(300, 20_000, 50);
    const { records, rounds } = await recordsOf(ids, { window: 5, words: 300, threads });
    const roundCount = rounds.count / 2;
    const trainedIn = (round: number) =>
      Array.from({ length: threads }, (_, thread) =>
        rounds
          .blocksOf(round, thread)
          .flatMap(({ start, count }) => records.slice(start, start + count).map(({ pair }) => pair)),
      );
    const epochs = [0, 1].map((epoch) =>
      Array.from({ length: roundCount }, (_, round) => trainedIn(epoch * roundCount + round)),
    );
    const shared = epochs.flat().filter((trained) => {
      const words = trained.map((pairs) => new Set(pairs.flatMap((pair) => pair.split(' '))));
      return new Set(words.flatMap((own) => [...own])).size < words.reduce((sum, { size }) => sum + size, 0);
    });
    expect(shared).toEqual([]);
    const all = records.map(({ pair }) => pair).sort();
    for (const epoch of epochs) expect(epoch.flat(2).sort()).toEqual(all);
    expect(epochs[0]).not.toEqual(epochs[1]);
  },
);
