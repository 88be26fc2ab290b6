import { InvalidInputError } from '../../../lib/errors.js';
import type { ByteReader } from '../byte-reader.js';
import { MAX_DIMENSIONS, MAX_VALUES, MAX_WORD_BYTES, wordOf } from '../vector-parts.js';
import {
  FASTTEXT_LOSS,
  FASTTEXT_MAGIC,
  FASTTEXT_MODEL,
  type FastTextDictionary,
  type FastTextHeader,
  type FastTextSettings,
  INTEGER_SETTINGS,
  LAST_VERSION,
} from './header.js';
import { need } from './read-matrix.js';

/** The last version whose classifiers have no n-grams, whatever they say. */
const WITHOUT_NGRAMS = 11;

/** @throws {InvalidInputError} naming the byte where the file is none, or lies */
export async function readFastTextHeader(reader: ByteReader): Promise<FastTextHeader> {
  const settings = await readSettings(reader);
  return { settings, ...(await readDictionary(reader, settings)) };
}

async function readSettings(reader: ByteReader): Promise<FastTextSettings> {
  const bytes = await need(reader, 8 + 4 * INTEGER_SETTINGS.length + 8, 'its settings');
  if (bytes.readInt32LE(0) !== FASTTEXT_MAGIC)
    throw new InvalidInputError('The file is no model of fastText: it does not begin as a .bin or .ftz does.');
  const version = bytes.readInt32LE(4);
  if (version < WITHOUT_NGRAMS || version > LAST_VERSION)
    throw new InvalidInputError(`The file is of version ${version} of fastText's format; 11 and 12 are read.`);
  const integers = INTEGER_SETTINGS.map((name, at) => [name, bytes.readInt32LE(8 + 4 * at)] as const);
  const subsample = bytes.readDoubleLE(8 + 4 * INTEGER_SETTINGS.length);
  const settings = { ...(Object.fromEntries(integers) as Omit<FastTextSettings, 'subsample'>), subsample };
  const { dimensions, model, loss, buckets, minNgram, maxNgram } = settings;
  const possible =
    dimensions >= 1 && dimensions <= MAX_DIMENSIONS && isOneOf(FASTTEXT_MODEL, model) && isOneOf(FASTTEXT_LOSS, loss);
  if (!possible || buckets < 0 || minNgram < 0 || maxNgram < 0 || (maxNgram > 0 && buckets === 0))
    throw new InvalidInputError(
      `At byte 8: settings of a model ${model} of ${dimensions} dimensions and loss ${loss} with n-grams of ${minNgram} to ${maxNgram} characters in ${buckets} buckets cannot be.`,
    );
  const withoutNgrams = model === FASTTEXT_MODEL.SUPERVISED && version === WITHOUT_NGRAMS;
  return withoutNgrams ? { ...settings, maxNgram: 0 } : settings;
}

function isOneOf(numbers: Readonly<Record<string, number>>, value: number): boolean {
  return Object.values(numbers).includes(value);
}

async function readDictionary(
  reader: ByteReader,
  { dimensions, buckets }: FastTextSettings,
): Promise<FastTextDictionary> {
  const place = `At byte ${reader.position}`;
  const head = await need(reader, 28, 'its dictionary');
  const [entries, wordCount, labelCount] = [0, 4, 8].map((at) => head.readInt32LE(at)) as [number, number, number];
  const [tokenCount, kept] = [12, 20].map((at) => Number(head.readBigInt64LE(at))) as [number, number];
  if (wordCount < 1 || labelCount < 0 || entries !== wordCount + labelCount || kept < -1 || kept > buckets)
    throw new InvalidInputError(
      `${place}: a dictionary of ${wordCount} words, ${labelCount} labels, ${entries} entries and ${kept} kept n-grams cannot be.`,
    );
  if ((wordCount + buckets) * dimensions > MAX_VALUES)
    throw new InvalidInputError(`${place}: ${wordCount} words and their n-grams have more than ${MAX_VALUES} numbers.`);
  const words = await readEntries(reader, wordCount, 'word');
  const labels = await readEntries(reader, labelCount, 'label');
  const keptBuckets = kept < 0 ? null : await readKeptBuckets(reader, kept, buckets);
  return {
    words: words.names,
    wordCounts: Float64Array.from(words.counts),
    labels: labels.names,
    labelCounts: Float64Array.from(labels.counts),
    tokenCount,
    keptBuckets,
  };
}

async function readEntries(reader: ByteReader, count: number, what: 'word' | 'label') {
  const names: string[] = [];
  const counts: number[] = [];
  for (let entry = 0; entry < count; entry++) {
    const place = `At byte ${reader.position}`;
    const bytes = await reader.until(0, MAX_WORD_BYTES);
    if (bytes === null)
      throw new InvalidInputError(`${place}: no entry of the dictionary of at most ${MAX_WORD_BYTES} bytes is here.`);
    const name = wordOf(bytes, place);
    const rest = await need(reader, 9, 'its dictionary');
    const occurrences = rest.readBigInt64LE();
    if (occurrences < 0n || rest[8] !== (what === 'word' ? 0 : 1))
      throw new InvalidInputError(`${place}: this is no ${what} of a dictionary.`);
    names.push(name);
    counts.push(Number(occurrences));
  }
  return { names, counts };
}

async function readKeptBuckets(reader: ByteReader, count: number, buckets: number): Promise<Map<number, number>> {
  const kept = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    const place = `At byte ${reader.position}`;
    const bytes = await need(reader, 8, 'its dictionary');
    const [bucket, row] = [bytes.readInt32LE(0), bytes.readInt32LE(4)];
    if (bucket < 0 || bucket >= buckets || row < 0 || row >= count || kept.has(bucket))
      throw new InvalidInputError(`${place}: the kept n-gram ${bucket} in row ${row} cannot be.`);
    kept.set(bucket, row);
  }
  return kept;
}
