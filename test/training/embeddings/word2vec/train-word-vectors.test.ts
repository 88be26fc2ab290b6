import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelVariant } from '../../../../src/numerics/load-kernel.js';
import { trainWordVectors } from '../../../../src/training/embeddings/word2vec/train-word-vectors.js';
import {
  FASTTEXT_DEFAULTS,
  type WordVectorsSettings,
} from '../../../../src/training/embeddings/word2vec/fasttext-settings.js';
import { subwordRows } from '../../../../src/training/embeddings/word2vec/memory/subword-rows.js';
import { subwordBuckets } from '../../../../src/text/word-vectors/subwords.js';
import { AskedThread } from '../../../../src/training/embeddings/threads/asked-thread.js';
import { planWord2Vec } from '../../../../src/training/embeddings/word2vec/memory/word2vec-layout.js';
import {
  WORD2VEC_DEFAULTS,
  WordVectorArchitecture,
  WordVectorLoss,
} from '../../../../src/training/embeddings/word2vec/word2vec-settings.js';
import { topicPurity, topicSentences } from '../topic-sentences.js';

let folder: string;
let corpus: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-words-'));
  corpus = join(folder, 'corpus.txt');
  await writeFile(corpus, topicSentences(6_000));
});
afterAll(() => rm(folder, { recursive: true }));

const SETTINGS = { ...WORD2VEC_DEFAULTS, dimensions: 20, subsample: 0 };

const SOFTMAX = { loss: WordVectorLoss.HIERARCHICAL_SOFTMAX, negatives: 0 };
const CBOW = { architecture: WordVectorArchitecture.CBOW, learningRate: 0.05, epochs: 10 };

const train = (path: string, settings: Partial<WordVectorsSettings> = {}, signal?: AbortSignal) =>
  trainWordVectors(path, { ...SETTINGS, ...settings }, folder, signal ? { signal } : {});

async function corpusOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'other.txt');
  await writeFile(path, content);
  return path;
}

describe('word vectors', () => {
  test.each([1, 2, 3, 16])('tell topics apart, trained by %i threads', async (threads) => {
    const trained = await train(corpus, { threads });
    expect(trained.words).toHaveLength(90);
    expect(trained.tokenCount).toBe(60_000);
    expect(topicPurity(trained)).toBe(1);
    // Six coins that nobody has learnt anything about cost 6 ln 2 = 4.16 nats.
    expect(trained.loss).toBeLessThan(3.5);
  });

  test.each([1, 2])(
    'do not grow beyond what is certain by many passes over few words, with %i threads',
    async (threads) => {
      const { loss } = await train(corpus, { threads, epochs: 150 });
      // 30 words of a topic are as likely beside one another, and a third of the noise words are of it: 1.76 nats at best.
      expect(loss).toBeLessThan(1.95);
    },
  );

  test.each([1, 2])('are told apart by CBOW too, with %i threads', async (threads) => {
    const settings = { threads, architecture: WordVectorArchitecture.CBOW, learningRate: 0.05, epochs: 10 };
    const trained = await train(corpus, settings);
    expect(topicPurity(trained)).toBe(1);
    expect(trained.loss).toBeLessThan(3.5);
    expect((await train(corpus, { ...settings, dimensions: 7 })).vectors.every(Number.isFinite)).toBe(true);
  });

  test('of one thread and one build of the kernel are the same each time, and others with another seed', async () => {
    const settings = { epochs: 1 };
    const first = await train(corpus, settings);
    const second = await train(corpus, settings);
    expect(second.vectors).toEqual(first.vectors);
    expect([first.variant, second.variant]).toEqual(Array(2).fill(kernelVariant('word2vec')));
    expect((await train(corpus, { ...settings, seed: 2 })).vectors).not.toEqual(first.vectors);
  });

  test.each([
    ['skip-gram', SOFTMAX, 1],
    ['skip-gram', SOFTMAX, 2],
    ['skip-gram of parts', { ...SOFTMAX, subwords: FASTTEXT_DEFAULTS.subwords }, 1],
    ['CBOW', { ...SOFTMAX, ...CBOW }, 1],
    ['CBOW of parts', { ...SOFTMAX, ...CBOW, subwords: FASTTEXT_DEFAULTS.subwords }, 2],
  ])('are told apart by %s with hierarchical softmax, by %j and %i threads', async (_, settings, threads) => {
    const trained = await train(corpus, { ...settings, threads });
    expect(topicPurity(trained)).toBe(1);
    // Ninety words as frequent as each other are six or seven turns apart, each of ln 2 = 0.69 nats; those of a topic five.
    expect(trained.loss).toBeLessThan(4.2);
  });

  test.each([
    ['words', {}],
    ['words and their parts', { subwords: FASTTEXT_DEFAULTS.subwords }],
  ])('of %s can be trained with noise words of their own for each pair', async (_, settings) => {
    const shared = await train(corpus, settings);
    const exact = await train(corpus, { ...settings, sharedNegatives: false });
    expect(topicPurity(exact)).toBe(1);
    expect(exact.loss).toBeCloseTo(shared.loss, 0);
    expect(exact.vectors).not.toEqual(shared.vectors);
  });

  test.each([SOFTMAX, { ...SOFTMAX, ...CBOW }, { sharedNegatives: false }])(
    'by %j are the same each time with one thread',
    async (settings) => {
      const first = await train(corpus, { ...settings, epochs: 1 });
      expect((await train(corpus, { ...settings, epochs: 1 })).vectors).toEqual(first.vectors);
    },
  );

  test.each([1, 2, 7, 100])('can have %i dimensions', async (dimensions) => {
    const { vectors, words } = await train(corpus, { dimensions, epochs: 1 });
    expect(vectors).toHaveLength(words.length * dimensions);
    expect(vectors.every(Number.isFinite)).toBe(true);
  });

  test.each([1, 2, 4, 10])('can be trained with %i noise words', async (negatives) => {
    expect(topicPurity(await train(corpus, { negatives, window: 8 }))).toBeGreaterThan(0.95);
  });

  test('come with progress that ends where it should', async () => {
    const seen: { phase: string; done: number; total: number }[] = [];
    await trainWordVectors(corpus, SETTINGS, folder, { onProgress: (progress) => void seen.push(progress) });
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(['counting', 'encoding', 'training']);
    expect(seen.at(-1)).toMatchObject({ done: 300_000, total: 300_000 });
  });
});

