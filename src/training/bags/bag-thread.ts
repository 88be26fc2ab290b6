import { parentPort } from 'node:worker_threads';
import { loadKernel } from '../../numerics/load-kernel.js';
import { permutation } from '../../numerics/random.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import { type BagLayout, ROWS_A_CALL, TEXTS_A_CALL } from './bag-layout.js';
import { BagBlock, rowCountOf } from './bag-memory.js';
import { fillTable, type TableRows } from './trained-bag.js';

/** Texts of an epoch take at least so many calls, so that the rate falls evenly. */
const CALLS_AN_EPOCH = 20;
const FIRST_STREAM = 1;

/** What a thread is asked to do. */
export type BagCommand = TrainCommand | FillCommand;
export type BagAnswer = { readonly kind: 'trained' } | { readonly kind: 'filled' };

interface TrainCommand {
  readonly kind: 'train';
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: BagLayout;
  readonly settings: BagClassifierSettings;
  /** Address of each text. */
  readonly examples: Uint32Array;
  /** At 0 whether to stop; from 1 on the texts that each thread has trained on, in all epochs. */
  readonly control: Int32Array;
}

interface BagKernel {
  train(settings: number, order: number, count: number): void;
  takeHotRows(settings: number): void;
  exchangeAllHotRows(settings: number): void;
}

/** Fills its part of the table. */
interface FillCommand {
  readonly kind: 'fill';
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: BagLayout;
  readonly rows: TableRows;
}

parentPort!.on('message', (command: BagCommand) => {
  parentPort!.postMessage(obey(command));
});

function obey(command: BagCommand): BagAnswer {
  if (command.kind === 'train') {
    train(command);
    return { kind: 'trained' };
  }
  const { thread, memory, layout, rows } = command;
  fillTable(memory, layout, rows, partOf(rows.groups.length, thread, layout));
  return { kind: 'filled' };
}

/** The part of so many that is a thread's. */
function partOf(count: number, thread: number, { threads }: BagLayout): [first: number, end: number] {
  return [Math.floor((count * thread) / threads.length), Math.floor((count * (thread + 1)) / threads.length)];
}

/** Each epoch goes over the texts in an order of its own, of which each thread has a part. */
function train({ thread, memory, layout, settings, examples, control }: TrainCommand): void {
  const { exports } = loadKernel<BagKernel>('bag-classifier', memory);
  const { settings: block, order } = layout.threads[thread]!;
  const fields = new BagBlock(memory, block);
  const numbers = new Uint32Array(memory.buffer);
  const addresses = new Uint32Array(memory.buffer, order, TEXTS_A_CALL);
  const [first, end] = partOf(examples.length, thread, layout);
  const own = end - first;
  const most = Math.min(TEXTS_A_CALL, Math.max(1, Math.ceil(own / CALLS_AN_EPOCH)));
  const total = examples.length * settings.epochs;
  const outputRows = settings.objective === 'SOFTMAX' || settings.objective === 'ONE_VS_ALL' ? layout.outputCount : 0;
  exports.takeHotRows(block);
  let texts = permutation(0, 0, 0);
  let epoch = -1;
  for (let done = Atomics.load(control, 1 + thread); done < own * settings.epochs;) {
    if (Atomics.load(control, 0) !== 0) return;
    const place = done % own;
    if (Math.floor(done / own) !== epoch) {
      epoch = Math.floor(done / own);
      texts = permutation(examples.length, settings.seed, FIRST_STREAM + epoch);
    }
    let count = 0;
    for (let rows = 0; count < most && place + count < own && rows < ROWS_A_CALL; count++) {
      const address = examples[texts[first + place + count]!]!;
      addresses[count] = address;
      rows += rowCountOf(numbers, address) + outputRows;
    }
    fields.rate = settings.learningRate * (1 - textsDone(control) / total);
    exports.train(block, order, count);
    done += count;
    Atomics.store(control, 1 + thread, done);
  }
  exports.exchangeAllHotRows(block);
}

function textsDone(control: Int32Array): number {
  let sum = 0;
  for (let at = 1; at < control.length; at++) sum += Atomics.load(control, at);
  return sum;
}
