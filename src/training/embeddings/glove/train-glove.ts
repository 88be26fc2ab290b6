import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../../../lib/errors.js';
import { kernelVariant, type KernelVariant } from '../../../numerics/load-kernel.js';
import type { WordVectors } from '../../../text/word-vectors/word-vectors.js';
import { type Corpus, type NumberedCorpus, readCorpus } from '../corpus/read-corpus.js';
import type { Vocabulary } from '../corpus/vocabulary.js';
import { AskedThread } from '../threads/asked-thread.js';
import { type WatchOptions, watchTraining } from '../threads/watch-training.js';
import type { CountingLimits } from './counting-memory.js';
import type { GloVeAnswer, GloVeCommand } from './glove-messages.js';
import { createGloVeMemory, lossOf, planGloVe, vectorsOf } from './glove-memory.js';
import type { GloVeSettings } from './glove-settings.js';
import { restoreState, takeState } from './glove-state.js';
import type { RangeRecords } from './merge-pairs.js';
import { rowRanges } from './row-ranges.js';
import { createPositions, ThreadPositions } from './thread-positions.js';
import { TrainingRounds } from './training-rounds.js';

const THREAD = 'training/embeddings/glove/glove-thread.js';

type Threads = readonly AskedThread<GloVeCommand, GloVeAnswer>[];

export interface TrainedGloVe
  extends
    WordVectors,
    Pick<Vocabulary, 'counts' | 'tokenCount' | 'countError'>,
    Pick<NumberedCorpus, 'phraseCountError'> {
  /** Pairs of different words that were met near one another, and of words with themselves. */
  readonly pairCount: number;
  /** Mean weighted squared error of a pair, over all steps that this attempt made. */
  readonly loss: number;
  /** Which build of the kernel trained them: the same seed gives the same vectors only with the same. */
  readonly variant: KernelVariant;
}

export interface GloVeProgress {
  readonly phase: 'counting' | 'joining' | 'encoding' | 'pairing' | 'training';
  /** Pairs trained on, of all epochs. */
  readonly done: number;
  readonly total: number;
  /** Mean weighted squared error of a pair since the last report; null before the first. */
  readonly loss: number | null;
  readonly pairsPerSecond: number;
}

export interface TrainGloVeOptions extends Pick<WatchOptions, 'onState' | 'stateEveryMs'> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GloVeProgress) => void | Promise<void>;
  /** A state to go on from; one of another corpus, other settings or another build of the kernel is passed over. */
  readonly state?: Uint8Array | null;
  readonly countingLimits?: CountingLimits;
}

/**
 * Trains vectors by GloVe.
 * Threads share one memory and move no word at the same time: the same number of them gives the same vectors each time.
 * @param folder for temporary files: 8 bytes for each word of the corpus, and 16 and more for each pair of words that were met
 * @throws {InvalidInputError} when there are too few words, their vectors do not fit into memory, or they grow beyond all numbers
 */
