import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../../../lib/errors.js';
import { kernelVariant, type KernelVariant } from '../../../numerics/load-kernel.js';
import type { WordVectors } from '../../../text/word-vectors/word-vectors.js';
import { type Corpus, type NumberedCorpus, readCorpus } from '../corpus/read-corpus.js';
import type { Vocabulary } from '../corpus/vocabulary.js';
import { huffmanPaths } from './memory/huffman-paths.js';
import { planWord2Vec, type TrainingTables, type Word2VecLayout } from './memory/word2vec-layout.js';
import { createWord2VecMemory, Word2VecBlock } from './memory/word2vec-memory.js';
import { WordVectorLoss } from './word2vec-settings.js';
import { restoreState, takeState } from './training-state.js';
import { AskedThread } from '../threads/asked-thread.js';
import type { Word2VecAnswer, Word2VecCommand } from './word2vec-messages.js';
import { kernelOf, type WordVectorsSettings } from './fasttext-settings.js';
import { subwordRows } from './memory/subword-rows.js';
import { type TrainedSubwords, trainedSubwords, wordsFromRows } from './trained-vectors.js';
import { type WatchOptions, watchTraining } from '../threads/watch-training.js';

const THREAD = 'training/embeddings/word2vec/word2vec-thread.js';

export interface TrainedWordVectors
  extends
    WordVectors,
    Pick<Vocabulary, 'counts' | 'tokenCount' | 'countError'>,
    Pick<NumberedCorpus, 'phraseCountError'> {
  /** Mean loss of a pair of words in the last epoch's steps and all before, in nats. */
  readonly loss: number;
  /** Which build of the kernel trained them: the same seed gives the same vectors only with the same. */
  readonly variant: KernelVariant;
  /** Vectors of parts of words; null where words have none. */
  readonly subwords: TrainedSubwords | null;
  /** A row for each word as what is predicted, or for each inner node of the tree and one of zeros; null of GloVe. */
  readonly outputs: Float32Array | null;
}

export interface WordVectorsProgress {
  readonly phase: 'counting' | 'joining' | 'encoding' | 'training';
  /** Tokens trained on, of all epochs. */
  readonly done: number;
  readonly total: number;
  /** Mean loss of a pair since the last report, in nats; null before the first. */
  readonly loss: number | null;
  readonly wordsPerSecond: number;
}

export interface TrainWordVectorsOptions extends Pick<WatchOptions, 'onState' | 'stateEveryMs'> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WordVectorsProgress) => void | Promise<void>;
  /** A state to go on from; one of another corpus, other settings or another build of the kernel is passed over. */
  readonly state?: Uint8Array | null;
}

/**
 * Trains vectors of the words of a corpus.
 * Threads share one memory without locks (Recht et al. 2011, Hogwild); one thread gives the same vectors each time.
 * @param folder for temporary files: 8 bytes for each word of the corpus
 * @throws {InvalidInputError} when there are too few words, their vectors do not fit into memory, or they grow beyond all numbers
 */
export async function trainWordVectors(
  corpus: Corpus,
  settings: WordVectorsSettings,
  folder: string,
  options: TrainWordVectorsOptions = {},
): Promise<TrainedWordVectors> {
  const { signal, onProgress, state } = options;
  const temporary = await mkdtemp(join(folder, 'word-vectors-'));
  const threads: AskedThread<Word2VecCommand, Word2VecAnswer>[] = [];
  const end = () => Promise.all(threads.map((thread) => thread.end()));
  const stop = () => void end();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    for (let thread = 0; thread < settings.threads; thread++) threads.push(new AskedThread(THREAD));
    const progress = { done: 0, total: 0, loss: null, wordsPerSecond: 0 };
    const { vocabulary, parts, phraseCountError } = await readCorpus(corpus, settings, threads, temporary, {
      onPhase: (phase) => onProgress?.({ ...progress, phase }),
      onVocabulary: ({ words }) => planWord2Vec(words.length, settings),
    });
    const subwords = settings.subwords ? subwordRows(vocabulary.words.map(encode), settings.subwords) : null;
    const tables: TrainingTables = {
      subwords,
      paths: settings.loss === WordVectorLoss.HIERARCHICAL_SOFTMAX ? huffmanPaths(vocabulary.counts) : null,
    };
    const layout = planWord2Vec(vocabulary.words.length, settings, tables);
    const callsPerEpoch = parts.reduce((sum, { calls }) => sum + calls.length, 0);
    const memory = createWord2VecMemory(layout, vocabulary, settings, tables);
    const control = new Int32Array(new SharedArrayBuffer(4 * parts.length));
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
    const total = vocabulary.tokenCount * settings.epochs;
    const watched = {
      over: Promise.all(
        threads.map((thread, at) => thread.ask({ ...command, thread: at, part: parts[at]! }, 'trained')),
      ),
      done: () => Math.round((total * callsMade(control)) / totalCalls),
      loss: () => lossOf(memory, layout),
      state: () => takeState(place),
    };
    await watchTraining(watched, {
      ...options,
      onReport: ({ done, loss, donePerSecond }) =>
        onProgress?.({ phase: 'training', done, total, loss, wordsPerSecond: donePerSecond }),
    });
    const { sum, pairs } = lossOf(memory, layout);
    if (pairs === 0)
      throw new InvalidInputError(
        'No two words of the vocabulary are near one another in the text: there is nothing to learn. Bring longer sentences, or lower minCount.',
      );
    const { counts, tokenCount, countError } = vocabulary;
    const { words: names } = vocabulary;
    const { dimensions } = settings;
    const rows = rowsOf(memory, layout.inputs, layout.inputCount, layout.stride, dimensions);
    const outputs = rowsOf(memory, layout.outputs, place.words, layout.stride, dimensions);
    const vectors = subwords ? wordsFromRows(rows, subwords, dimensions) : rows;
    if (!vectors.every(Number.isFinite))
      throw new InvalidInputError('The vectors grew beyond all numbers. Lower learningRate.', ['learningRate']);
    const trainedParts = subwords && trainedSubwords(rows, subwords, dimensions);
    const about = { counts, tokenCount, countError, phraseCountError, loss: sum / pairs, variant: place.variant };
    return { words: names, vectors, dimensions, ...about, subwords: trainedParts, outputs };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await end();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Calls of the kernel that all threads have made. */
function callsMade(control: Int32Array): number {
  return control.reduce((sum, value) => sum + value, 0);
}

function lossOf(memory: WebAssembly.Memory, layout: Word2VecLayout): { sum: number; pairs: number } {
  const losses = layout.threads.map(({ settings }) => new Word2VecBlock(memory, settings).loss);
  return losses.reduce((all, { sum, pairs }) => ({ sum: all.sum + sum, pairs: all.pairs + pairs }), {
    sum: 0,
    pairs: 0,
  });
}

/** Rows without the padding that the kernel needs. */
function rowsOf({ buffer }: WebAssembly.Memory, from: number, count: number, stride: number, dimensions: number) {
  const padded = new Float32Array(buffer, from, (count * stride) / 4);
  const rows = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    const start = (row * stride) / 4;
    rows.set(padded.subarray(start, start + dimensions), row * dimensions);
  }
  return rows;
}

const encode = (word: string): Uint8Array => Buffer.from(word);
