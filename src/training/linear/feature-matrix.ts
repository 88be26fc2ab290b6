import { setImmediate } from 'node:timers/promises';
import { SparseRowsBuilder } from '../../numerics/sparse-rows.js';
import { FeatureExtractor } from '../../pipelines/features/feature-extractor.js';
import { HashedFeaturesBuilder } from '../../pipelines/features/hashed-features.js';
import type { Vocabulary } from '../../pipelines/features/vocabulary.js';
import type { HashedFeatures } from '../../pipelines/features/hashed-features.js';
import { VocabularyBuilder } from '../../pipelines/features/vocabulary-builder.js';
import type { NgramSettings } from '../../text/ngrams.js';
import { normalizeText } from '../../text/normalize.js';
import type { TaughtRows } from '../distillation/distillation.js';
import type { LinearProblem } from './solver/linear-problem.js';
import type { TextExample, TextHead } from './text-head.js';

/** Reads a split from its beginning; called once for each time it is needed. */
export type ExampleSource<E extends TextExample> = () => AsyncIterable<readonly E[]>;

export interface FeatureOptions extends NgramSettings {
  /** Least number of training rows that hold an n-gram. */
  readonly minCount: number;
  /** Most n-grams of an explicit vocabulary. */
  readonly vocabularySize: number;
  /** Columns of hashed features, a power of two; null for an explicit vocabulary. */
  readonly hashBuckets: number | null;
}

export interface CountedFeatures {
  readonly index: Pick<Vocabulary | HashedFeatures, 'size' | 'documentFrequencies' | 'toBytes'>;
  readonly trainingRowCount: number;
}

/** Rows with what is to be said of them; `leftOut` tells which were left out, as a sentence, or is null. */
export interface TextProblem {
  readonly problem: LinearProblem;
  readonly leftOut: string | null;
}

const CHARACTERS_PER_TURN = 200_000;

/**
 * The first look at the training rows: which n-grams there are, and for the head what is to be said of them.
 * @throws {InvalidInputError} when there is nothing to learn, or no n-gram that is frequent enough
 */
export async function countFeatures<E extends TextExample>(
  head: TextHead<E>,
  examples: ExampleSource<E>,
  options: FeatureOptions,
  signal?: AbortSignal,
): Promise<CountedFeatures & { readonly index: Vocabulary | HashedFeatures }> {
  const builder =
    options.hashBuckets === null
      ? new VocabularyBuilder(options, { minCount: options.minCount, size: options.vocabularySize })
      : new HashedFeaturesBuilder(options, options.hashBuckets);
  await visit(examples, signal, (example) => {
    builder.add(normalizeText(example.text));
    head.look(example);
  });
  head.assertLearnable();
  return { index: builder.build(), trainingRowCount: builder.rowCount };
}

/**
 * Rows with what is to be said of them. Those that the head cannot learn from are left out, which `leftOut` tells.
 * @param taught what a teacher says of them; nothing when left out
 */
export async function problemOf<E extends TextExample>(
  head: TextHead<E>,
  examples: ExampleSource<E>,
  extractor: FeatureExtractor,
  signal?: AbortSignal,
  taught?: TaughtRows,
): Promise<TextProblem> {
  const targets = head.targets(taught);
  const builder = new SparseRowsBuilder(extractor.size);
  await visit(examples, signal, (example) => {
    if (!targets.add(example)) return;
    extractor.extract(example.text);
    builder.add(extractor.columns, extractor.values, extractor.count);
  });
  return { problem: targets.problem(builder.build()), leftOut: targets.leftOut };
}

/** Goes over all examples, and gives way to others every few milliseconds. */
export async function visit<E extends TextExample>(
  examples: ExampleSource<E>,
  signal: AbortSignal | undefined,
  visitor: (example: E) => void,
): Promise<void> {
  let characters = 0;
  for await (const batch of examples()) {
    for (const example of batch) {
      visitor(example);
      characters += example.text.length;
      if (characters < CHARACTERS_PER_TURN) continue;
      characters = 0;
      await setImmediate();
      signal?.throwIfAborted();
    }
  }
}
