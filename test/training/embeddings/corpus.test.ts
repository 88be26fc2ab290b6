import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniform } from '../../../src/numerics/random.js';
import { textBlockOf } from '../../../src/text/text-block.js';
import { forEachWord } from '../../../src/text/word-cut.js';
import { CorpusPart } from '../../../src/training/embeddings/corpus/corpus-part.js';
import { PairTable } from '../../../src/training/embeddings/corpus/pair-table.js';
import { PartReader } from '../../../src/training/embeddings/corpus/part-reader.js';
import { type Corpus, type CorpusSettings, readCorpus } from '../../../src/training/embeddings/corpus/read-corpus.js';
import { vocabularyOf } from '../../../src/training/embeddings/corpus/vocabulary.js';
import { WordTable } from '../../../src/training/embeddings/corpus/word-table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-corpus-'));
});
afterAll(() => rm(folder, { recursive: true }));

const wordOf = (table: WordTable, number: number) => Buffer.from(table.bytesOf(number)).toString();

/** Words and ends of lines as they are found. */
function scan(bytes: Uint8Array, chunkBytes: number, table = new WordTable()): string[] {
  const seen: string[] = [];
  const onIds = (ids: Uint8Array) => {
    for (const id of new Int32Array(Uint8Array.from(ids).buffer)) seen.push(id < 0 ? '\n' : wordOf(table, id));
  };
  const onGivenUp = () => undefined;
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    table.input.set(chunk);
    table.scan(chunk.length, onIds, onGivenUp);
  }
  table.finish(onIds, onGivenUp);
  return seen;
}

function counted(text: string | Buffer): WordTable {
  const table = new WordTable();
  scan(Buffer.from(text), 1_000, table);
  return table;
}

/** The words of all parts as they are numbered, line by line. */
async function numbered(corpus: Corpus, threads = 1, settings: Partial<CorpusSettings> = {}) {
  const parts = Array.from({ length: threads }, () => new CorpusPart());
  const asked = parts.map((part) => ({
    ask: (command: Parameters<CorpusPart['obey']>[0]) => Promise.resolve(part.obey(command)),
  }));
  const read = await readCorpus(corpus, { minCount: 1, vocabularySize: 1_000_000, ...settings }, asked, folder);
  const texts = await Promise.all(
    read.parts.map(async ({ path }) => {
      const ids = new Int32Array(Uint8Array.from(await readFile(path)).buffer);
      return Array.from(ids, (id) => (id < 0 ? '\n' : read.vocabulary.words[id]!)).join(' ');
    }),
  );
  return { ...read, texts };
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

  test('of many kinds are found and counted each, in tables that grow', () => {
    const words = Array.from(
      { length: 100_000 },
      (_, number) => 'abcdefghijklmnopqrs'.slice(0, number % 19) + String(number),
    );
    const table = counted(`${words.join(' ')} ${words.join('\n')}`);
    expect(table.size).toBe(words.length);
    expect(words.filter((word, number) => wordOf(table, number) !== word || table.countOf(number) !== 2)).toEqual([]);
  });
});

/** A hundred words in each of fifty rounds, and two hundred others. */
function manyWords(): string {
  const frequent = Array.from({ length: 100 }, (_, at) => `frequent${at}`);
  return Array.from({ length: 50 }, (_, round) =>
    [...frequent, ...Array.from({ length: 200 }, (_word, at) => `rare${round * 200 + at}`)].join(' '),
  ).join('\n');
}

test('with more different words than are counted at a time, frequent ones are kept, and none is counted more than by the error too low', () => {
  const table = new WordTable({ mostWords: 1_000 });
  scan(Buffer.from(manyWords()), 700, table);
  const counts = new Map(Array.from({ length: table.size }, (_, at) => [wordOf(table, at), table.countOf(at)]));
  expect(table.size).toBeLessThan(1_000);
  expect(table.countError).toBeGreaterThan(0);
  for (let at = 0; at < 100; at++) {
    const count = counts.get(`frequent${at}`) ?? 0;
    expect(count).toBeLessThanOrEqual(50);
    expect(count).toBeGreaterThanOrEqual(50 - table.countError);
  }
});

test('words that were given up and numbered anew are the same words in the end', async () => {
  const path = join(folder, 'many.txt');
  await writeFile(path, manyWords());
  const reader = new PartReader(join(folder, 'given-up'), 1_000);
  reader.readFile({ path, start: 0, end: Buffer.byteLength(manyWords()) });
  const table = new WordTable(reader.count());
  const { vocabulary, numbers } = vocabularyOf(table, { minCount: 10, vocabularySize: 1_000 });
  const ids: number[] = [];
  reader.renumber(numbers, (block) => {
    ids.push(...block.filter((id) => id !== -2));
  });
  const lines = Array.from(ids, (id) => (id < 0 ? '\n' : vocabulary.words[id]!))
    .join(' ')
    .split(' \n');
  const frequent = vocabulary.words.length;
  expect(frequent).toBe(100);
  // Those that were counted last are all there, and whatever is there is in the order of the text.
  expect(lines[49]!.trim()).toBe(Array.from({ length: 100 }, (_, at) => `frequent${at}`).join(' '));
  expect(ids.filter((id) => id >= 0)).toHaveLength(vocabulary.tokenCount);
});

