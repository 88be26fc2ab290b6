import { closeSync, openSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { CorpusPart } from '../corpus/corpus-part.js';
import { IDS_A_CALL, IdsReader } from '../corpus/ids-file.js';
import type { CountPairsCommand, GloVeAnswer, GloVeCommand, TrainPairsCommand } from './glove-messages.js';
import { RECORD_BYTES } from './group-records.js';
import { mergePairs, readAll, RECORDS_A_CALL } from './merge-pairs.js';
import { PairCounter, type PairRun } from './pair-counter.js';
import { ThreadPositions } from './thread-positions.js';
import { TrainingRounds } from './training-rounds.js';

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
      return { kind: 'merged', rangeRecords: mergePairs(command) };
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

/** Trains the blocks that are this thread's in each round, from where it was. */
function train({ thread, memory, layout, rangeRecords, settings, positions: shared }: TrainPairsCommand): void {
  const { exports } = loadKernel<GloVeKernel>('glove', memory);
  const place = layout.threads[thread]!;
  const records = new Uint8Array(memory.buffer, place.records, RECORDS_A_CALL * RECORD_BYTES);
  const rounds = new TrainingRounds(rangeRecords, settings);
  const positions = new ThreadPositions(shared);
  const opened = new Map<string, number>();
  try {
    for (let { round, block } = positions.of(thread); round < rounds.count; round++, block = 0) {
      positions.awaitRound(round);
      for (const { path, start, count: length } of rounds.blocksOf(round, thread).slice(block)) {
        const file = opened.get(path) ?? openSync(path, 'r');
        opened.set(path, file);
        readAll(file, records.subarray(0, length * RECORD_BYTES), start * RECORD_BYTES);
        exports.train(place.settings, place.records, length);
        positions.endBlock(thread, ++block);
      }
      positions.endRound(thread, round + 1);
    }
  } finally {
    for (const file of opened.values()) closeSync(file);
  }
}
