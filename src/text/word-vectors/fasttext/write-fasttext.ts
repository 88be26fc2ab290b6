import { InvalidInputError } from '../../../lib/errors.js';
import type { TrainingOfTable, WordVectorsStream } from '../word-vectors.js';
import { FASTTEXT_LOSS, FASTTEXT_MODEL, type FastTextSettings } from './header.js';
import { NgramRows } from './ngram-rows.js';
import { formatHeader } from './write-header.js';
import { denseMatrixHead, rowBytes, zeroRows } from './write-matrix.js';

/** Settings of a model of which none are known. For losses but softmax fastText builds tables of counts. */
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
 * vectors; parts without one are 0. Where nothing is known of the training, counts are 1 and output vectors 0: such a file is no start for further
 * training.
 * @throws {InvalidInputError} when the words are not known before their vectors
 */
export async function* formatFastText({
  dimensions,
  words,
  parts,
  subwords,
  training,
}: WordVectorsStream): AsyncGenerator<Buffer> {
  if (words === undefined) throw new InvalidInputError('fasttext begins with the words, which are not known yet.');
  const wordCounts = training?.counts ?? new Float64Array(words.length).fill(1);
  const labels = { labels: [], labelCounts: new Float64Array(0) };
  const { minNgram = 0, maxNgram = 0, buckets = 0 } = subwords ?? {};
  const settings = { ...TABLE_SETTINGS, ...settingsOf(training), dimensions, minNgram, maxNgram, buckets };
  const tokenCount = wordCounts.reduce((sum, count) => sum + count, 0);
  yield* formatHeader({ settings, words, wordCounts, ...labels, tokenCount });
  yield denseMatrixHead(words.length + buckets, dimensions);
  const ngrams = subwords ? new NgramRows(subwords, dimensions) : null;
  for await (const part of parts) yield rowBytes(ngrams ? ngrams.ownRows(part) : part.vectors);
  for (const rows of ngrams?.all() ?? []) yield rowBytes(rows);
  yield denseMatrixHead(words.length, dimensions);
  if (!training?.outputs) {
    yield* zeroRows(words.length, dimensions);
    return;
  }
  for await (const bytes of training.outputs) yield Buffer.from(bytes);
}

function settingsOf(training: TrainingOfTable | null | undefined): Partial<FastTextSettings> {
  if (!training?.settings || !training.outputs) return {};
  const { isCbow, loss, window, epochs, negatives } = training.settings;
  const model = isCbow ? FASTTEXT_MODEL.CBOW : FASTTEXT_MODEL.SKIP_GRAM;
  return { model, loss: FASTTEXT_LOSS[loss], window, epochs, negatives };
}
