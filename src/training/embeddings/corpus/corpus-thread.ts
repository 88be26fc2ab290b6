import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { CorpusAnswer, CorpusCommand, CorpusPart, SharedWords } from './corpus-messages.js';
import { IdsWriter } from './ids-file.js';
import { indexWords } from './vocabulary.js';
import { WordScanner, WordTable, type WordVisitor } from './word-table.js';

const CHUNK_BYTES = 2 ** 20;

const part = workerData as CorpusPart;

parentPort!.on('message', (command: CorpusCommand) => {
  parentPort!.postMessage(obey(command));
});

function obey(command: CorpusCommand): CorpusAnswer {
  switch (command.kind) {
    case 'count':
      return { kind: 'counted', ...count() };
    case 'number':
      return { kind: 'numbered', calls: number(command.words) };
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
  const { size, countError } = table;
  const starts = table.starts.slice(0, size + 1);
  return { bytes: table.bytes.slice(0, starts[size]), starts, counts: table.counts.slice(0, size), countError };
}

function number(words: SharedWords): readonly number[] {
  const index = indexWords(words);
  const writer = new IdsWriter(part.idsPath);
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
