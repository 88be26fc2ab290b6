import { MemoryPlan } from '../../../numerics/kernel-memory.js';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { LEFT_OUT } from './ids-file.js';

const SETTINGS_BYTES = 64;
const SLOT_BYTES = 8;
const ENTRY_BYTES = 16;
const FIRST_SLOTS = 2 ** 15;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
/** The kernel reads eight or sixteen bytes at once, beyond the last. */
const PADDING = 16;

/** Different words that are counted at a time: with more, rare ones are given up. */
const MOST_WORDS = 2 ** 22;
/** Room for the bytes of so many words: 32 each. */
const BYTES_A_WORD = 32;
const LEAST_BYTES = 2 ** 20;
/** When they are given up, at least this share is. */
const GIVEN_UP_SHARE = 0.5;

/** Words longer than this are left out: they are no words. */
export const MAX_WORD_BYTES = 1000;
/** Bytes of text that are scanned at once. */
export const CHUNK_BYTES = 2 ** 18;

/** Fields of the settings block, in bytes from its start: those of kernels/word-table.ts. */
const FIELD = {
  ...{ slots: 0, mask: 4, entries: 8, size: 12, most: 16, bytes: 20, bytesEnd: 24, bytesLimit: 28 },
  ...{ ids: 32, idCount: 36, longest: 40, copiedEnd: 44 },
} as const;

interface WordKernel {
  index(settings: number): void;
  add(settings: number, at: number, length: number, count: number): number;
  scan(settings: number, from: number, end: number): number;
  addAll(settings: number, entries: number, bytes: number, base: number, count: number): number;
  sort(settings: number, least: number): number;
  copySorted(settings: number, from: number, sorted: number, to: number, end: number): number;
}

/** Some words in a sorted order. */
export interface SortedWords {
  /** Their numbers. */
  readonly numbers: Uint32Array;
  /** A line feed behind each. */
  readonly bytes: Buffer;
}

/** A table that another thread has filled. */
export interface FilledTable {
  readonly memory: WebAssembly.Memory;
  readonly mostWords: number;
  /** By how much a count may be too low. */
  readonly countError: number;
}

/**
 * Words and how often they occur, numbered in the order in which they first come. They lie in one memory, which takes only as much
 * room as there are words; `FilledTable` brings it to another thread.
 */
export class WordTable {
  readonly memory: WebAssembly.Memory;
  readonly mostWords: number;
  /** By how much a count may be too low: words that were given up for their low counts may have come again. */
  countError: number;
  private readonly kernel: WordKernel;
  private readonly place: Readonly<Record<'settings' | 'rest' | 'input' | 'entries' | 'bytes' | 'ids', number>>;
  private readonly fields: DataView;
  /** Of each word, at twice its number and one. */
  private readonly counts: Float64Array;
  /** Bytes of a word that goes on in what is to come, before the input. */
  private restBytes = 0;
  private isInLongWord = false;

  /** @param filled goes on with that one */
  constructor(filled: Partial<FilledTable> = {}) {
    this.mostWords = filled.mostWords ?? MOST_WORDS;
    this.countError = filled.countError ?? 0;
    const plan = new MemoryPlan();
    const settings = plan.take(SETTINGS_BYTES);
    const rest = plan.take(MAX_WORD_BYTES);
    const input = plan.take(CHUNK_BYTES + PADDING);
    const slots = plan.take(SLOT_BYTES * 2 ** Math.ceil(Math.log2(Math.max(2 * this.mostWords, FIRST_SLOTS))));
    const entries = plan.take(ENTRY_BYTES * this.mostWords);
    const roomForBytes = Math.max(LEAST_BYTES, this.mostWords * BYTES_A_WORD);
    const bytes = plan.take(roomForBytes + PADDING);
    const ids = plan.take(4 * (CHUNK_BYTES + MAX_WORD_BYTES));
    this.place = { settings, rest, input, entries, bytes, ids };
    this.memory = filled.memory ?? new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
    this.fields = new DataView(this.memory.buffer, settings, SETTINGS_BYTES);
    this.counts = new Float64Array(this.memory.buffer, entries, 2 * this.mostWords);
    this.kernel = loadKernel<WordKernel>('word-table', this.memory).exports;
    if (filled.memory) return;
    const bytesLimit = bytes + roomForBytes;
    const first = { slots, mask: FIRST_SLOTS - 1, entries, most: this.mostWords, bytes, bytesEnd: bytes, bytesLimit };
    for (const [name, value] of Object.entries({ ...first, ids, longest: MAX_WORD_BYTES }))
      this.set(name as keyof typeof FIELD, value);
  }

  get size(): number {
    return this.get('size');
  }

  /** Whether there is no more room: rare words are to be given up. */
  get isFull(): boolean {
    return this.size === this.mostWords || this.get('bytesEnd') + MAX_WORD_BYTES > this.get('bytesLimit');
  }

