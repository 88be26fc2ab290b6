import {
  FASTTEXT_MAGIC,
  type FastTextDictionary,
  type FastTextHeader,
  type FastTextSettings,
  INTEGER_SETTINGS,
  LAST_VERSION,
} from './header.js';

const ENTRIES_AT_ONCE = 10_000;
const NO_KEPT_BUCKETS = -1n;

/** What a .bin of fastText begins with, in parts; one that keeps all of its n-grams. */
export function* formatHeader({
  settings,
  ...dictionary
}: Omit<FastTextHeader, 'keptBuckets'>): Generator<Buffer<ArrayBuffer>> {
  yield formatSettings(settings);
  yield* formatDictionary(dictionary);
}

function formatSettings(settings: FastTextSettings): Buffer<ArrayBuffer> {
  const integers = [FASTTEXT_MAGIC, LAST_VERSION, ...INTEGER_SETTINGS.map((name) => settings[name])];
  const bytes = Buffer.alloc(4 * integers.length + 8);
  integers.forEach((value, at) => bytes.writeInt32LE(value, 4 * at));
  bytes.writeDoubleLE(settings.subsample, 4 * integers.length);
  return bytes;
}

function* formatDictionary({
  words,
  wordCounts,
  labels,
  labelCounts,
  tokenCount,
}: Omit<FastTextDictionary, 'keptBuckets'>): Generator<Buffer<ArrayBuffer>> {
  const head = Buffer.alloc(28);
  [words.length + labels.length, words.length, labels.length].forEach((value, at) => head.writeInt32LE(value, 4 * at));
  head.writeBigInt64LE(BigInt(tokenCount), 12);
  head.writeBigInt64LE(NO_KEPT_BUCKETS, 20);
  yield head;
  yield* formatEntries(words, wordCounts, 0);
  yield* formatEntries(labels, labelCounts, 1);
}

function* formatEntries(names: readonly string[], counts: Float64Array, kind: number): Generator<Buffer<ArrayBuffer>> {
  for (let from = 0; from < names.length; from += ENTRIES_AT_ONCE)
    yield Buffer.concat(
      names.slice(from, from + ENTRIES_AT_ONCE).flatMap((name, at) => {
        const tail = Buffer.alloc(10);
        tail.writeBigInt64LE(BigInt(counts[from + at]!), 1);
        tail.writeUInt8(kind, 9);
        return [Buffer.from(name), tail];
      }),
    );
}
