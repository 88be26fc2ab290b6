import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InvalidInputError } from '../../lib/errors.js';
import { builtProgram } from '../../lib/package-root.js';
import { kernelVariant, type KernelVariant } from '../../numerics/load-kernel.js';
import type { WordVectors } from '../../text/word-vectors/word-vectors.js';
import { mergeVocabulary, type Vocabulary } from './corpus/vocabulary.js';
import { createWord2VecMemory, planWord2Vec, Word2VecBlock, type Word2VecLayout } from './word2vec-memory.js';
import { restoreState, takeState, type TrainingPlace } from './training-state.js';
import type { SharedWords, ThreadAnswer, ThreadCommand, ThreadPart } from './threads/thread-messages.js';
import { kernelOf, type WordVectorsSettings } from './fasttext-settings.js';
import { subwordRows } from './subword-rows.js';
import { type TrainedSubwords, trainedSubwords, wordsFromRows } from './trained-vectors.js';

const PROGRESS_EVERY_MS = 200;
const STATE_EVERY_MS = 5_000;
/** Time between two states, by the time that keeping one takes. */
const MOST_OF_TIME = 20;

export interface TrainedWordVectors extends WordVectors, Pick<Vocabulary, 'counts' | 'tokenCount'> {
  /** Mean loss of a pair of words in the last epoch's steps and all before, in nats. */
  readonly loss: number;
  /** Which build of the kernel trained them: the same seed gives the same vectors only with the same. */
  readonly variant: KernelVariant;
  /** Vectors of parts of words; null where words have none. */
  readonly subwords: TrainedSubwords | null;
}

export interface WordVectorsProgress {
  readonly phase: 'counting' | 'encoding' | 'training';
  /** Tokens trained on, of all epochs. */
  readonly done: number;
  readonly total: number;
  /** Mean loss of a pair since the last report, in nats; null before the first. */
  readonly loss: number | null;
  readonly wordsPerSecond: number;
}

export interface TrainWordVectorsOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WordVectorsProgress) => void | Promise<void>;
  /** A state to go on from; one of another corpus, other settings or another build of the kernel is passed over. */
  readonly state?: Uint8Array | null;
  /** Keeps a state. Called now and then, so that keeping states takes little of the time. */
  readonly onState?: (state: Uint8Array) => Promise<void>;
  /** Least time between two states, in milliseconds. */
  readonly stateEveryMs?: number;
}

/**
 * Trains vectors on a file of words: UTF-8, white space between words, a sentence a line.
 * Threads share one memory without locks (Recht et al. 2011, Hogwild); one thread gives the same vectors each time.
 * @param folder for temporary files: 4 bytes for each word of the corpus
 * @throws {InvalidInputError} when there are too few words, their vectors do not fit into memory, or they grow beyond all numbers
 */