describe('vectors of words and their parts', () => {
  const FASTTEXT = { ...SETTINGS, learningRate: 0.05, subwords: FASTTEXT_DEFAULTS.subwords };

  test.each([
    [WordVectorArchitecture.SKIP_GRAM, 1],
    [WordVectorArchitecture.SKIP_GRAM, 2],
    [WordVectorArchitecture.CBOW, 1],
    [WordVectorArchitecture.CBOW, 2],
  ])('tell topics apart, trained by %s with %i threads', async (architecture, threads) => {
    const trained = await train(corpus, { ...FASTTEXT, architecture, threads });
    expect(topicPurity(trained)).toBe(1);
    expect(trained.loss).toBeLessThan(3.5);
    expect(trained.variant).toBe(kernelVariant('fasttext'));
  });

  test('are the same each time with one thread, whatever the dimensions', async () => {
    const settings = { ...FASTTEXT, epochs: 1, dimensions: 7 };
    const first = await train(corpus, settings);
    const second = await train(corpus, settings);
    expect(second.vectors).toEqual(first.vectors);
    expect(second.subwords).toEqual(first.subwords);
    expect((await train(corpus, { ...settings, seed: 2 })).vectors).not.toEqual(first.vectors);
  });

  test('have vectors for all parts of all words, few of them apart from one another', async () => {
    const { words, subwords } = await train(corpus, { ...FASTTEXT, epochs: 1 });
    const buckets = new Set(words.flatMap((word) => subwordBuckets(Buffer.from(word), FASTTEXT.subwords)));
    expect(Array.from(subwords!.buckets)).toEqual([...buckets].sort((a, b) => a - b));
    expect(subwords!.rows).toHaveLength(buckets.size);
    expect(subwords!.vectors.length).toBeLessThan((buckets.size * FASTTEXT.dimensions) / 2);
  });

  test('can share few buckets', async () => {
    const { vectors, subwords } = await train(corpus, { ...FASTTEXT, subwords: { ...FASTTEXT.subwords, buckets: 3 } });
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(subwords!.buckets.length).toBeLessThanOrEqual(3);
  });

  test.each([WordVectorArchitecture.SKIP_GRAM, WordVectorArchitecture.CBOW])(
    'stay finite by %s where all words are made of the same parts',
    async (architecture) => {
      const path = await corpusOf('aaaaaaaaaa aaaaaaaaab '.repeat(50_000));
      const { vectors, loss } = await train(path, { ...FASTTEXT, architecture });
      expect(vectors.every(Number.isFinite)).toBe(true);
      expect(loss).toBeGreaterThan(0);
    },
  );

  test('that grow beyond all numbers are refused with what to do', async () => {
    const path = await corpusOf('aaaaaaaaaa aaaaaaaaab '.repeat(50_000));
    await expect(train(path, { ...FASTTEXT, learningRate: 1 })).rejects.toThrow('Lower learningRate.');
  });

  test('are refused with what would fit where memory does not hold them', () => {
    const words = Array.from({ length: 1_000 }, (_, at) => Buffer.from(`word${at}`));
    const rows = subwordRows(words, FASTTEXT.subwords);
    const vast = { ...FASTTEXT, dimensions: 1_000 };
    expect(() => planWord2Vec(words.length, vast, { subwords: rows }, 2 ** 23)).toThrow(
      /1000 words of 1000 dimensions need .+ and this machine has .+ A vocabularySize of \d{2,3} would fit/,
    );
  });

  test('survive a corpus of a long line, bytes that are no UTF-8 and words of other scripts', async () => {
    const line = Buffer.from(`${'alpha naïve 股票 🙂 '.repeat(20_000)}\n`);
    const path = await corpusOf(Buffer.concat([line, Buffer.from('\xff\xfe \xc3\n'.repeat(50), 'latin1')]));
    const { words, vectors } = await train(path, { ...FASTTEXT, epochs: 1 });
    expect(words).toEqual(['alpha', 'naïve', '股票', '🙂']);
    expect(vectors.every(Number.isFinite)).toBe(true);
  });
});

