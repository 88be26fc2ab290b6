import { InvalidInputError } from '../../lib/errors.js';
import { NgramReader, type NgramSettings } from '../../text/ngrams.js';
import { forEachSpan } from '../../text/tokenize.js';
import { NgramTable } from './ngram-table.js';
import { Vocabulary, type VocabularyEntry } from './vocabulary.js';

export interface VocabularyLimits {
  /** Least number of training rows that hold an n-gram. */
  readonly minCount: number;
  /** Most n-grams that are kept; the most frequent, of equally frequent ones the first seen. */
  readonly size: number;
}

const DEFAULT_CAPACITY = 1 << 23;
const LONGEST_COPIED_SLICE = 12;

/**
 * Counts the n-grams of the training rows and keeps the frequent ones. When `capacity` different ones were seen, the rarest
 * are forgotten, at least half, as in word2vec: memory stays bounded on any corpus. An n-gram forgotten counts from 0 again.
 */
export class VocabularyBuilder {
  rowCount = 0;
  /** Whether it has forgotten any n-gram. */
  hasForgotten = false;
  private table = new NgramTable();
  private documentFrequencies = new Uint32Array(1 << 12);
  private lastRow = new Uint32Array(1 << 12);
  private entries: (VocabularyEntry | undefined)[] = [];
  private readonly reader: NgramReader;

  constructor(
    private readonly settings: NgramSettings,
    private readonly limits: VocabularyLimits,
    private readonly capacity = DEFAULT_CAPACITY,
  ) {
    this.reader = new NgramReader(settings);
  }

  /** @param normalized a training row, as `normalizeText` gives it */
  add(normalized: string): void {
    const { reader, table } = this;
    const row = ++this.rowCount;
    reader.read(normalized);
    for (let at = 0; at < reader.count; at++) {
      const id = table.insert(reader.low[at]!, reader.high[at]!);
      if (id === this.lastRow.length) this.grow();
      if (this.lastRow[id] === row) continue;
      this.lastRow[id] = row;
      const rows = ++this.documentFrequencies[id]!;
      if (rows === this.limits.minCount) {
        const isWord = at < reader.wordNgramCount;
        this.entries[id] = { isWord, text: this.textOf(normalized, reader.starts[at]!, reader.ends[at]!, isWord) };
      }
    }
    if (table.size > this.capacity) this.forgetRare();
  }

  /** @throws {InvalidInputError} when no n-gram is frequent enough */
  build(): Vocabulary {
    const kept = mostFrequent(this.documentFrequencies.subarray(0, this.table.size), this.limits);
    if (kept.length === 0) throw noFrequentNgram(this.limits.minCount, this.rowCount);
    return Vocabulary.of(
      this.table.select(kept),
      Array.from(kept, (id) => this.entries[id]!),
      Uint32Array.from(kept, (id) => this.documentFrequencies[id]!),
    );
  }

  private forgetRare(): void {
    this.hasForgotten = true;
    const { documentFrequencies, lastRow, entries } = this;
    const kept = mostFrequent(documentFrequencies.subarray(0, this.table.size), {
      minCount: 1,
      size: this.capacity / 2,
    });
    this.table = this.table.select(kept);
    this.documentFrequencies = new Uint32Array(documentFrequencies.length);
    this.lastRow = new Uint32Array(lastRow.length);
    kept.forEach((old, id) => {
      this.documentFrequencies[id] = documentFrequencies[old]!;
      this.lastRow[id] = lastRow[old]!;
    });
    this.entries = Array.from(kept, (old) => entries[old]);
  }

  private grow(): void {
    this.lastRow = doubled(this.lastRow);
    this.documentFrequencies = doubled(this.documentFrequencies);
  }

  private textOf(normalized: string, start: number, end: number, isWord: boolean): string {
    const slice = normalized.slice(start, end);
    if (!isWord) return detached(slice.replace(/[\0- ]+/g, ' '));
    const words: string[] = [];
    forEachSpan(slice, (from, to, word) => {
      if (word || this.settings.punctuation) words.push(slice.slice(from, to));
    });
    return detached(words.join(' '));
  }
}

export function noFrequentNgram(minCount: number, rowCount: number): InvalidInputError {
  return new InvalidInputError(
    `No n-gram occurs in ${minCount} of the ${rowCount} training rows. Lower minCount or add rows.`,
    ['minCount'],
  );
}

/** Ids with at least `minCount` rows, by falling frequency and then by id: a counting sort. */
function mostFrequent(documentFrequencies: Uint32Array, { minCount, size }: VocabularyLimits): Int32Array {
  const highest = documentFrequencies.reduce((max, rows) => Math.max(max, rows), 0);
  const starts = new Uint32Array(highest + 2);
  for (const rows of documentFrequencies) if (rows >= minCount) starts[highest - rows + 1]!++;
  for (let place = 1; place < starts.length; place++) starts[place]! += starts[place - 1]!;
  const ids = new Int32Array(starts[highest + 1]!);
  documentFrequencies.forEach((rows, id) => {
    if (rows >= minCount) ids[starts[highest - rows]!++] = id;
  });
  return ids.subarray(0, size);
}

/** A string of its own: V8 keeps the whole text alive for a longer slice of it. */
function detached(text: string): string {
  return text.length > LONGEST_COPIED_SLICE ? Buffer.from(text, 'utf8').toString('utf8') : text;
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
