import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chunk } from '../../../src/datasets/chunks/chunk-format.js';
import { ColumnKind } from '../../../src/datasets/columns/column-kind.js';
import type { DatasetContent } from '../../../src/datasets/versions/content-writer.js';
import type { BadRecord } from '../../../src/datasets/formats/bad-record.js';
import { type ImportSettings, importRows } from '../../../src/datasets/import/import-rows.js';
import { type ImportFile, textFile } from '../../../src/datasets/import/import-file.js';
import { DEFAULT_FRACTIONS } from '../../../src/datasets/splits/split-plan.js';
import type { BlobStore } from '../../../src/storage/blobs/blob-store.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';

let folder: string;
let blobs: BlobStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-import-'));
  blobs = await DirectoryBlobStore.open(folder);
});

afterAll(() => rm(folder, { recursive: true }));

const SETTINGS: ImportSettings = {
  header: true,
  columns: [],
  splits: { fractions: DEFAULT_FRACTIONS, seed: 1n },
  maxBadRows: 0,
};

interface Imported {
  content: DatasetContent | null;
  error: Error | null;
  badRecords: BadRecord[];
}

async function importing(file: ImportFile, settings: Partial<ImportSettings> = {}): Promise<Imported> {
  const badRecords: BadRecord[] = [];
  const observer = {
    signal: new AbortController().signal,
    badRecords: (records: BadRecord[]) => Promise.resolve(void badRecords.push(...records)),
    progress: () => undefined,
  };
  try {
    return {
      content: await importRows(file, { ...SETTINGS, ...settings }, { blobs, folder }, observer),
      error: null,
      badRecords,
    };
  } catch (error) {
    return { content: null, error: error as Error, badRecords };
  }
}

