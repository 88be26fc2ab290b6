import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { WordScanner, WordTable, type WordVisitor } from '../corpus/word-table.js';
import { indexWords } from '../corpus/vocabulary.js';
import { kernelOf } from '../fasttext-settings.js';
import { IDS_A_CALL, Word2VecBlock } from '../word2vec-memory.js';
import { IdsReader, IdsWriter } from './ids-file.js';
import type { SharedWords, ThreadAnswer, ThreadCommand, ThreadPart, TrainCommand } from './thread-messages.js';

const CHUNK_BYTES = 2 ** 20;
/** The last steps are this share of the first. */
const LEAST_RATE_SHARE = 1e-4;

interface Word2VecKernel {
  train(settings: number, ids: number, count: number): void;
}

const part = workerData as ThreadPart;
const idsPath = join(part.folder, `ids.${part.thread}`);
let calls: readonly number[] = [];

parentPort!.on('message', (command: ThreadCommand) => {
  const answer = obey(command);
  parentPort!.postMessage(answer);
});

function obey(command: ThreadCommand): ThreadAnswer {
  switch (command.kind) {
    case 'count':
      return { kind: 'counted', ...count() };
    case 'encode':
      calls = encode(command.words);
      return { kind: 'encoded', calls: calls.length };
    case 'train':
      train(command);
      return { kind: 'trained' };
  }
}

function count() {
  const table = new WordTable();
  readPart({
    word: (bytes, start, end, hash) => {
      table.add(bytes, start, end, hash);
    },
    lineEnd: () => undefined,
  });
  const { size } = table;
  const starts = table.starts.slice(0, size + 1);
  return { bytes: table.bytes.slice(0, starts[size]), starts, counts: table.counts.slice(0, size) };
}

function encode(words: SharedWords): readonly number[] {
  const index = indexWords(words);
  const writer = new IdsWriter(idsPath);
  readPart({
    word: (bytes, start, end, hash) => {
      const id = index.find(bytes, start, end, hash);
      if (id >= 0) writer.word(id);
    },
    lineEnd: () => {
      writer.endSentence();
    },
  });
  writer.close();
  return writer.calls;
}

function readPart(visitor: WordVisitor): void {
  const scanner = new WordScanner(visitor);
  const file = openSync(part.corpusPath, 'r');
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let at = part.start; at < part.end;) {
    const read = readSync(file, chunk, 0, Math.min(CHUNK_BYTES, part.end - at), at);
    if (read === 0) break;
    scanner.push(chunk.subarray(0, read));
    at += read;
  }
  scanner.end();
  closeSync(file);
}

function train({ memory, layout, settings, totalCalls, control }: TrainCommand): void {
  const { exports } = loadKernel<Word2VecKernel>(kernelOf(settings), memory);
  const place = layout.threads[part.thread]!;
  const block = new Word2VecBlock(memory, place.settings);
  const ids = new Uint8Array(memory.buffer, place.ids, IDS_A_CALL * 4);
  const reader = new IdsReader(idsPath);
  const made = Atomics.load(control, 1 + part.thread);
  reader.seek(calls.slice(0, made % calls.length).reduce((sum, count) => sum + count, 0));
  for (let call = made; call < calls.length * settings.epochs; call++) {
    if (Atomics.load(control, 0) !== 0) break;
    const count = calls[call % calls.length]!;
    if (call % calls.length === 0) reader.seek(0);
    reader.read(ids, count);
    block.rate = settings.learningRate * Math.max(LEAST_RATE_SHARE, 1 - callsOf(control) / totalCalls);
    exports.train(place.settings, place.ids, count);
    Atomics.add(control, 1 + part.thread, 1);
  }
  reader.close();
}

function callsOf(control: Int32Array): number {
  let sum = 0;
  for (let at = 1; at < control.length; at++) sum += Atomics.load(control, at);
  return sum;
}
