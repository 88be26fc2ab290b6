import { setTimeout as delay } from 'node:timers/promises';
import { InvalidInputError } from '../../lib/errors.js';
import { type KernelVariant, loadKernel } from '../../numerics/load-kernel.js';
import type { TaughtRows } from '../distillation/distillation.js';
import { AskedThread } from '../embeddings/threads/asked-thread.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import { type BagLayout, planBagMemory } from './bag-layout.js';
import { BagBlock, createBagMemory } from './bag-memory.js';
import { type BagPlace, restoreBagState, takeBagState } from './bag-state.js';
import type { BagAnswer, BagCommand } from './bag-thread.js';
import { collectTexts, type LabelledText } from './collect-texts.js';
import { groupFeatures } from './group-features.js';
import { hottestFirst } from './hot-rows.js';
import { planTable, type TrainedBag, trainedBag } from './trained-bag.js';

const PROGRESS_EVERY_MS = 200;
const STATE_EVERY_MS = 5_000;
/** Time between two states, by the time that keeping one takes. */
const MOST_OF_TIME = 20;

export interface TrainedBagClassifier extends TrainedBag {
  readonly textCount: number;
  /** Words of all texts. */
  readonly tokenCount: number;
  /** Mean loss of a text in all steps, in nats. */
  readonly loss: number;
  /** Which build of the kernel trained it: the same seed gives the same rows only with the same. */
  readonly variant: KernelVariant;
}

export interface BagProgress {
  /** Texts trained on, of all epochs. */
  readonly done: number;
  readonly total: number;
  /** Mean loss of a text since the last report, in nats; null when there was none. */
  readonly loss: number | null;
  readonly wordsPerSecond: number;
  /** Null before the first text. */
  readonly secondsLeft: number | null;
}

export interface TrainBagOptions {
  readonly signal?: AbortSignal;
  /** Whose answers are learnt beside the labels, by the objectives that go over all of them; nobody's when left out. */
  readonly teacher?: BagTeacher | null;
  /** Called when texts have been read and numbered, and training begins. */
  readonly onStart?: () => void;
  readonly onProgress?: (progress: BagProgress) => void | Promise<void>;
  /** A state to go on from; one of other texts, other settings or another build of the kernel is passed over. */
  readonly state?: Uint8Array | null;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time. */
  readonly onState?: (state: Uint8Array) => Promise<void>;
  /** Least time between two states, in milliseconds. */
  readonly stateEveryMs?: number;
}

/** Answers the texts. */
export interface BagTeacher {
  readonly labels: readonly string[];
  /** @param labels of the student, in the order in which probabilities are wanted */
  answers(labels: readonly string[]): Promise<TaughtRows>;
}

interface BagInitializer {
  initialize(rows: number, count: number, stride: number, dimensions: number, limit: number, seed: bigint): void;
}

/**
 * Trains a linear classifier with a hidden layer over words and n-grams, as fastText's supervised models. Threads share one memory without
 * locks (Recht et al. 2011, Hogwild); one thread gives the same classifier each time.
 * @see Joulin et al. 2016, Bag of Tricks for Efficient Text Classification
 * @throws {InvalidInputError} when there are too few labels or words, they do not fit into memory, or rows grow beyond all numbers
 */
