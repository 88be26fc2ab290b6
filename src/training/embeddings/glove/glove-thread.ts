import { closeSync, openSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { permutation } from '../../../numerics/random.js';
import { CorpusPart } from '../corpus/corpus-part.js';
import { IDS_A_CALL, IdsReader } from '../corpus/ids-file.js';
import {
  CONTROL,
  type CountPairsCommand,
  type GloVeAnswer,
  type GloVeCommand,
  type TrainPairsCommand,
} from './glove-messages.js';
import { mergePairs, readAll, RECORD_BYTES, RECORDS_A_CALL } from './merge-pairs.js';
import { PairCounter, type PairRun } from './pair-counter.js';

interface GloVeKernel {
  train(settings: number, records: number, count: number): void;
}

const corpus = new CorpusPart();

parentPort!.on('message', (command: GloVeCommand) => {
  parentPort!.postMessage(obey(command));
});

function obey(command: GloVeCommand): GloVeAnswer {
  switch (command.kind) {
    case 'pair':
      return { kind: 'paired', runs: count(command) };
    case 'merge':
      return { kind: 'merged', blocks: mergePairs(command) };
    case 'train':
      train(command);
      return { kind: 'trained' };
    default:
      return corpus.obey(command);
  }
}

function count({ part, ...settings }: CountPairsCommand): readonly PairRun[] {
  const counter = new PairCounter(settings, IDS_A_CALL);
  const reader = new IdsReader(part.path);
  const ids = new Int32Array(IDS_A_CALL);
  const bytes = new Uint8Array(ids.buffer);
  for (const length of part.calls) {
    reader.read(bytes, length);
    counter.push(ids.subarray(0, length));
  }
  reader.close();
  return counter.finish();
}

/** Trains whichever block is next, in an order that is another in each epoch, until there is none. */
function train({ thread, memory, layout, blocks, settings, control }: TrainPairsCommand): void {
  const { exports } = loadKernel<GloVeKernel>('glove', memory);
  const place = layout.threads[thread]!;
  const records = new Uint8Array(memory.buffer, place.records, RECORDS_A_CALL * RECORD_BYTES);
  const files = new Map<string, number>();
  let epoch = -1;
  let order: Int32Array = new Int32Array(0);
  try {
    for (;;) {
      const step = Atomics.add(control, CONTROL.begun, 1);
      if (step >= blocks.length * settings.epochs) return;
      if (Math.floor(step / blocks.length) !== epoch) {
        epoch = Math.floor(step / blocks.length);
        order = permutation(blocks.length, settings.seed, epoch);
      }
      const { path, start, count: length } = blocks[order[step % blocks.length]!]!;
      const file = files.get(path) ?? openSync(path, 'r');
      files.set(path, file);
      readAll(file, records.subarray(0, length * RECORD_BYTES), start * RECORD_BYTES);
      exports.train(place.settings, place.records, length);
      Atomics.add(control, CONTROL.trained, 1);
    }
  } finally {
    for (const file of files.values()) closeSync(file);
  }
}
