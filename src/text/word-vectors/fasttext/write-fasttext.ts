import { InvalidInputError } from '../../../lib/errors.js';
import type { WordVectorsStream } from '../word-vectors.js';
import { FASTTEXT_LOSS, FASTTEXT_MODEL, type FastTextSettings } from './header.js';
import { NgramRows } from './ngram-rows.js';
import { formatHeader } from './write-header.js';
import { denseMatrixHead, rowBytes, zeroRows } from './write-matrix.js';

/** Settings of a model without n-grams. For losses but softmax fastText builds tables of counts, and counts are not known. */
const TABLE_SETTINGS: Omit<FastTextSettings, 'dimensions'> = {
  window: 5,
  epochs: 1,
  minCount: 1,
  negatives: 5,
  wordNgrams: 1,
  loss: FASTTEXT_LOSS.SOFTMAX,
  model: FASTTEXT_MODEL.SKIP_GRAM,
  buckets: 0,
  minNgram: 0,
  maxNgram: 0,
  updateRate: 100,
  subsample: 1e-4,
};

/**
 * The bytes of a .bin of fastText: what asks it for words and neighbours gets these vectors, and those of other words too where parts of words have
 * vectors; parts without one are 0. A table of words has neither counts nor output vectors, so they are 1 and 0: such a file is no start for
 * further training.
 * @throws {InvalidInputError} when the words are not known before their vectors
 */
export async function* formatFastText({
  dimensions,
  words,
  parts,
  subwords,
}: WordVectorsStream): AsyncGenerator<Buffer> {
  if (words === undefined) throw new InvalidInputError('fasttext begins with the words, which are not known yet.');
  const wordCounts = new Float64Array(words.length).fill(1);
  const labels = { labels: [], labelCounts: new Float64Array(0) };
  const { minNgram = 0, maxNgram = 0, buckets = 0 } = subwords ?? {};
  const settings = { ...TABLE_SETTINGS, dimensions, minNgram, maxNgram, buckets };
  yield* formatHeader({ settings, words, wordCounts, ...labels, tokenCount: words.length });
  yield denseMatrixHead(words.length + buckets, dimensions);
  const ngrams = subwords ? new NgramRows(subwords, dimensions) : null;
  for await (const part of parts) yield rowBytes(ngrams ? ngrams.ownRows(part) : part.vectors);
  for (const rows of ngrams?.all() ?? []) yield rowBytes(rows);
  yield denseMatrixHead(words.length, dimensions);
  yield* zeroRows(words.length, dimensions);
}
