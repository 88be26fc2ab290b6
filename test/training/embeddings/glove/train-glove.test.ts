import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelVariant } from '../../../../src/numerics/load-kernel.js';
import { planGloVe } from '../../../../src/training/embeddings/glove/glove-memory.js';
import { GLOVE_DEFAULTS, type GloVeSettings } from '../../../../src/training/embeddings/glove/glove-settings.js';
import {
  type GloVeProgress,
  trainGloVe,
  type TrainGloVeOptions,
} from '../../../../src/training/embeddings/glove/train-glove.js';
import { topicPurity, topicSentences } from '../topic-sentences.js';

let folder: string;
let corpus: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-glove-'));
  corpus = join(folder, 'corpus.txt');
  await writeFile(corpus, topicSentences(3_000, 3));
});
afterAll(() => rm(folder, { recursive: true }));

const SETTINGS = { ...GLOVE_DEFAULTS, dimensions: 20, window: 5, epochs: 30 };

const train = (path: string, settings: Partial<GloVeSettings> = {}, options: TrainGloVeOptions = {}) =>
  trainGloVe(path, { ...SETTINGS, ...settings }, folder, options);

async function corpusOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'other.txt');
  await writeFile(path, content);
  return path;
}

describe('vectors of GloVe', () => {
  test.each([1, 2])('tell topics apart, trained by %i threads', async (threads) => {
    const phases: string[] = [];
    let last: GloVeProgress | null = null;
    const trained = await train(
      corpus,
      { threads },
      {
        onProgress: (progress) => {
          phases.push(progress.phase);
          last = progress;
        },
      },
    );
    expect(trained.words).toHaveLength(90);
    expect(trained.tokenCount).toBe(30_000);
    // All 4005 pairs of different words were met, and each word with itself.
    expect(trained.pairCount).toBe(4_095);
    expect(topicPurity(trained)).toBeGreaterThan(0.95);
    expect([...new Set(phases)]).toEqual(['counting', 'encoding', 'pairing', 'training']);
    expect(last).toMatchObject({ done: 30 * 4_095, total: 30 * 4_095 });
  });

  test.each([1, 2, 5])(
    'are the same each time with %i threads and one build of the kernel, and others with another seed',
    async (threads) => {
      const first = await train(corpus, { threads, epochs: 2 });
      const again = await train(corpus, { threads, epochs: 2 });
      expect(again.vectors).toEqual(first.vectors);
      expect(again.loss).toBe(first.loss);
      expect(first.variant).toBe(kernelVariant('glove'));
      expect((await train(corpus, { threads, epochs: 2, seed: 2 })).vectors).not.toEqual(first.vectors);
    },
  );

  test.each([1, 3, 101])('can have %i dimensions', async (dimensions) => {
    const { vectors, words } = await train(corpus, { dimensions, epochs: 1 });
    expect(vectors).toHaveLength(words.length * dimensions);
    expect(vectors.every(Number.isFinite)).toBe(true);
  });

  test('beyond the memory of WebAssembly, or of the machine, are refused with what would fit', () => {
    expect(() => planGloVe(1_000_000, { dimensions: 300, threads: 1 }, 2 ** 40)).toThrow(
      /1000000 words of 300 dimensions, .+, need 4\.5 GiB, and one WebAssembly memory has 4\. A vocabularySize of 88\d{4} would fit/,
    );
    expect(() => planGloVe(1_000_000, { dimensions: 300, threads: 1 }, 2 ** 30)).toThrow('this machine has 1.');
    const fitting = 889_999;
    expect(planGloVe(fitting, { dimensions: 300, threads: 1 }, 2 ** 40).pages).toBeLessThanOrEqual(65_536);
  });
});

