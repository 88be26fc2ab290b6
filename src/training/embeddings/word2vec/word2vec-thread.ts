import { parentPort } from 'node:worker_threads';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { CorpusPart } from '../corpus/corpus-part.js';
import { IDS_A_CALL, IdsReader } from '../corpus/ids-file.js';
import { kernelOf } from './fasttext-settings.js';
import { Word2VecBlock } from './memory/word2vec-memory.js';
import type { TrainCommand, Word2VecAnswer, Word2VecCommand } from './word2vec-messages.js';

/** The last steps are this share of the first. */
const LEAST_RATE_SHARE = 1e-4;

interface Word2VecKernel {
  train(settings: number, ids: number, count: number): void;
  takeHotRows(settings: number): void;
  exchangeAllHotRows(settings: number): void;
}

const corpus = new CorpusPart();

parentPort!.on('message', (command: Word2VecCommand) => {
  parentPort!.postMessage(obey(command));
});

function obey(command: Word2VecCommand): Word2VecAnswer {
  if (command.kind !== 'train') return corpus.obey(command);
  train(command);
  return { kind: 'trained' };
}

function train({ thread, part, memory, layout, settings, totalCalls, control }: TrainCommand): void {
  const { path, calls } = part;
  const { exports } = loadKernel<Word2VecKernel>(kernelOf(settings), memory);
  const place = layout.threads[thread]!;
  const block = new Word2VecBlock(memory, place.settings);
  const ids = new Uint8Array(memory.buffer, place.ids, IDS_A_CALL * 4);
  const reader = new IdsReader(path);
  const made = Atomics.load(control, thread);
  reader.seek(calls.slice(0, made % calls.length).reduce((sum, count) => sum + count, 0));
  exports.takeHotRows(place.settings);
  for (let call = made; call < calls.length * settings.epochs; call++) {
    const count = calls[call % calls.length]!;
    if (call % calls.length === 0) reader.seek(0);
    reader.read(ids, count);
    block.rate = settings.learningRate * Math.max(LEAST_RATE_SHARE, 1 - callsOf(control) / totalCalls);
    exports.train(place.settings, place.ids, count);
    Atomics.add(control, thread, 1);
  }
  exports.exchangeAllHotRows(place.settings);
  reader.close();
}

function callsOf(control: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < control.length; at++) sum += Atomics.load(control, at);
  return sum;
}