export async function trainGloVe(
  corpus: Corpus,
  settings: GloVeSettings,
  folder: string,
  options: TrainGloVeOptions = {},
): Promise<TrainedGloVe> {
  const { signal, onProgress } = options;
  const temporary = await mkdtemp(join(folder, 'word-vectors-'));
  const threads: AskedThread<GloVeCommand, GloVeAnswer>[] = [];
  const end = () => Promise.all(threads.map((thread) => thread.end()));
  const stop = () => void end();
  signal?.addEventListener('abort', stop);
  try {
    const report = (phase: GloVeProgress['phase']) =>
      onProgress?.({ phase, done: 0, total: 0, loss: null, pairsPerSecond: 0 });
    signal?.throwIfAborted();
    for (let thread = 0; thread < settings.threads; thread++) threads.push(new AskedThread(THREAD));
    const numbered = await readCorpus(corpus, settings, threads, temporary, {
      onPhase: report,
      onVocabulary: ({ words }) => planGloVe(words.length, settings),
    });
    await report('pairing');
    const rangeRecords = await pairsOf(numbered, threads, settings, temporary, options.countingLimits);
    return await train(numbered, rangeRecords, threads, settings, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await end();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Counts pairs, a part of the text in each thread, and sums them up, some ranges of rows in each. */
async function pairsOf(
  { vocabulary, parts }: NumberedCorpus,
  threads: Threads,
  settings: GloVeSettings,
  folder: string,
  limits: CountingLimits | undefined,
): Promise<RangeRecords[]> {
  const { window } = settings;
  const ranges = rowRanges(vocabulary.counts, window);
  const counted = await Promise.all(
    threads.map((thread, at) => {
      const path = join(folder, `pairs.${at}`);
      return thread.ask(
        { kind: 'pair', part: parts[at]!, window, ranges, path, ...(limits ? { limits } : {}) },
        'paired',
      );
    }),
  );
  const runs = counted.flatMap((answer) => answer.runs);
  const merged = await Promise.all(
    threads.map((thread, at) => {
      const chosen = Array.from({ length: ranges.length - 1 }, (_, range) => range).filter(
        (range) => range % threads.length === at,
      );
      return thread.ask(
        { kind: 'merge', runs, ranges, chosen, path: join(folder, `records.${at}`), settings },
        'merged',
      );
    }),
  );
  await Promise.all(runs.map(({ path }) => rm(path)));
  const rangeRecords = merged.flatMap((answer) => answer.rangeRecords).sort((a, b) => a.range - b.range);
  if (recordCount(rangeRecords) === 0)
    throw new InvalidInputError(
      'No two words of the vocabulary are near one another in the text: there is nothing to learn. Bring longer sentences, or lower minCount.',
    );
  return rangeRecords;
}

function recordCount(rangeRecords: readonly RangeRecords[]): number {
  return rangeRecords.reduce((sum, { starts }) => sum + starts.at(-1)! - starts[0]!, 0);
}

async function train(
  { vocabulary: { words, counts, tokenCount, countError }, phraseCountError }: NumberedCorpus,
  rangeRecords: readonly RangeRecords[],
  threads: Threads,
  settings: GloVeSettings,
  { state, onProgress, ...options }: TrainGloVeOptions,
): Promise<TrainedGloVe> {
  const layout = planGloVe(words.length, settings);
  const memory = createGloVeMemory(layout, settings);
  const shared = createPositions(settings.threads);
  const positions = new ThreadPositions(shared);
  const rounds = new TrainingRounds(rangeRecords, settings);
  const { blockCount } = rounds;
  const variant = kernelVariant('glove');
  const place = { memory, layout, blockCount, variant, positions };
  if (state) restoreState(place, state);
  const pairCount = recordCount(rangeRecords);
  const [total, steps] = [pairCount * settings.epochs, blockCount * settings.epochs];
  const blocksTrained = () =>
    positions.all.reduce((sum, position, thread) => sum + rounds.blocksBefore(position, thread), 0);
  const command = { kind: 'train', memory, layout, rangeRecords, settings, positions: shared } as const;
  const watched = {
    over: Promise.all(threads.map((thread, at) => thread.ask({ ...command, thread: at }, 'trained'))),
    done: () => Math.round((total * blocksTrained()) / steps),
    loss: () => lossOf(memory, layout),
    state: () => takeState(place),
  };
  await watchTraining(watched, {
    ...options,
    onReport: ({ done, loss, donePerSecond }) =>
      onProgress?.({ phase: 'training', done, total, loss, pairsPerSecond: donePerSecond }),
  });
  const { dimensions } = settings;
  const vectors = vectorsOf(memory, layout, dimensions);
  if (!vectors.every(Number.isFinite))
    throw new InvalidInputError('The vectors grew beyond all numbers. Lower learningRate.', ['learningRate']);
  const loss = lossOf(memory, layout);
  return {
    words,
    vectors,
    dimensions,
    counts,
    tokenCount,
    countError,
    phraseCountError,
    pairCount,
    loss: loss.sum / loss.pairs,
    variant,
  };
}