describe('a training that was cut off', () => {
  /** Trains until `isEnough` says so; answers how far it was at each report, the last state, and how far it was before that. */
  async function trainUntil(
    settings: WordVectorsSettings,
    isEnough: (kept: Uint8Array | null, done: readonly number[]) => boolean,
    state?: Uint8Array,
  ): Promise<{ done: number[]; kept: Uint8Array | null; doneBeforeKept: number }> {
    const controller = new AbortController();
    const done: number[] = [];
    let kept: Uint8Array | null = null;
    let doneBeforeKept = 0;
    const stop = () => {
      if (isEnough(kept, done)) controller.abort(new Error('enough'));
    };
    const training = trainWordVectors(corpus, settings, folder, {
      ...(state ? { state } : {}),
      stateEveryMs: 300,
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.phase === 'training') done.push(progress.done);
        stop();
      },
      onState: (taken) => {
        if (done.at(-1)! > 0) kept = taken;
        doneBeforeKept = done.at(-1)!;
        stop();
        return Promise.resolve();
      },
    });
    await expect(training).rejects.toThrow('enough');
    return { done, kept, doneBeforeKept };
  }

  test.each([
    [1, undefined],
    [2, undefined],
    [1, FASTTEXT_DEFAULTS.subwords],
    [2, FASTTEXT_DEFAULTS.subwords],
  ])(
    'goes on from where its last state was taken, with %i threads and parts of words %p',
    async (threads, subwords) => {
      const settings = { ...SETTINGS, threads, subwords, epochs: 50_000 };
      const before = await trainUntil(settings, (kept) => kept !== null);
      const after = await trainUntil(settings, (_, done) => done.length > 1, before.kept!);
      expect(before.doneBeforeKept).toBeGreaterThan(0);
      expect(after.done[0]).toBeGreaterThanOrEqual(before.doneBeforeKept);
    },
    60_000,
  );

  test('that two threads did ends within noise of an unbroken one when it goes on', async () => {
    const settings = { ...SETTINGS, threads: 2, epochs: 150 };
    const { kept } = await trainUntil(settings, (state) => state !== null);
    const unbroken = await train(corpus, settings);
    const broken = await trainWordVectors(corpus, settings, folder, { state: kept });
    expect(Math.abs(broken.loss - unbroken.loss)).toBeLessThan(0.05);
    expect([topicPurity(broken), topicPurity(unbroken)]).toEqual([1, 1]);
  }, 120_000);

  test('does not go on from the state of another', async () => {
    const { kept } = await trainUntil({ ...SETTINGS, epochs: 50_000 }, (state) => state !== null);
    const settings = { ...SETTINGS, dimensions: 40, epochs: 1 };
    const fresh = await trainWordVectors(corpus, settings, folder);
    expect((await trainWordVectors(corpus, settings, folder, { state: kept })).vectors).toEqual(fresh.vectors);
  }, 120_000);

  test('does not go on from what another build of the kernel began', async () => {
    const settings = { ...SETTINGS, epochs: 3 };
    const { kept } = await trainUntil({ ...SETTINGS, epochs: 50_000 }, (state) => state !== null);
    const other = new Uint32Array(Uint8Array.from(kept!).buffer);
    other[4] = 1 - other[4]!;
    const fresh = await trainWordVectors(corpus, settings, folder);
    const state = new Uint8Array(other.buffer);
    expect((await trainWordVectors(corpus, settings, folder, { state })).vectors).toEqual(fresh.vectors);
  }, 120_000);
});