export async function trainWordVectors(
  corpusPath: string,
  settings: WordVectorsSettings,
  folder: string,
  options: TrainWordVectorsOptions = {},
): Promise<TrainedWordVectors> {
  const { signal, onProgress, state } = options;
  const temporary = await mkdtemp(join(folder, 'word-vectors-'));
  const threads: TrainingThread[] = [];
  try {
    threads.push(...partsOf(corpusPath, settings.threads, temporary).map((part) => new TrainingThread(part)));
    signal?.throwIfAborted();
    const progress = { done: 0, total: 0, loss: null, wordsPerSecond: 0 };
    await onProgress?.({ ...progress, phase: 'counting' });
    const counted = await Promise.all(threads.map((thread) => thread.ask({ kind: 'count' }, 'counted')));
    signal?.throwIfAborted();
    const vocabulary = mergeVocabulary(counted, settings);
    const subwords = settings.subwords ? subwordRows(vocabulary.words.map(encode), settings.subwords) : null;
    const layout = planWord2Vec(vocabulary.words.length, settings, subwords);
    await onProgress?.({ ...progress, phase: 'encoding' });
    const words = sharedWords(vocabulary);
    const encoded = await Promise.all(threads.map((thread) => thread.ask({ kind: 'encode', words }, 'encoded')));
    const callsPerEpoch = encoded.reduce((sum, { calls }) => sum + calls, 0);
    const memory = createWord2VecMemory(layout, vocabulary, settings, subwords);
    const control = new Int32Array(new SharedArrayBuffer(4 * (1 + threads.length)));
    const place = {
      memory,
      layout,
      control,
      words: vocabulary.words.length,
      variant: kernelVariant(kernelOf(settings)),
    };
    if (state) restoreState(place, state);
    const totalCalls = callsPerEpoch * settings.epochs;
    const command = { kind: 'train', memory, layout, settings, totalCalls, control } as const;
    const trained = Promise.all(threads.map((thread) => thread.ask(command, 'trained')));
    await watch(trained, { ...place, totalCalls, tokens: vocabulary.tokenCount * settings.epochs }, options);
    signal?.throwIfAborted();
    const { sum, pairs } = lossOf(memory, layout);
    const { counts, tokenCount } = vocabulary;
    const { words: names } = vocabulary;
    const { dimensions } = settings;
    const rows = rowsOf(memory, layout, dimensions);
    const vectors = subwords ? wordsFromRows(rows, subwords, dimensions) : rows;
    if (!vectors.every(Number.isFinite))
      throw new InvalidInputError('The vectors grew beyond all numbers. Lower learningRate.', ['learningRate']);
    const parts = subwords && trainedSubwords(rows, subwords, dimensions);
    const about = { counts, tokenCount, loss: sum / pairs, variant: place.variant };
    return { words: names, vectors, dimensions, ...about, subwords: parts };
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A thread that does one thing at a time. When it ends early, whatever it was asked fails. */
class TrainingThread {
  private readonly worker: Worker;
  private failure: Error | null = null;
  private waiting: { resolve: (answer: ThreadAnswer) => void; reject: (error: Error) => void } | null = null;

  constructor(part: ThreadPart) {
    this.worker = new Worker(builtProgram('training/embeddings/threads/word2vec-thread.js'), { workerData: part });
    this.worker.on('message', (answer: ThreadAnswer) => {
      this.waiting?.resolve(answer);
    });
    this.worker.on('error', (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on('exit', (code) => {
      this.fail(new Error(`A training thread ended early (exit code ${code}).`));
    });
  }

  async ask<K extends ThreadAnswer['kind']>(
    command: ThreadCommand,
    _kind: K,
  ): Promise<Extract<ThreadAnswer, { kind: K }>> {
    if (this.failure) throw this.failure;
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.postMessage(command);
    });
    return answer as Extract<ThreadAnswer, { kind: K }>;
  }

  async end(): Promise<void> {
    this.failure ??= new Error('The training is over.');
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }
}

interface Watched extends TrainingPlace {
  readonly totalCalls: number;
  readonly tokens: number;
}

/** Tells of the training until it is over; a signal, or the failure of one thread, ends it within a call of the kernel. */
async function watch(
  trained: Promise<unknown>,
  watched: Watched,
  { signal, onProgress, onState, stateEveryMs = STATE_EVERY_MS }: TrainWordVectorsOptions,
): Promise<void> {
  const { control, memory, layout, totalCalls, tokens } = watched;
  const over = new AbortController();
  const ended = trained.finally(() => {
    over.abort();
  });
  const startedAt = performance.now();
  const doneAtStart = Math.round((tokens * callsMade(control)) / totalCalls);
  let last = lossOf(memory, layout);
  let stateDueAt = startedAt + stateEveryMs;
  while (!over.signal.aborted) {
    await delay(PROGRESS_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    if (signal?.aborted) Atomics.store(control, 0, 1);
    const now = lossOf(memory, layout);
    const done = Math.round((tokens * callsMade(control)) / totalCalls);
    await onProgress?.({
      phase: 'training',
      done,
      total: tokens,
      loss: now.pairs > last.pairs ? (now.sum - last.sum) / (now.pairs - last.pairs) : null,
      wordsPerSecond: ((done - doneAtStart) * 1000) / (performance.now() - startedAt),
    });
    last = now;
    if (!onState || performance.now() < stateDueAt) continue;
    const began = performance.now();
    await onState(takeState(watched));
    const tookMs = performance.now() - began;
    stateDueAt = performance.now() + Math.max(stateEveryMs, tookMs * MOST_OF_TIME);
  }
  await ended;
}

/** Calls of the kernel that all threads have made. */
function callsMade(control: Int32Array): number {
  return control.reduce((sum, value, at) => (at === 0 ? 0 : sum + value), 0);
}

function lossOf(memory: WebAssembly.Memory, layout: Word2VecLayout): { sum: number; pairs: number } {
  const losses = layout.threads.map(({ settings }) => new Word2VecBlock(memory, settings).loss);
  return losses.reduce((all, { sum, pairs }) => ({ sum: all.sum + sum, pairs: all.pairs + pairs }), {
    sum: 0,
    pairs: 0,
  });
}

/** Rows without the padding that the kernel needs. */
function rowsOf({ buffer }: WebAssembly.Memory, { inputs, inputCount, stride }: Word2VecLayout, dimensions: number) {
  const padded = new Float32Array(buffer, inputs, (inputCount * stride) / 4);
  const rows = new Float32Array(inputCount * dimensions);
  for (let row = 0; row < inputCount; row++) {
    const start = (row * stride) / 4;
    rows.set(padded.subarray(start, start + dimensions), row * dimensions);
  }
  return rows;
}

const encode = (word: string): Uint8Array => Buffer.from(word);

function sharedWords({ words }: Vocabulary): SharedWords {
  const encoded = words.map(encode);
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (words.length + 1)));
  encoded.forEach((word, at) => (starts[at + 1] = starts[at]! + word.length));
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[words.length]!));
  encoded.forEach((word, at) => {
    bytes.set(word, starts[at]);
  });
  return { bytes, starts };
}

/** Cuts a file into parts of about the same size, between words. */
function partsOf(corpusPath: string, count: number, folder: string): ThreadPart[] {
  const file = openSync(corpusPath, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) throw new InvalidInputError('The corpus is empty: there are no words to learn from.');
    const borders = Array.from({ length: count + 1 }, (_, at) =>
      at === 0 ? 0 : at === count ? size : nextSpace(file, Math.floor((size * at) / count), size),
    );
    return Array.from({ length: count }, (_, thread) => ({
      ...{ thread, corpusPath, folder },
      start: borders[thread]!,
      end: borders[thread + 1]!,
    }));
  } finally {
    closeSync(file);
  }
}

function nextSpace(file: number, from: number, size: number): number {
  const chunk = new Uint8Array(65_536);
  for (let at = from; at < size;) {
    const read = readSync(file, chunk, 0, chunk.length, at);
    const found = chunk.subarray(0, read).findIndex((byte) => byte <= 0x20);
    if (found >= 0) return at + found;
    at += read;
  }
  return size;
}
