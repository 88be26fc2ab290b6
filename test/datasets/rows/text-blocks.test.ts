import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChunkWriter } from '../../../src/datasets/chunks/chunk-writer.js';
import { ColumnKind } from '../../../src/datasets/columns/column-kind.js';
import { DatasetVersion } from '../../../src/datasets/versions/dataset-version.entity.js';
import type { Cell } from '../../../src/datasets/formats/cell.js';
import { DatasetReader } from '../../../src/datasets/rows/dataset-reader.js';
import type { BlobStore } from '../../../src/storage/blobs/blob-store.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';
import { endOfUnits } from '../../../src/text/text-block.js';

let folder: string;
let blobs: BlobStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-blocks-'));
  blobs = await DirectoryBlobStore.open(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const TEXT = { kind: ColumnKind.TEXT };
const LABEL = { kind: ColumnKind.LABEL };

async function readerOf(columns: readonly { kind: ColumnKind }[], rows: readonly Cell[][]): Promise<DatasetReader> {
  const named = columns.map((column, at) => ({ name: `column${at}`, ...column }));
  const writer = new ChunkWriter(blobs, () => named.map(({ name }) => name));
  let number = 0;
  for (const cells of rows) await writer.add(++number, 'train', cells);
  await writer.finish();
  const chunks = writer.places.map((place) => ({ ...place, datasetVersionId: 'dsv' }));
  const version = Object.assign(new DatasetVersion(), { columns: named });
  return new DatasetReader(version, [{ name: 'train', rowCount: rows.length }], chunks, blobs);
}

test.each<[string, { kind: ColumnKind }[], Cell[][]]>([
  [
    'one column of strings',
    [LABEL, TEXT],
    [
      ['a', 'né 😀'],
      ['b', ''],
      ['b', null],
      ['a', '\ud800 half'],
      [null, 'line\nbreak'],
    ],
  ],
  ['a column with numbers among its strings', [TEXT], [['a'], [0.5], [null], ['b']]],
  [
    'two columns',
    [TEXT, LABEL, TEXT],
    [
      ['title', 'x', 'body'],
      ['', 'x', 'body only'],
      [null, null, null],
    ],
  ],
])('blocks of %s hold the texts of the rows', async (_, columns, rows) => {
  const reader = await readerOf(columns, rows);
  const texts: string[] = [];
  for await (const { lengths, utf8 } of reader.textBlocks('train')) {
    let byte = 0;
    for (const units of lengths) {
      const end = endOfUnits(utf8, byte, units);
      texts.push(Buffer.from(utf8.subarray(byte, end)).toString());
      byte = end;
    }
    expect(byte).toBe(utf8.length);
  }
  expect(texts).toEqual((await reader.texts('train')).map((text) => text.toWellFormed()));
  expect(texts).toHaveLength(rows.length);
});