/** "text split" of every row. */
async function dealt(content: DatasetContent): Promise<string[]> {
  const rows = await Promise.all(
    content.chunks.map(async ({ digest, split }) => {
      const texts = await Chunk.parse(await blobs.readBytes(digest)).column('text');
      return texts.all().map((text) => `${text as string} ${split}`);
    }),
  );
  return rows.flat().sort();
}

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}`);
const plain = (rows: string[]): ImportFile => textFile(rows.join('\n'), 'lines.txt');

test('the same file imported twice has the same digest; another seed has another', async () => {
  const [one, two, other] = await Promise.all([
    importing(plain(lines(500))),
    importing(plain(lines(500))),
    importing(plain(lines(500)), { splits: { fractions: DEFAULT_FRACTIONS, seed: 2n } }),
  ]);
  expect(two.content).toEqual(one.content);
  expect(other.content!.digest).not.toBe(one.content!.digest);
});

test('rows come into the same splits when the file is in another order, or has more rows', async () => {
  const all = await dealt((await importing(plain(lines(500)))).content!);
  const reversed = await dealt((await importing(plain(lines(500).reverse()))).content!);
  const more = await dealt((await importing(plain(lines(600)))).content!);
  expect(reversed).toEqual(all);
  expect(more).toEqual(expect.arrayContaining(all));
});

test('a column can name the splits', async () => {
  const file = textFile('text,split\na,dev\nb,train\nc,dev\n', 'mails.csv');
  const { content } = await importing(file, { splits: { column: 'split' } });
  expect(content!.statistics.map(({ split, rowCount }) => [split, rowCount])).toEqual([
    [null, 3],
    ['dev', 2],
    ['train', 1],
  ]);
});

test.each([
  ['a column that is not there', { column: 'fold' }, 'There is no column "fold" to take splits from'],
  ['a column of texts', { column: 'text' }, 'which is no name for a split'],
])('splits from %s are refused', async (_case, splits, message) => {
  const { error } = await importing(textFile('text,label\nhello there,x\n', 'mails.csv'), { splits });
  expect(error!.message).toContain(message);
});

describe('bad rows', () => {
  const file = textFile('text,label\na,x\nb\nc,y\nd,e,f\n', 'mails.csv');

  test('fail the import by default, naming file, line, reason and excerpt; all are handed over', async () => {
    const { error, badRecords } = await importing(file);
    expect(error!.message).toBe(
      'mails.csv, line 3: The row has 1 value where there are 2 columns (text, label). (b) In all, 2 rows could not be read, and ' +
        'maxBadRows (--max-bad-rows) allows 0. Mend the file, or raise maxBadRows to leave such rows out.',
    );
    expect(badRecords.map(({ line }) => line)).toEqual([3, 5]);
  });

  test('are shown up to a hundred more than are tolerated', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) =>
      index < 100 ? 'fine,x' : `bad ${index} ${'.'.repeat(100)}`,
    );
    const { error, badRecords } = await importing(textFile(`text,label\n${rows.join('\n')}`, 'mails.csv'), {
      maxBadRows: 5,
    });
    expect(error!.message).toContain('maxBadRows (--max-bad-rows) allows 5');
    expect(badRecords.length).toBeGreaterThanOrEqual(105);
  });

  test('as many as are tolerated are left out and told', async () => {
    const { content, badRecords } = await importing(file, { maxBadRows: 2 });
    expect(content!.rowCount).toBe(2);
    expect(badRecords).toHaveLength(2);
  });

  test('are also those that do not keep to a declared kind', async () => {
    const columns = [{ name: 'stars', kind: ColumnKind.NUMBER }];
    const { content, badRecords } = await importing(textFile('text,stars\na,5\nb,many\nc,\n', 'mails.csv'), {
      columns,
      maxBadRows: 1,
    });
    expect(content!.rowCount).toBe(2);
    expect(badRecords).toEqual([
      { line: 3, excerpt: '"b","many"', reason: 'Column "stars" holds "many", which is no number.' },
    ]);
  });
});

test('a kind that was only inferred gives way to a later row', async () => {
  const rows = Array.from({ length: 1500 }, (_, index) => `text ${index},${index}`);
  const { content } = await importing(textFile(`text,stars\n${rows.join('\n')}\nlast,many\n`, 'mails.csv'));
  expect(content!.rowCount).toBe(1501);
  expect(content!.columns).toEqual([
    { name: 'text', kind: ColumnKind.TEXT },
    { name: 'stars', kind: ColumnKind.OTHER },
  ]);
});

test('columns that JSON Lines bring late are kept', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) =>
    JSON.stringify({ text: `a text of some length, number ${index}`, label: 'x' }),
  );
  const { content } = await importing(textFile(`${rows.join('\n')}\n{"text":"last","note":"late"}\n`, 'mails.jsonl'));
  expect(content!.columns).toEqual([
    { name: 'text', kind: ColumnKind.TEXT },
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'note', kind: ColumnKind.OTHER },
  ]);
});

test.each([
  ['an empty file', ''],
  ['a header alone', 'text,label\n'],
  ['a file of bad rows', 'text,label\na\nb\n'],
])('%s is refused', async (_case, text) => {
  const { error } = await importing(textFile(text, 'mails.csv'), { maxBadRows: 10 });
  expect(error!.message).toContain('No row of mails.csv can be read');
});

test('a file whose first row is too long is refused with what a row has at most', async () => {
  const { error } = await importing(textFile('x'.repeat(6 * 2 ** 20), 'mails.txt'));
  expect(error!.message).toBe(
    'No row of mails.txt can be read. Its first row is longer than 4 MiB, the most that a row has. Split it into several rows.',
  );
});

test('a cancelled import stops at the next piece', async () => {
  const controller = new AbortController();
  const observer = { signal: controller.signal, badRecords: () => Promise.resolve(), progress: () => undefined };
  const file: ImportFile = {
    name: 'endless.txt',
    sizeBytes: 2 ** 40,
    open: (end) =>
      end === undefined ? Promise.resolve(endless(controller)) : textFile('a\n'.repeat(end / 2), '').open(),
  };
  await expect(importRows(file, SETTINGS, { blobs, folder }, observer)).rejects.toThrow('aborted');
});

async function* endless(controller: AbortController): AsyncIterable<Uint8Array> {
  for (let piece = 0; ; piece++) {
    if (piece === 3) controller.abort();
    yield await Promise.resolve(Buffer.from('another line\n'));
  }
}
