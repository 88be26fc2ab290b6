import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chunk } from '../../../src/datasets/chunks/chunk-format.js';
import { type ChunkPlace, ChunkWriter } from '../../../src/datasets/chunks/chunk-writer.js';
import type { Cell } from '../../../src/datasets/formats/cell.js';
import type { BlobStore } from '../../../src/storage/blobs/blob-store.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';

let folder: string;
let blobs: BlobStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-chunks-'));
  blobs = await DirectoryBlobStore.open(folder);
});

afterAll(() => rm(folder, { recursive: true }));

type Row = [split: string, ...cells: Cell[]];

async function write(names: string[], rows: Iterable<Row>): Promise<ChunkPlace[]> {
  const writer = new ChunkWriter(blobs, () => names);
  let number = 0;
  for (const [split, ...cells] of rows) await writer.add(++number, split, cells);
  await writer.finish();
  return writer.places;
}

async function read({ digest }: ChunkPlace, name: string): Promise<Cell[]> {
  return (await Chunk.parse(await blobs.readBytes(digest)).column(name)).all();
}

test('rows of a split come back in order, with their numbers', async () => {
  const places = await write(
    ['text', 'label'],
    [
      ['train', '垃圾 👋', 'spam'],
      ['test', 'b', 'ham'],
      ['train', '', null],
    ],
  );
  expect(places).toMatchObject([
    { split: 'test', ordinal: 0, rowCount: 1, firstNumber: 2, lastNumber: 2 },
    { split: 'train', ordinal: 0, rowCount: 2, firstNumber: 1, lastNumber: 3 },
  ]);
  expect(await read(places[1]!, 'text')).toEqual(['垃圾 👋', '']);
  expect(await read(places[1]!, 'label')).toEqual(['spam', null]);
  expect(await Chunk.parse(await blobs.readBytes(places[1]!.digest)).numbers()).toEqual([1, 3]);
});

test('values of JSON keep their types, also when strings came first; columns that came late are null before', async () => {
  const places = await write(
    ['text', 'extra', 'late'],
    [
      ['all', 'a', 'word'],
      ['all', 'b', { deep: [1, 'x', null] }],
      ['all', 'c', 0.5, true],
      ['all', 'd'],
    ],
  );
  expect(await read(places[0]!, 'extra')).toEqual(['word', { deep: [1, 'x', null] }, 0.5, null]);
  expect(await read(places[0]!, 'late')).toEqual([null, null, true, null]);
  expect(await read(places[0]!, 'never')).toEqual([null, null, null, null]);
});

test('many rows are spread over chunks of bounded size, none lost', async () => {
  const line = 'x'.repeat(1000);
  function* rows(): Generator<Row> {
    for (let index = 0; index < 10_000; index++) yield [index % 10 === 0 ? 'test' : 'train', `${index} ${line}`];
  }
  const places = await write(['text'], rows());
  const train = places.filter(({ split }) => split === 'train');
  expect(train.length).toBeGreaterThan(2);
  expect(train.map(({ ordinal }) => ordinal)).toEqual(train.map((_, index) => index));
  const texts = (await Promise.all(places.map((place) => read(place, 'text')))).flat();
  expect(new Set(texts).size).toBe(10_000);
  for (const [index, { firstNumber }] of train.entries()) {
    if (index > 0) expect(firstNumber).toBeGreaterThan(train[index - 1]!.lastNumber);
  }
});

test('open chunks stay bounded when there are many splits', async () => {
  const line = 'y'.repeat(100_000);
  function* rows(): Generator<Row> {
    for (let index = 0; index < 160; index++) yield [`split${index % 32}`, line];
  }
  const places = await write(['text'], rows());
  expect(places.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(160);
  expect(places.length).toBeGreaterThan(32);
});

test('the same rows give the same chunks', async () => {
  const rows: Row[] = [
    ['train', 'a', 1],
    ['test', 'b', 2],
  ];
  expect(await write(['text', 'n'], rows)).toEqual(await write(['text', 'n'], rows));
});

test('a store that fails fails the writer, not the process', async () => {
  const failing = { put: () => Promise.reject(new Error('The disk is full.')) } as unknown as BlobStore;
  const writer = new ChunkWriter(failing, () => ['text']);
  await writer.add(1, 'all', ['a']);
  await expect(writer.finish()).rejects.toThrow('The disk is full.');
});
