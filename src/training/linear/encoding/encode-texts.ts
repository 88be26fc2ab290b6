import { SparseRowsBuilder } from '../../../numerics/sparse-rows.js';
import { FeatureExtractor } from '../../../pipelines/features/feature-extractor.js';
import { VocabularyBuilder, type VocabularyLimits } from '../../../pipelines/features/vocabulary-builder.js';
import type { NgramSettings } from '../../../text/ngrams.js';
import { normalizeText } from '../../../text/normalize.js';
import { type ExampleSource, visit } from '../feature-matrix.js';
import type { TextExample } from '../text-head.js';
import type { EncodedRows, EncodedTexts } from './encoded-texts.js';

/**
 * Encodes the texts of a training, for all trainings whose limits are within these.
 * @throws {InvalidInputError} when no n-gram is frequent enough
 */
export async function encodeTexts<E extends TextExample>(
  { training, validation }: { readonly training: ExampleSource<E>; readonly validation: ExampleSource<E> | null },
  settings: NgramSettings,
  limits: VocabularyLimits,
  signal?: AbortSignal,
): Promise<EncodedTexts<E>> {
  const counter = new VocabularyBuilder(settings, limits);
  await visit(training, signal, ({ text }) => {
    counter.add(normalizeText(text));
  });
  const vocabulary = counter.build();
  const extractor = new FeatureExtractor(settings, vocabulary, counter.rowCount);
  return {
    isWhole: vocabulary.size < limits.size && !counter.hasForgotten,
    vocabulary: vocabulary.toBytes(),
    documentFrequencies: vocabulary.documentFrequencies,
    training: await encodeRows(training, extractor, signal),
    validation: validation && (await encodeRows(validation, extractor, signal)),
  };
}

async function encodeRows<E extends TextExample>(
  source: ExampleSource<E>,
  extractor: FeatureExtractor,
  signal: AbortSignal | undefined,
): Promise<EncodedRows<E>> {
  const builder = new SparseRowsBuilder(extractor.size);
  const examples: E[] = [];
  await visit(source, signal, (example) => {
    extractor.extract(example.text);
    builder.add(extractor.columns, extractor.values, extractor.count);
    examples.push({ ...example, text: '' });
  });
  const { offsets, columns } = builder.build();
  return { widths: Int32Array.from(examples, (_, row) => offsets[row + 1]! - offsets[row]!), columns, examples };
}
