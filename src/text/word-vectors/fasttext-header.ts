import { InvalidInputError } from '../../lib/errors.js';
import type { ByteReader } from './byte-reader.js';
import { need } from './fasttext-matrix.js';
import type { SubwordSettings } from './subwords.js';
import { MAX_DIMENSIONS, MAX_VALUES, MAX_WORD_BYTES, wordOf } from './vector-parts.js';

/** First number of a .bin of fastText. */
export const FASTTEXT_MAGIC = 793712314;
export const LAST_VERSION = 12;
/** The last version whose classifiers have no n-grams, whatever they say. */
const WITHOUT_NGRAMS = 11;
const SUPERVISED = 3;
const INTEGERS = ['dim', 'ws', 'epoch', 'minCount', 'neg', 'wordNgrams', 'loss', 'model', 'bucket', 'minn', 'maxn'];

/** What a .bin of fastText begins with: src/args.cc and src/dictionary.cc of fastText 0.9.2 write it. */
export interface FastTextHeader {
  readonly dimensions: number;
  readonly supervised: boolean;
  readonly subwords: SubwordSettings;
  readonly words: readonly string[];
  readonly labels: readonly string[];
  /** Rows that were kept of the n-grams' by their bucket; null when all were. */
  readonly keptBuckets: ReadonlyMap<number, number> | null;
}

/** @throws {InvalidInputError} naming the byte where the file is none, or lies */
export async function readFastTextHeader(reader: ByteReader): Promise<FastTextHeader> {
  const settings = await readSettings(reader);
  const { dimensions } = settings;
  const place = `At byte ${reader.position}`;
  const head = await need(reader, 28, 'its dictionary');
  const [entries, words, labels] = [0, 4, 8].map((at) => head.readInt32LE(at)) as [number, number, number];
  const kept = Number(head.readBigInt64LE(20));
  if (words < 1 || labels < 0 || entries !== words + labels || kept < -1 || kept > settings.subwords.buckets)
    throw new InvalidInputError(
      `${place}: a dictionary of ${words} words, ${labels} labels, ${entries} entries and ${kept} kept n-grams cannot be.`,
    );
  if ((words + settings.subwords.buckets) * dimensions > MAX_VALUES)
    throw new InvalidInputError(`${place}: ${words} words and their n-grams have more than ${MAX_VALUES} numbers.`);
  const names: string[] = [];
  for (let entry = 0; entry < entries; entry++) names.push(await readEntry(reader, entry < words));
  const keptBuckets = kept < 0 ? null : await readKeptBuckets(reader, kept, settings.subwords.buckets);
  return { ...settings, words: names.slice(0, words), labels: names.slice(words), keptBuckets };
}

async function readSettings(reader: ByteReader) {
  const bytes = await need(reader, 8 + 4 * (INTEGERS.length + 1) + 8, 'its settings');
  const version = bytes.readInt32LE(4);
  if (version < WITHOUT_NGRAMS || version > LAST_VERSION)
    throw new InvalidInputError(`The file is of version ${version} of fastText's format; 11 and 12 are read.`);
  const values = Object.fromEntries(INTEGERS.map((name, at) => [name, bytes.readInt32LE(8 + 4 * at)]));
  const { dim = 0, model = 0, bucket = 0, minn = 0, maxn = 0 } = values;
  const possible = dim >= 1 && dim <= MAX_DIMENSIONS && model >= 1 && model <= SUPERVISED;
  if (!possible || bucket < 0 || minn < 0 || maxn < 0 || (maxn > 0 && bucket === 0))
    throw new InvalidInputError(
      `At byte 8: settings of a model ${model} of ${dim} dimensions with n-grams of ${minn} to ${maxn} characters in ${bucket} buckets cannot be.`,
    );
  const supervised = model === SUPERVISED;
  const maxNgram = supervised && version === WITHOUT_NGRAMS ? 0 : maxn;
  return { dimensions: dim, supervised, subwords: { minNgram: minn, maxNgram, buckets: bucket } };
}

async function readEntry(reader: ByteReader, isWord: boolean): Promise<string> {
  const place = `At byte ${reader.position}`;
  const bytes = await reader.until(0, MAX_WORD_BYTES);
  if (bytes === null)
    throw new InvalidInputError(`${place}: no entry of the dictionary of at most ${MAX_WORD_BYTES} bytes is here.`);
  const rest = await need(reader, 9, 'its dictionary');
  if (rest.readBigInt64LE() < 0n || rest[8] !== (isWord ? 0 : 1))
    throw new InvalidInputError(`${place}: this is no ${isWord ? 'word' : 'label'} of a dictionary.`);
  return wordOf(bytes, place);
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