describe('a corpus', () => {
  const lines = Array.from({ length: 300 }, (_, line) =>
    Array.from({ length: 20 }, (_word, at) => `w${Math.floor(50 * uniform(1, line, at) ** 2)}`).join(' '),
  );

  test.each([1, 2, 3])('is numbered as it is written, in %i parts', async (threads) => {
    const path = join(folder, 'lines.txt');
    await writeFile(path, lines.join('\n'));
    const { texts, vocabulary } = await numbered(path, threads);
    expect(texts.join(' ').replaceAll(' \n', '').split(' ')).toEqual(lines.join(' ').split(' '));
    expect(vocabulary.tokenCount).toBe(6_000);
    const counts = lines.join(' ').split(' ');
    vocabulary.words.forEach((word, at) => {
      expect(vocabulary.counts[at]).toBe(counts.filter((other) => other === word).length);
    });
    expect(vocabulary.counts).toEqual(vocabulary.counts.toSorted((a, b) => b - a));
  });

  test.each(['words', 'dictionary-words'] as const)(
    'of texts is cut by %s as texts are when they are served',
    async (cut) => {
      const texts = [
        "It's the dog's: don't 'quote' x' 'y A_b C-d 10% \n!!! e.g.",
        'ÄÖÜ naïve café ﬁne Ｆｕｌｌ',
        '我们喜欢苹果 and pears',
        '',
        `long ${'word '.repeat(60_000)}`,
        'é '.repeat(100_000),
        'tab\tand\u0000null\u00a0space \ud800 half',
      ];
      const expected = texts.map((text) => {
        const words: string[] = [];
        forEachWord(text, cut, (word) => words.push(word.toWellFormed()));
        return words;
      });
      const blocks = async function* () {
        yield textBlockOf(texts.slice(0, 3));
        yield await Promise.resolve(textBlockOf(texts.slice(3)));
      };
      const read = await numbered({ blocks: blocks(), cut });
      expect(read.texts[0]!.replaceAll(/(^| )\n/g, '')).toBe(expected.flat().join(' '));
    },
  );

  test('of no words is refused, however it comes', async () => {
    const path = join(folder, 'empty.txt');
    for (const content of ['', ' \n\n ']) {
      await writeFile(path, content);
      await expect(numbered(path, 2)).rejects.toThrow('The corpus is empty: there are no words to learn from.');
    }
    // eslint-disable-next-line @typescript-eslint/require-await
    const blocks = (async function* () {
      yield textBlockOf(['!!!', '']);
    })();
    await expect(numbered({ blocks, cut: 'words' }, 2)).rejects.toThrow('The corpus is empty');
  });
});

describe('a vocabulary', () => {
  const LIMITS = { minCount: 2, vocabularySize: 10 };

  test('has the most frequent words first, those of all parts together', () => {
    const table = counted('b a a c');
    const numbers = table.addTable(counted('c a b'), () => undefined);
    expect([...numbers]).toEqual([2, 1, 0]);
    const { vocabulary } = vocabularyOf(table, LIMITS);
    expect(vocabulary.words).toEqual(['a', 'b', 'c']);
    expect([...vocabulary.counts]).toEqual([3, 2, 2]);
    expect(vocabulary.tokenCount).toBe(7);
  });

  test('of very many words has those as frequent as each other in the order of their bytes', () => {
    const words = Array.from({ length: 20_000 }, (_, at) => {
      const spelled = Math.floor(3_000 * uniform(3, at, 0)).toString(36);
      return uniform(4, at, 0) < 0.5 ? `é${spelled}` : `beginning${'x'.repeat(at % 3)}${spelled}`;
    });
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const expected = [...counts].sort(([a, m], [b, n]) => n - m || Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const { vocabulary } = vocabularyOf(counted(words.join(' ')), { minCount: 1, vocabularySize: 1_000_000 });
    expect(vocabulary.words).toEqual(expected.map(([word]) => word));
    expect([...vocabulary.counts]).toEqual(expected.map(([, count]) => count));
  });

  test('keeps no more words than asked, nor rare ones, nor what is no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('a a a b b c d d '), Buffer.of(0xff, 0xfe, 0x20, 0xff, 0xfe, 0x20)]);
    expect(vocabularyOf(counted(bytes), LIMITS).vocabulary.words).toEqual(['a', 'b', 'd']);
    const { vocabulary, numbers } = vocabularyOf(counted(bytes), { minCount: 2, vocabularySize: 2 });
    expect(vocabulary.words).toEqual(['a', 'b']);
    expect([...numbers]).toEqual([0, 1, -2, -2, -2]);
  });

  test('of one word is refused', () => {
    expect(() => vocabularyOf(counted('a a a a a b'), { minCount: 5, vocabularySize: 10 })).toThrow(
      /Of 2 different words, 1 occur at least 5 times; two are needed/,
    );
  });

  test('of tables that together hold too many words keeps the frequent ones', () => {
    const table = new WordTable({ mostWords: 1_000 });
    scan(
      Buffer.from(
        Array.from({ length: 900 }, (_, at) => `x${at}`)
          .join(' ')
          .concat(' a a a b b b'),
      ),
      700,
      table,
    );
    const other = counted(
      Array.from({ length: 900 }, (_, at) => `y${at}`)
        .join(' ')
        .concat(' b b b a a a'),
    );
    let changes = 0;
    const numbers = table.addTable(other, () => changes++);
    expect(changes).toBe(1);
    expect(table.countError).toBe(1);
    expect(['a', 'b'].map((_, at) => wordOf(table, numbers[other.size - 1 - at]!))).toEqual(['a', 'b']);
    expect([numbers[900], numbers[901]].map((number) => table.countOf(number!))).toEqual([6, 6]);
  });
});