export async function trainBagClassifier(
  source: AsyncIterable<readonly LabelledText[]>,
  settings: BagClassifierSettings,
  options: TrainBagOptions = {},
): Promise<TrainedBagClassifier> {
  const { signal, state, teacher } = options;
  const { dimensions, seed, threads } = settings;
  const texts = await collectTexts(source, settings.cut, signal, teacher?.labels);
  const found = await groupFeatures(texts, featureSettings(settings), signal);
  const grouped = threads === 1 ? found : hottestFirst(found);
  const layout = planBagMemory(texts, grouped, settings, { isTaught: Boolean(teacher) });
  const taught = await teacher?.answers(texts.labels);
  const { memory, examples } = createBagMemory(layout, texts, grouped, settings, taught);
  const { exports, variant } = loadKernel<BagInitializer>('bag-classifier', memory);
  exports.initialize(layout.inputs, layout.inputCount, layout.stride, dimensions, 1 / dimensions, BigInt(seed));
  const control = new Int32Array(new SharedArrayBuffer(4 * (1 + threads)));
  const { textCount, tokenCount } = texts;
  const place = { memory, layout, textCount, variant, control };
  if (state) restoreBagState(place, state);
  options.onStart?.();
  const workers = layout.threads.map(() => new AskedThread<BagCommand, BagAnswer>('training/bags/bag-thread.js'));
  try {
    const task = { kind: 'train', memory, layout, settings, examples, control } as const;
    const trained = Promise.all(workers.map((worker, thread) => worker.ask({ ...task, thread }, 'trained')));
    await watch(trained, { ...place, epochs: settings.epochs, tokenCount }, options);
    signal?.throwIfAborted();
    if (!rowsAreFinite(memory, layout))
      throw new InvalidInputError('The vectors grew beyond all numbers. Lower learningRate.', ['learningRate']);
    const table = planTable(grouped, dimensions);
    const { rows } = table;
    await Promise.all(
      workers.map((worker, thread) => worker.ask({ kind: 'fill', thread, memory, layout, rows }, 'filled')),
    );
    const bag = trainedBag(memory, layout, texts, grouped, table);
    const { sum, examples: trainedOn } = lossOf(place);
    return { ...bag, textCount, tokenCount, loss: sum / trainedOn, variant };
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

/** Single words need no buckets. */
export function featureSettings(settings: BagClassifierSettings): BagClassifierSettings {
  const { wordNgrams, maxNgram, buckets } = settings;
  return { ...settings, buckets: wordNgrams > 1 || maxNgram > 0 ? buckets : 0 };
}

interface Watched extends BagPlace {
  readonly epochs: number;
  readonly tokenCount: number;
}

/** Tells of the training until it is over; a signal, or the failure of one thread, ends it within a call of the kernel. */
async function watch(
  trained: Promise<unknown>,
  watched: Watched,
  { signal, onProgress, onState, stateEveryMs = STATE_EVERY_MS }: TrainBagOptions,
): Promise<void> {
  const { control, textCount, tokenCount, epochs } = watched;
  const over = new AbortController();
  const ended = trained.finally(() => {
    over.abort();
  });
  const total = textCount * epochs;
  const startedAt = performance.now();
  const doneAtStart = textsDone(control);
  let last = lossOf(watched);
  let stateDueAt = startedAt + stateEveryMs;
  while (!over.signal.aborted) {
    await delay(PROGRESS_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    if (signal?.aborted) Atomics.store(control, 0, 1);
    const now = lossOf(watched);
    const done = textsDone(control);
    const perSecond = ((done - doneAtStart) * 1000) / (performance.now() - startedAt);
    await onProgress?.({
      done,
      total,
      loss: now.examples > last.examples ? (now.sum - last.sum) / (now.examples - last.examples) : null,
      wordsPerSecond: (perSecond * tokenCount) / textCount,
      secondsLeft: perSecond > 0 ? (total - done) / perSecond : null,
    });
    last = now;
    if (!onState || performance.now() < stateDueAt) continue;
    const began = performance.now();
    await onState(takeBagState(watched));
    const tookMs = performance.now() - began;
    stateDueAt = performance.now() + Math.max(stateEveryMs, tookMs * MOST_OF_TIME);
  }
  await ended;
}

/** Texts that all threads have trained on. */
function textsDone(control: Int32Array): number {
  return control.reduce((sum, value, at) => (at === 0 ? 0 : sum + value), 0);
}

function lossOf({ memory, layout }: BagPlace): { sum: number; examples: number } {
  const losses = layout.threads.map(({ settings }) => new BagBlock(memory, settings).loss);
  return {
    sum: losses.reduce((sum, loss) => sum + loss.sum, 0),
    examples: losses.reduce((sum, loss) => sum + loss.examples, 0),
  };
}

/** Whether all rows are numbers, of which they hold a multiple of four: one that is none, or infinite, stays in the sum. */
function rowsAreFinite({ buffer }: WebAssembly.Memory, layout: BagLayout): boolean {
  const { inputs, inputCount, outputs, outputCount, stride } = layout;
  const tables = [
    new Float32Array(buffer, inputs, (inputCount * stride) / 4),
    new Float32Array(buffer, outputs, (outputCount * stride) / 4),
  ];
  return tables.every((values) => {
    let sum = 0;
    for (let at = 0; at < values.length; at += 4)
      sum += values[at]! * 0 + values[at + 1]! * 0 + values[at + 2]! * 0 + values[at + 3]! * 0;
    return sum === 0;
  });
}