describe('bad input', () => {
  test('an empty corpus is refused', async () => {
    await expect(train(await corpusOf(''))).rejects.toThrow('The corpus is empty');
  });

  test('a corpus of one word is refused', async () => {
    await expect(train(await corpusOf('word '.repeat(100)))).rejects.toThrow('two are needed');
  });

  test('a line of 10 MB, bytes that are no UTF-8 and sentences of one word do no harm', async () => {
    const line = Buffer.from(`${'alpha beta gamma delta '.repeat(400_000)}\n`);
    const rest = Buffer.concat([Buffer.from('alpha\n'.repeat(50)), Buffer.from('\xff\xfe '.repeat(50), 'latin1')]);
    const { words, vectors } = await train(await corpusOf(Buffer.concat([line, rest])), { epochs: 1, threads: 2 });
    expect(words).toEqual(['alpha', 'beta', 'delta', 'gamma']);
    expect(vectors.every(Number.isFinite)).toBe(true);
  });

  test('a corpus whose words are never near one another is refused', async () => {
    const path = await corpusOf('alpha\nbeta\n'.repeat(50));
    for (const settings of [{}, CBOW, SOFTMAX, { subwords: FASTTEXT_DEFAULTS.subwords }])
      await expect(train(path, settings)).rejects.toThrow('No two words of the vocabulary are near one another');
  });

  test('more threads than words is no problem', async () => {
    const { words } = await train(await corpusOf('a b a b a b a b a b'), { threads: 8 });
    expect(words).toEqual(['a', 'b']);
  });

  test('vectors beyond the memory of WebAssembly are refused with what would fit', () => {
    expect(() => planWord2Vec(2_000_000, { ...SETTINGS, dimensions: 300 })).toThrow(
      /need 4\.5 GiB, and one WebAssembly memory has 4\. A vocabularySize of \d{7} would fit/,
    );
  });
});

test('a training whose thread fails fails with why, and leaves nothing behind', async () => {
  const training = trainWordVectors(corpus, { ...SETTINGS, threads: 2, epochs: 100_000 }, folder, {
    onProgress: async ({ phase }) => {
      const [place] = (await readdir(folder)).filter((name) => name.startsWith('word-vectors-'));
      if (phase === 'training') await truncate(join(folder, place!, 'ids.1'), 40);
    },
  });
  await expect(training).rejects.toThrow('A file of ids ended early.');
  expect((await readdir(folder)).filter((name) => name.startsWith('word-vectors-'))).toEqual([]);
});

test('a thread that ends early fails whatever it was asked for, and what it is asked for after that', async () => {
  const thread = new AskedThread(join('..', 'test', 'support', 'ending-thread.mjs'));
  await expect(thread.ask({ kind: 'train' }, 'trained')).rejects.toThrow(
    'A training thread ended early (exit code 3).',
  );
  await expect(thread.ask({ kind: 'train' }, 'trained')).rejects.toThrow(
    'A training thread ended early (exit code 3).',
  );
  await thread.end();
});

test('a training is cancelled within a second, and leaves nothing behind', async () => {
  const controller = new AbortController();
  const training = trainWordVectors(corpus, { ...SETTINGS, epochs: 100_000 }, folder, {
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'training') controller.abort(new Error('no more'));
    },
  });
  await expect(training).rejects.toThrow('no more');
  expect((await readdir(folder)).filter((name) => name.startsWith('word-vectors-'))).toEqual([]);
});