/** One pass of word2phrase.c, but for pairs over the ends of lines, which it counts and never joins. */
function word2phrase(lines: readonly string[][], threshold: number, minCount: number): string[][] {
  const words = new Map<string, number>();
  const pairs = new Map<string, number>();
  const countIn = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const line of lines)
    line.forEach((word, at) => {
      countIn(words, word);
      if (at > 0) countIn(pairs, `${line[at - 1]} ${word}`);
    });
  const total = [...words.values()].reduce((sum, count) => sum + count, 0);
  return lines.map((line) => {
    const written: string[] = [];
    let canJoin = false;
    line.forEach((word, at) => {
      const [a, b] = [words.get(line[at - 1] ?? '') ?? 0, words.get(word)!];
      const together = pairs.get(`${line[at - 1]} ${word}`) ?? 0;
      const isFrequent = Math.min(a, b, together) >= minCount;
      if (canJoin && isFrequent && ((together - minCount) / a / b) * total > threshold) {
        written.push(`${written.pop()}_${word}`);
        canJoin = false;
      } else {
        written.push(word);
        canJoin = true;
      }
    });
    return written;
  });
}

describe('phrases', () => {
  // Some words come together: "new york", "new york city", "bit bit".
  const lines = Array.from({ length: 2_000 }, (_, line) =>
    Array.from({ length: 12 }, (_word, at) => {
      const pick = Math.floor(60 * uniform(5, line, at) ** 2);
      if (pick === 7) return uniform(6, line, at) < 0.5 ? 'new york' : 'new york city';
      return pick === 8 ? 'bit bit bit' : `w${pick}`;
    })
      .join(' ')
      .split(' '),
  );
  const settings = { threshold: 4, minCount: 5 };
  const blocks = async function* () {
    yield await Promise.resolve(textBlockOf(lines.map((line) => line.join(' '))));
  };

  test.each([
    [1, 1],
    [1, 3],
    [2, 1],
    [2, 2],
    [3, 1],
  ])('of %i passes are those that word2phrase.c finds, in %i threads', async (passes, threads) => {
    let expected: string[][] = lines;
    for (let pass = 0; pass < passes; pass++) expected = word2phrase(expected, settings.threshold, settings.minCount);
    const read = await numbered({ blocks: blocks(), cut: 'words' }, threads, { phrases: { passes, ...settings } });
    const written = read.texts.flatMap((text) => text.split(' \n')).map((line) => line.trim());
    expect(written.filter(Boolean).sort()).toEqual(expected.map((line) => line.join(' ')).sort());
    expect(read.vocabulary.words).toContain('new_york');
    if (passes > 1) expect(read.vocabulary.words).toContain('new_york_city');
    expect(read.vocabulary.tokenCount).toBe(expected.flat().length);
    expect(read.phraseCountError).toBe(0);
    read.vocabulary.words.forEach((word, at) => {
      expect(read.vocabulary.counts[at]).toBe(expected.flat().filter((other) => other === word).length);
    });
  });

  test('that are rarer than asked, or no more frequent than by chance, are not made', async () => {
    const rare = await numbered({ blocks: blocks(), cut: 'words' }, 1, {
      phrases: { passes: 1, threshold: 4, minCount: 100_000 },
    });
    expect(rare.vocabulary.words.filter((word) => word.includes('_'))).toEqual([]);
    const chance = await numbered({ blocks: blocks(), cut: 'words' }, 1, {
      phrases: { passes: 1, threshold: 1e6, minCount: 1 },
    });
    expect(chance.vocabulary.words.filter((word) => word.includes('_'))).toEqual([]);
  });

  test('of more different pairs than are counted at a time are told with the error of their counts', () => {
    const pairs = new PairTable(1_000, 500);
    for (let round = 0; round < 40; round++) {
      pairs.add(1, 2);
      for (let at = 0; at < 100; at++) pairs.add(3 + round, 100 + at);
    }
    expect(pairs.countError).toBeGreaterThan(0);
    expect(pairs.size).toBeLessThan(500);
    expect(pairs.get(1, 2)).toBeLessThanOrEqual(40);
    expect(pairs.get(1, 2)).toBeGreaterThanOrEqual(40 - pairs.countError);
    expect(pairs.get(2, 1)).toBe(0);
  });
});