describe('a training that was cut off', () => {
  test.each([1, 2])('goes on from where its last state was taken, with %i threads', async (threads) => {
    const settings = { threads, epochs: 1_000_000 };
    const controller = new AbortController();
    let kept: Uint8Array | null = null;
    let doneBefore = 0;
    let done = 0;
    const before = train(corpus, settings, {
      signal: controller.signal,
      stateEveryMs: 100,
      onProgress: (progress) => {
        done = progress.done;
      },
      onState: (state) => {
        [kept, doneBefore] = [state, done];
        if (doneBefore > 0) controller.abort(new Error('enough'));
        return Promise.resolve();
      },
    });
    await expect(before).rejects.toThrow('enough');
    const again = new AbortController();
    const seen: number[] = [];
    const after = train(corpus, settings, {
      state: kept,
      signal: again.signal,
      onProgress: (progress) => {
        if (progress.phase !== 'training') return;
        seen.push(progress.done);
        again.abort(new Error('enough'));
      },
    });
    await expect(after).rejects.toThrow('enough');
    expect(doneBefore).toBeGreaterThan(0);
    expect(seen[0]).toBeGreaterThanOrEqual(doneBefore);
  });

  test.each([1, 2])(
    'ends with the very vectors of an unbroken one, where its state was taken between two blocks, with %i threads',
    async (threads) => {
      const settings = { threads, epochs: 3 };
      const unbroken = await train(corpus, settings);
      // A first attempt of one epoch ends where the second of three begins.
      const states: Uint8Array[] = [];
      const first = train(
        corpus,
        { threads, epochs: 1 },
        { stateEveryMs: 0, onState: (state) => Promise.resolve(void states.push(state)) },
      );
      await first;
      const resumed = await train(corpus, settings, { state: states.at(-1)! });
      expect(resumed.vectors).toEqual(unbroken.vectors);
    },
  );

  test('does not go on from the state of another', async () => {
    const states: Uint8Array[] = [];
    await train(
      corpus,
      { epochs: 1 },
      { stateEveryMs: 0, onState: (state) => Promise.resolve(void states.push(state)) },
    );
    const others = [
      { epochs: 1, dimensions: 40 },
      { epochs: 1, threads: 2 },
    ];
    for (const settings of others) {
      const fresh = await train(corpus, settings);
      expect((await train(corpus, settings, { state: states.at(-1)! })).vectors).toEqual(fresh.vectors);
      expect((await train(corpus, settings, { state: Uint8Array.of(1, 2, 3) })).vectors).toEqual(fresh.vectors);
    }
  });
});

describe('bad input', () => {
  test('is refused: no text, one word, and sentences of one word', async () => {
    await expect(train(await corpusOf(''))).rejects.toThrow('The corpus is empty');
    await expect(train(await corpusOf('word '.repeat(100)))).rejects.toThrow('two are needed');
    await expect(train(await corpusOf('alpha\nbeta\n'.repeat(100)))).rejects.toThrow(
      /No two words of the vocabulary are near one another.+ longer sentences/,
    );
  });

  test('a line of 10 MB, bytes that are no UTF-8, and more threads than words do no harm', async () => {
    const line = Buffer.from(`${'alpha beta gamma delta '.repeat(400_000)}\n`);
    const rest = Buffer.concat([Buffer.from('alpha\n'.repeat(50)), Buffer.from('\xff\xfe '.repeat(50), 'latin1')]);
    const { words, vectors } = await train(await corpusOf(Buffer.concat([line, rest])), { epochs: 1, threads: 2 });
    expect(words).toEqual(['alpha', 'beta', 'delta', 'gamma']);
    expect(vectors.every(Number.isFinite)).toBe(true);
    const few = await train(await corpusOf('a b '.repeat(100)), { threads: 8 });
    expect(few.words).toEqual(['a', 'b']);
    expect(few.pairCount).toBe(3);
  });
});

test('a training whose records are lost fails with the reason, though other threads wait for the one that misses them', async () => {
  // Two words are three pairs: of four threads one trains at a time.
  const training = train(
    await corpusOf('a b a b a b a b a b'),
    { threads: 4, epochs: 1_000_000 },
    {
      onProgress: async ({ phase }) => {
        if (phase !== 'training') return;
        const [temporary] = (await readdir(folder)).filter((name) => name.startsWith('word-vectors-'));
        await truncate(join(folder, temporary!, 'records.0'));
      },
    },
  );
  await expect(training).rejects.toThrow('A file of pairs ended early.');
});

test.each(['counting', 'pairing', 'training'] as const)(
  'a training that is cancelled while %s ends at once, and leaves nothing behind',
  async (phase) => {
    const controller = new AbortController();
    const training = train(
      corpus,
      { epochs: 1_000_000, threads: 2 },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase === phase) controller.abort(new Error('no more'));
        },
      },
    );
    await expect(training).rejects.toThrow('no more');
    expect((await readdir(folder)).filter((name) => name.startsWith('word-vectors-'))).toEqual([]);
  },
);