  /** Where text is put before it is scanned. */
  get input(): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.place.input, CHUNK_BYTES);
  }

  countOf(word: number): number {
    return this.counts[2 * word + 1]!;
  }

  setCount(word: number, count: number): void {
    this.counts[2 * word + 1] = count;
  }

  bytesOf(word: number): Uint8Array {
    const [start, length] = new Uint32Array(this.memory.buffer, this.place.entries + ENTRY_BYTES * word, 2);
    return new Uint8Array(this.memory.buffer, start, length);
  }

  /**
   * Scans the first bytes of the input, cut wherever: words at white space, each line a sentence.
   * @param onIds told the numbers of words, −1 after each sentence: they are overwritten after that
   * @param onGivenUp told the new number of each word when rare ones were given up
   */
  scan(length: number, onIds: (ids: Uint8Array) => void, onGivenUp: (numbers: Int32Array) => void): void {
    const end = this.place.input + length;
    let at = this.isInLongWord ? this.endOfLongWord(length) : this.place.input - this.restBytes;
    for (;;) {
      at = this.kernel.scan(this.place.settings, at, end);
      onIds(new Uint8Array(this.memory.buffer, this.place.ids, 4 * this.get('idCount')));
      this.set('idCount', 0);
      if (!this.isFull) break;
      onGivenUp(this.giveUpRareWords());
    }
    this.restBytes = end - at;
    if (this.restBytes > MAX_WORD_BYTES) [this.restBytes, this.isInLongWord] = [0, true];
    const all = new Uint8Array(this.memory.buffer);
    all.copyWithin(this.place.input - this.restBytes, at, at + this.restBytes);
  }

  /** Ends the last word and its line. */
  finish(onIds: (ids: Uint8Array) => void, onGivenUp: (numbers: Int32Array) => void): void {
    this.input[0] = LINE_FEED;
    this.scan(1, onIds, onGivenUp);
  }

  /** @returns its number; null when it is new and there is no room */
  add(word: Uint8Array, count: number): number | null {
    this.input.set(word);
    const number = this.kernel.add(this.place.settings, this.place.input, word.length, count);
    return number < 0 ? null : number;
  }

  /**
   * Adds the words of another table.
   * @param onGivenUp as for `scan`
   * @returns the number of each here
   */
  addTable(other: WordTable, onGivenUp: (numbers: Int32Array) => void): Int32Array {
    const numbers = new Int32Array(other.size);
    const entries = new Uint32Array(other.memory.buffer, other.place.entries, 4 * other.size);
    const startOf = (word: number) => entries[4 * word]!;
    const endOf = (word: number) => startOf(word) + entries[4 * word + 1]!;
    for (let word = 0; word < other.size;) {
      let next = word;
      const room = CHUNK_BYTES / 2;
      while (next < other.size && endOf(next) - startOf(word) <= room && (next - word) * ENTRY_BYTES < room) next++;
      const base = startOf(word);
      this.input.set(new Uint8Array(other.memory.buffer, base, endOf(next - 1) - base));
      this.input.set(
        new Uint8Array(other.memory.buffer, other.place.entries + ENTRY_BYTES * word, ENTRY_BYTES * (next - word)),
        room,
      );
      const { settings, input, ids } = this.place;
      const added = this.kernel.addAll(settings, input + room, input, base, next - word);
      numbers.set(new Int32Array(this.memory.buffer, ids, added), word);
      word += added;
      if (!this.isFull) continue;
      const changed = this.giveUpRareWords();
      for (let at = 0; at < word; at++) if (numbers[at]! >= 0) numbers[at] = changed[numbers[at]!]!;
      onGivenUp(changed);
    }
    this.countError += other.countError;
    return numbers;
  }

  /**
   * The words that came often enough, some at a time: the most frequent first, words as frequent as each other in the order of their bytes.
   * To be called last: no word is found after that.
   */
  *sorted(least: number): Generator<SortedWords> {
    const { settings, input, ids } = this.place;
    const count = this.kernel.sort(settings, least);
    for (let from = 0; from < count;) {
      const copied = this.kernel.copySorted(settings, from, count, input, input + CHUNK_BYTES);
      const numbers = new Uint32Array(this.memory.buffer, ids, copied).slice();
      yield { numbers, bytes: Buffer.from(this.input.subarray(0, this.get('copiedEnd') - input)) };
      from += copied;
    }
  }

  /** Gives up the words that are rarest so far (Manku & Motwani 2002, lossy counting). @returns the new number of each word */
  private giveUpRareWords(): Int32Array {
    const { size } = this;
    const { counts } = this;
    const entries = new Uint32Array(this.memory.buffer, this.place.entries, 4 * size);
    const sorted = Float64Array.from({ length: size }, (_, word) => counts[2 * word + 1]!).sort();
    const most = sorted[Math.floor(size * GIVEN_UP_SHARE)]!;
    this.countError += most;
    const all = new Uint8Array(this.memory.buffer);
    const numbers = new Int32Array(size).fill(LEFT_OUT);
    let [kept, end] = [0, this.place.bytes];
    for (let word = 0; word < size; word++) {
      if (counts[2 * word + 1]! <= most) continue;
      const [start, length] = [entries[4 * word]!, entries[4 * word + 1]!];
      all.copyWithin(end, start, start + length);
      entries.set([end, length], 4 * kept);
      counts[2 * kept + 1] = counts[2 * word + 1]!;
      end += length;
      numbers[word] = kept++;
    }
    this.set('size', kept);
    this.set('bytesEnd', end);
    this.kernel.index(this.place.settings);
    return numbers;
  }

  private endOfLongWord(length: number): number {
    const found = this.input.subarray(0, length).findIndex((byte) => byte <= SPACE);
    this.isInLongWord = found < 0;
    return this.place.input + (found < 0 ? length : found);
  }

  private get(name: keyof typeof FIELD): number {
    return this.fields.getUint32(FIELD[name], true);
  }

  private set(name: keyof typeof FIELD, value: number): void {
    this.fields.setUint32(FIELD[name], value, true);
  }
}
