import { afterAll, beforeAll, expect, test } from '@jest/globals';
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { ProjectedWords } from '../../../src/models/word-vectors/project-thread.js';
import { projectWords } from '../../../src/models/word-vectors/project-words.js';
import { runThread } from '../../../src/models/threads/run-thread.js';
import { ServedFiles, serveFiles } from '../../../src/models/word-vectors/served-files.js';
import { formatPipelineFile } from '../../../src/pipelines/pipeline-file.js';
import { DirectoryBlobStore } from '../../../src/storage/blobs/directory-blob-store.js';
import { wordVectorsGraph } from '../../../src/training/embeddings/word-vectors-graph.js';

const [WORDS, DIMENSIONS, DRAWN] = [50_000, 30, 20];
const CHUNK = 65_536;

let folder: string;
let blobs: DirectoryBlobStore;
/** Digests of the files of a version whose table lies in its graph. */
const digests = new Map<string, string>();
const vectors = Float32Array.from({ length: WORDS * DIMENSIONS }, (_, at) => Math.sin(at * 0.37));
const words = Array.from({ length: WORDS }, (_, at) => `word${at}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-projected-'));
  blobs = await DirectoryBlobStore.open(folder);
  const pipeline = {
    format: 1,
    task: 'EMBEDDING',
    input: 'words',
    vocabulary: 'vocabulary.txt',
    cut: 'words',
  } as const;
  const files = {
    'model.onnx': wordVectorsGraph({ vectors, dimensions: DIMENSIONS }),
    'pipeline.json': Buffer.from(formatPipelineFile(pipeline)),
    'vocabulary.txt': Buffer.from(`${words.join('\n')}\n`),
  };
  for (const [path, bytes] of Object.entries(files)) digests.set(path, (await blobs.put(bytes)).digest);
});
afterAll(() => rm(folder, { recursive: true }));

const read = (path: string) => blobs.read(digests.get(path)!);

test('a picture is drawn of a table that the drawing thread reads itself: here its bytes pass in small chunks', async () => {
  const { port1, port2 } = new MessageChannel();
  const passed: number[] = [];
  serveFiles(port1, {
    read: async (path) => {
      const file = await read(path);
      file.on('data', (chunk: Buffer) => passed.push(chunk.length)).pause();
      return file;
    },
  });
  const task = { port: port2, paths: [...digests.keys()], words: DRAWN, seed: 1 };
  const limits = { memoryMebibytes: 512, signal: new AbortController().signal, transfer: [port2] };
  const drawn = await runThread<ProjectedWords>('models/word-vectors/project-thread.js', task, limits);
  port1.close();
  expect(drawn.words).toEqual(words.slice(0, DRAWN));
  expect(drawn.points).toEqual(projectWords(vectors.slice(0, DRAWN * DIMENSIONS), DIMENSIONS, 1));
  expect(passed.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(vectors.byteLength);
  expect(Math.max(...passed)).toBeLessThanOrEqual(CHUNK);
});

test('other work goes on between the chunks of a file that is served, and a reader that has enough lets it be closed', async () => {
  const { port1, port2 } = new MessageChannel();
  const file = await read('model.onnx');
  serveFiles(port1, { read: () => Promise.resolve(file) });
  const files = new ServedFiles(port2, [...digests.keys()]);
  let turns = 0;
  const others = setImmediate(function turn() {
    turns++;
    setImmediate(turn).unref();
  });
  let chunks = 0;
  for await (const chunk of await files.read('model.onnx')) {
    expect(chunk.length).toBeLessThanOrEqual(CHUNK);
    if (++chunks === 5) break;
  }
  clearImmediate(others);
  expect(turns).toBeGreaterThanOrEqual(chunks - 1);
  const closed = new Promise((resolve) => file.once('close', resolve));
  port2.close();
  await closed;
  expect(file.destroyed).toBe(true);
});

test('a file that cannot be read fails the reader with the reason, which the server keeps', async () => {
  const { port1, port2 } = new MessageChannel();
  const server = serveFiles(port1, { read: () => blobs.read(`sha256:${'0'.repeat(64)}`) });
  await expect(new ServedFiles(port2, ['model.onnx']).readBytes('model.onnx')).rejects.toThrow(/0000/);
  expect(server.failure?.constructor.name).toBe('BlobMissingError');
  port2.close();
});
