import { setImmediate } from 'node:timers/promises';
import type { Example } from '../../evaluation/labelled-batches.js';
import { InvalidInputError } from '../../lib/errors.js';
import { SparseRowsBuilder } from '../../numerics/sparse-rows.js';
import { FeatureExtractor } from '../../pipelines/features/feature-extractor.js';
import { HashedFeaturesBuilder } from '../../pipelines/features/hashed-features.js';
import type { Vocabulary } from '../../pipelines/features/vocabulary.js';
import type { HashedFeatures } from '../../pipelines/features/hashed-features.js';
import { VocabularyBuilder } from '../../pipelines/features/vocabulary-builder.js';
import type { NgramSettings } from '../../text/ngrams.js';
import { normalizeText } from '../../text/normalize.js';
import type { LabelledRows } from './labelled-rows.js';

/** Reads a split from its beginning; called once for each time it is needed. */
export type ExampleSource = () => AsyncIterable<readonly Example[]>;

export interface FeatureOptions extends NgramSettings {
  /** Least number of training rows that hold an n-gram. */
  readonly minCount: number;
  /** Most n-grams of an explicit vocabulary. */
  readonly vocabularySize: number;
  /** Columns of hashed features, a power of two; null for an explicit vocabulary. */
  readonly hashBuckets: number | null;
}

export interface CountedFeatures {
  readonly index: Vocabulary | HashedFeatures;
  readonly trainingRowCount: number;
  /** In alphabetical order. */
  readonly labels: readonly string[];
}

const CHARACTERS_PER_TURN = 200_000;

/**
 * The first look at the training rows: which n-grams and labels there are.
 * @throws {InvalidInputError} with fewer than two labels, or no n-gram that is frequent enough
 */
export async function countFeatures(
  examples: ExampleSource,
  options: FeatureOptions,
  signal?: AbortSignal,
): Promise<CountedFeatures> {
  const builder =
    options.hashBuckets === null
      ? new VocabularyBuilder(options, { minCount: options.minCount, size: options.vocabularySize })
      : new HashedFeaturesBuilder(options, options.hashBuckets);
  const labels = new Set<string>();
  await visit(examples, signal, ({ text, label }) => {
    builder.add(normalizeText(text));
    labels.add(label);
  });
  if (labels.size < 2)
    throw new InvalidInputError(
      `A classifier needs rows of at least two labels; the training split has ${[...labels].join(', ') || 'none'}.`,
    );
  return { index: builder.build(), trainingRowCount: builder.rowCount, labels: [...labels].sort() };
}

/** Rows as a matrix. Rows of a label that is not among `labels` are left out and counted. */
export async function featureMatrix(
  examples: ExampleSource,
  extractor: FeatureExtractor,
  labels: readonly string[],
  signal?: AbortSignal,
): Promise<{ data: LabelledRows; unknownLabelCount: number }> {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const builder = new SparseRowsBuilder(extractor.size);
  const rowLabels: number[] = [];
  let unknownLabelCount = 0;
  await visit(examples, signal, ({ text, label }) => {
    const number = numbers.get(label);
    if (number === undefined) {
      unknownLabelCount++;
      return;
    }
    extractor.extract(text);
    builder.add(extractor.columns, extractor.values, extractor.count);
    rowLabels.push(number);
  });
  const data = { rows: builder.build(), labels: Int32Array.from(rowLabels), classCount: labels.length };
  return { data, unknownLabelCount };
}

/** Goes over all examples, and gives way to others every few milliseconds. */
async function visit(
  examples: ExampleSource,
  signal: AbortSignal | undefined,
  visitor: (example: Example) => void,
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
