import { describe, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { contentHash } from '../../../src/datasets/splits/content-hash.js';
import { DuplicateCounter } from '../../../src/datasets/statistics/duplicate-counter.js';
import { SpectrumBuilder, coverage, zipfExponent } from '../../../src/datasets/statistics/frequency-spectrum.js';
import { LabelCounter, MAX_LABELS } from '../../../src/datasets/statistics/label-counter.js';
import { LengthCounter } from '../../../src/datasets/statistics/length-histogram.js';
import { type RowStatistics, StatisticsCollector } from '../../../src/datasets/statistics/statistics-collector.js';
import { TopWords } from '../../../src/datasets/statistics/words/top-words.js';
import { pseudoRandom } from './pseudo-random.js';

async function collect(
  rows: { text: string; labels?: string[]; split: string }[],
  splits: string[] = [],
): Promise<RowStatistics[]> {
  const collector = new StatisticsCollector(tmpdir(), splits);
  for (const { text, labels = [], split } of rows)
    await collector.add({ text, labels, split, content: contentHash(text) });
  const statistics = await collector.finish();
  collector.close();
  return statistics;
}

test('statistics tell of the whole and of each split', async () => {
  const [whole, train, testSplit, empty] = await collect(
    [
      { text: 'Buy now, buy cheap!', labels: ['spam'], split: 'train' },
      { text: 'See you now', labels: ['ham'], split: 'train' },
      { text: 'See you now', labels: ['ham'], split: 'test' },
      { text: '你好你', labels: ['ham', 'zh'], split: 'test' },
    ],
    ['train', 'test', 'validation'],
  );
  expect(whole).toMatchObject({
    split: null,
    rowCount: 4,
    distinctRowCount: 3,
    tokenCount: 13,
    distinctTokenCount: 7,
    hapaxCount: 2,
    zipfExponent: null,
    labels: [
      { label: 'ham', count: 3 },
      { label: 'spam', count: 1 },
      { label: 'zh', count: 1 },
    ],
  });
  expect(whole!.topTokens.slice(0, 3)).toEqual([
    { token: 'now', count: 3 },
    { token: 'buy', count: 2 },
    { token: 'see', count: 2 },
  ]);
  expect(train).toMatchObject({
    split: 'train',
    rowCount: 2,
    distinctRowCount: 2,
    tokenCount: 7,
    distinctTokenCount: 5,
  });
  expect(testSplit).toMatchObject({
    split: 'test',
    rowCount: 2,
    tokenCount: 6,
    labels: [
      { label: 'ham', count: 2 },
      { label: 'zh', count: 1 },
    ],
  });
  expect(empty).toMatchObject({
    split: 'validation',
    rowCount: 0,
    tokenCount: 0,
    lengthInTokens: { mean: null, max: null },
  });
});

test('lengths are binned by powers of two; mean and percentiles are exact', () => {
  const lengths = new LengthCounter();
  for (const length of [0, 1, 2, 3, 3, 4, 100]) lengths.add(length);
  expect(lengths.histogram()).toEqual({
    bounds: [0, 1, 2, 4, 8, 16, 32, 64, 128],
    counts: [1, 1, 3, 1, 0, 0, 0, 1],
    mean: 113 / 7,
    p50: 3,
    p95: 100,
    max: 100,
  });
});

describe('the frequency spectrum', () => {
  const spectrumOf = (frequencies: number[]) => {
    const builder = new SpectrumBuilder();
    for (const frequency of frequencies) builder.add(frequency);
    return builder.build();
  };

  test('gives the coverage of any vocabulary size', () => {
    const spectrum = spectrumOf([5, 1, 1, 3]);
    expect(spectrum).toEqual({ frequencies: [5, 3, 1], wordCounts: [1, 1, 2] });
    expect([0, 1, 2, 3, 4, 9].map((size) => coverage(spectrum, size))).toEqual([0, 0.5, 0.8, 0.9, 1, 1]);
    expect(coverage(spectrumOf([]), 10)).toBe(0);
  });

  test.each([0.8, 1, 1.3])('finds the exponent %d of words that follow Zipf’s law', (exponent) => {
    const frequencies = Array.from({ length: 20_000 }, (_, index) => Math.round(1e6 / (index + 1) ** exponent)).filter(
      Boolean,
    );
    expect(zipfExponent(spectrumOf(frequencies))).toBeCloseTo(exponent, 1);
  });
});

test('different texts are counted exactly, in memory and from disk', async () => {
  const random = pseudoRandom(3);
  const rows = Array.from({ length: 30_000 }, (): [string, number] => [
    `row ${Math.floor(random() * 20_000)}`,
    Math.floor(random() * 3),
  ]);
  const expected = {
    overall: new Set(rows.map(([text]) => text)).size,
    bySplit: [0, 1, 2].map((split) => new Set(rows.filter((row) => row[1] === split).map(([text]) => text)).size),
  };
  for (const bufferEntries of [1024, 7]) {
    const counter = new DuplicateCounter(tmpdir(), bufferEntries);
    for (const [text, split] of rows) counter.add(contentHash(text), split);
    expect(await counter.distinct(3)).toEqual(expected);
    counter.close();
  }
});

test('the most frequent words are kept among many, ties in order of the alphabet', () => {
  const top = new TopWords(3);
  for (let index = 0; index < 1000; index++)
    top.offer(1 + (index % 5 === 0 ? 1 : 0), `w${String(index).padStart(4, '0')}`);
  top.offer(9, 'most');
  expect(top.top()).toEqual([
    { token: 'most', count: 9 },
    { token: 'w0000', count: 2 },
    { token: 'w0005', count: 2 },
  ]);
});

test('a column with a new value in every row is refused as labels', () => {
  const labels = new LabelCounter();
  for (let index = 0; index < MAX_LABELS; index++) labels.add(`label ${index}`, 0);
  expect(() => {
    labels.add('one more', 0);
  }).toThrow('more than 65536 different labels');
});
