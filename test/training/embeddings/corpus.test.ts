import { describe, expect, test } from '@jest/globals';
import { indexWords, mergeVocabulary } from '../../../src/training/embeddings/corpus/vocabulary.js';
import { WordScanner, WordTable } from '../../../src/training/embeddings/corpus/word-table.js';

function scan(bytes: Uint8Array, chunkBytes: number): string[] {
  const seen: string[] = [];
  const scanner = new WordScanner({
    word: (from, start, end) => seen.push(Buffer.from(from.subarray(start, end)).toString()),
    lineEnd: () => seen.push('\n'),
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes));
  scanner.end();
  return seen;
}

function counted(text: string | Buffer) {
  const table = new WordTable();
  const scanner = new WordScanner({
    word: (bytes, start, end, hash) => {
      table.add(bytes, start, end, hash);
    },
    lineEnd: () => undefined,
  });
  scanner.push(Buffer.from(text));
  scanner.end();
  const starts = table.starts.slice(0, table.size + 1);
  return {
    bytes: table.bytes.slice(0, starts[table.size]),
    starts,
    counts: table.counts.slice(0, table.size),
    countError: table.countError,
  };
}

describe('words', () => {
  const text = Buffer.from('the  café\tis\r\nopen\n\n词 向量 🙂');

  test.each([1, 2, 3, 5, 7, 1000])('are the same in chunks of %i bytes', (chunkBytes) => {
    expect(scan(text, chunkBytes)).toEqual(['the', 'café', 'is', '\n', 'open', '\n', '\n', '词', '向量', '🙂', '\n']);
  });

  test('that are longer than any word are left out, however they are cut', () => {
    const long = Buffer.from(`a ${'x'.repeat(5_000)} b`);
    for (const chunkBytes of [700, 1000, 4096, 10_000]) expect(scan(long, chunkBytes)).toEqual(['a', 'b', '\n']);
  });
});

test('with more different words than are counted at a time, frequent ones are kept, and none is counted more than by the error too low', () => {
  const table = new WordTable(1_000);
  const scanner = new WordScanner({
    word: (bytes, start, end, hash) => {
      table.add(bytes, start, end, hash);
    },
    lineEnd: () => undefined,
  });
  const frequent = Array.from({ length: 100 }, (_, at) => `frequent${at}`);
  for (let round = 0; round < 50; round++) {
    const rare = Array.from({ length: 200 }, (_, at) => `rare${round * 200 + at}`);
    scanner.push(Buffer.from([...frequent, ...rare, ''].join(' ')));
  }
  scanner.end();
  const countOf = (word: string) => {
    const number = Array.from({ length: table.size }).findIndex(
      (_, at) => Buffer.from(table.bytes.subarray(table.starts[at], table.starts[at + 1])).toString() === word,
    );
    return number < 0 ? 0 : table.counts[number]!;
  };
  expect(table.size).toBeLessThan(1_000);
  expect(table.countError).toBeGreaterThan(0);
  for (const word of frequent) {
    expect(countOf(word)).toBeLessThanOrEqual(50);
    expect(countOf(word)).toBeGreaterThanOrEqual(50 - table.countError);
  }
});

describe('a vocabulary', () => {
  test('has the most frequent words first, those of all parts together', () => {
    const vocabulary = mergeVocabulary([counted('b a a c'), counted('c a b')], { minCount: 2, vocabularySize: 10 });
    expect(vocabulary.words).toEqual(['a', 'b', 'c']);
    expect([...vocabulary.counts]).toEqual([3, 2, 2]);
    expect(vocabulary.tokenCount).toBe(7);
  });

  test('keeps no more words than asked, nor rare ones, nor what is no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('a a a b b c d d '), Buffer.of(0xff, 0xfe, 0x20, 0xff, 0xfe, 0x20)]);
    const { words } = mergeVocabulary([counted(bytes)], { minCount: 2, vocabularySize: 10 });
    expect(words).toEqual(['a', 'b', 'd']);
    expect(mergeVocabulary([counted(bytes)], { minCount: 2, vocabularySize: 2 }).words).toEqual(['a', 'b']);
  });

  test('of one word is refused', () => {
    expect(() => mergeVocabulary([counted('a a a a a b')], { minCount: 5, vocabularySize: 10 })).toThrow(
      /Of 2 different words, 1 occur at least 5 times; two are needed/,
    );
  });

  test('finds each of many words by its bytes', () => {
    const words = Array.from({ length: 100_000 }, (_, number) => `word${number}`);
    const all = counted(words.join(' '));
    const index = indexWords(all);
    const missing = words.filter((word, number) => {
      let found = -1;
      const scanner = new WordScanner({
        word: (bytes, start, end, hash) => {
          found = index.find(bytes, start, end, hash);
        },
        lineEnd: () => undefined,
      });
      scanner.push(Buffer.from(word));
      scanner.end();
      return found !== number;
    });
    expect(missing).toEqual([]);
  });
});
