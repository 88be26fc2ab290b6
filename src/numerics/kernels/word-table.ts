// AssemblyScript. Finds the words of a text, numbers them in the order in which they first come, and counts them: their bytes lie one
// behind the other, found by an open-addressing table over their hashes. All memory belongs to the caller: see
// src/training/embeddings/corpus/word-table.ts.

/** Fields of the settings block, in bytes from its start. */
const SLOTS: usize = 0;
const MASK: usize = 4;
const ENTRIES: usize = 8;
const SIZE: usize = 12;
const MOST: usize = 16;
const BYTES: usize = 20;
const BYTES_END: usize = 24;
const BYTES_LIMIT: usize = 28;
const IDS: usize = 32;
const ID_COUNT: usize = 36;
const LONGEST: usize = 40;
const COPIED_END: usize = 44;

/** A slot: the hash of a word, and its number from 1 on. */
const SLOT_SHIFT: usize = 3;
/** An entry: where the bytes of a word begin, how many they are, and how often it came. */
const ENTRY_SHIFT: usize = 4;

const SENTENCE_END: i32 = -1;
const LINE_FEED: u8 = 0x0a;
const SPACE: u8 = 0x20;
const FACTOR: u64 = 0x9e3779b97f4a7c15;

/** The first `length` bytes of eight. */
function first(length: usize): u64 {
  return length < 8 ? ((<u64>1) << ((<u64>length) << 3)) - 1 : ~(<u64>0);
}

function hashOf(at: usize, length: usize): u32 {
  let hash = <u64>length;
  for (let done: usize = 0; done < length; done += 8) {
    hash = (hash ^ (load<u64>(at + done) & first(length - done))) * FACTOR;
    hash ^= hash >> 32;
  }
  return <u32>hash;
}

function areEqual(a: usize, b: usize, length: usize): bool {
  for (let done: usize = 0; done < length; done += 8)
    if (((load<u64>(a + done) ^ load<u64>(b + done)) & first(length - done)) != 0) return false;
  return true;
}

/** Finds the slots of all words anew. */
export function index(settings: usize): void {
  const slots = <usize>load<u32>(settings, SLOTS);
  const mask = <usize>load<u32>(settings, MASK);
  const entries = <usize>load<u32>(settings, ENTRIES);
  const size = load<u32>(settings, SIZE);
  memory.fill(slots, 0, (mask + 1) << SLOT_SHIFT);
  for (let word: u32 = 0; word < size; word++) {
    const entry = entries + ((<usize>word) << ENTRY_SHIFT);
    const hash = hashOf(<usize>load<u32>(entry), <usize>load<u32>(entry, 4));
    let at = (<usize>hash) & mask;
    while (load<u32>(slots + (at << SLOT_SHIFT), 4) != 0) at = (at + 1) & mask;
    store<u32>(slots + (at << SLOT_SHIFT), hash);
    store<u32>(slots + (at << SLOT_SHIFT), word + 1, 4);
  }
}

/** @returns the number of the word, which came `count` times more; −1 when it is new and there is no room */
export function add(settings: usize, at: usize, length: usize, count: f64): i32 {
  const slots = <usize>load<u32>(settings, SLOTS);
  const mask = <usize>load<u32>(settings, MASK);
  const entries = <usize>load<u32>(settings, ENTRIES);
  const hash = hashOf(at, length);
  let slot = slots + (((<usize>hash) & mask) << SLOT_SHIFT);
  const slotsEnd = slots + ((mask + 1) << SLOT_SHIFT);
  for (;;) {
    const number = load<u32>(slot, 4);
    if (number == 0) break;
    if (load<u32>(slot) == hash) {
      const entry = entries + ((<usize>(number - 1)) << ENTRY_SHIFT);
      if (<usize>load<u32>(entry, 4) == length && areEqual(<usize>load<u32>(entry), at, length)) {
        store<f64>(entry, load<f64>(entry, 8) + count, 8);
        return number - 1;
      }
    }
    slot += 1 << SLOT_SHIFT;
    if (slot == slotsEnd) slot = slots;
  }
  const size = load<u32>(settings, SIZE);
  const start = load<u32>(settings, BYTES_END);
  if (size == load<u32>(settings, MOST) || start + <u32>length > load<u32>(settings, BYTES_LIMIT)) return -1;
  memory.copy(<usize>start, at, length);
  store<u32>(settings, start + <u32>length, BYTES_END);
  const entry = entries + ((<usize>size) << ENTRY_SHIFT);
  store<u32>(entry, start);
  store<u32>(entry, <u32>length, 4);
  store<f64>(entry, count, 8);
  store<u32>(settings, size + 1, SIZE);
  store<u32>(slot, hash);
  store<u32>(slot, size + 1, 4);
  if ((<usize>size) << 1 > mask + 1) {
    store<u32>(settings, ((<u32>mask) << 1) + 1, MASK);
    index(settings);
  }
  return size;
}

/**
 * Writes the number of each word that white space ends, and −1 for each end of a line.
 * @returns where it stopped: before a word that goes on behind `end`, or that there is no room for; at `end` otherwise
 */
export function scan(settings: usize, from: usize, end: usize): usize {
  const longest = <usize>load<u32>(settings, LONGEST);
  const spaces = i8x16.splat(SPACE);
  let id = <usize>load<u32>(settings, IDS) + ((<usize>load<u32>(settings, ID_COUNT)) << 2);
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte <= SPACE) {
      if (byte == LINE_FEED) {
        store<i32>(id, SENTENCE_END);
        id += 4;
      }
      at++;
      continue;
    }
    let stop = at;
    while (stop < end) {
      const found = i8x16.bitmask(i8x16.le_u(v128.load(stop), spaces));
      if (found != 0) {
        stop += ctz(found);
        break;
      }
      stop += 16;
    }
    if (stop >= end) break;
    if (stop - at <= longest) {
      const word = add(settings, at, stop - at, 1);
      if (word < 0) break;
      store<i32>(id, word);
      id += 4;
    }
    at = stop;
  }
  store<u32>(settings, <u32>((id - <usize>load<u32>(settings, IDS)) >> 2), ID_COUNT);
  return at;
}

/**
 * Adds words of another table, and writes the number of each.
 * @param entries of that table, whose bytes begin at `bytes` here and at `base` there
 * @returns how many there was room for
 */
export function addAll(settings: usize, entries: usize, bytes: usize, base: u32, count: i32): i32 {
  const ids = <usize>load<u32>(settings, IDS);
  for (let at = 0; at < count; at++) {
    const entry = entries + ((<usize>at) << ENTRY_SHIFT);
    const start = bytes + <usize>(load<u32>(entry) - base);
    const word = add(settings, start, <usize>load<u32>(entry, 4), load<f64>(entry, 8));
    if (word < 0) return at;
    store<i32>(ids + ((<usize>at) << 2), word);
  }
  return count;
}

/** While words are sorted the slots are places of 16 bytes: the first bytes of a word as a number, how often it came up to 2^32 − 1, its own number. */
const PLACE_SHIFT: usize = 4;
const MOST_COUNT: f64 = 4294967295;
/** So few are sorted by insertion. */
const FEW: i32 = 12;

/** Whether the word of one place comes before that of another: it is more frequent, or as frequent and before it in the order of bytes. */
function isBefore(entries: usize, aStart: u64, aCount: u32, aWord: u32, bStart: u64, bCount: u32, bWord: u32): bool {
  if (aCount != bCount) return aCount > bCount;
  if (aCount != <u32>MOST_COUNT && aStart != bStart) return aStart < bStart;
  const a = entries + ((<usize>aWord) << ENTRY_SHIFT);
  const b = entries + ((<usize>bWord) << ENTRY_SHIFT);
  const aExact = load<f64>(a, 8);
  const bExact = load<f64>(b, 8);
  if (aExact != bExact) return aExact > bExact;
  if (aStart != bStart) return aStart < bStart;
  const aLength = load<u32>(a, 4);
  const bLength = load<u32>(b, 4);
  const aBytes = <usize>load<u32>(a);
  const bBytes = <usize>load<u32>(b);
  const length = <usize>min(aLength, bLength);
  for (let at: usize = 8; at < length; at++) {
    const aByte = load<u8>(aBytes + at);
    const bByte = load<u8>(bBytes + at);
    if (aByte != bByte) return aByte < bByte;
  }
  return aLength < bLength;
}

/** The first eight bytes of a word, the first of them the highest; 0 behind its end. */
function startOf(bytes: usize, length: usize): u64 {
  return bswap<u64>(load<u64>(bytes) & first(length));
}

function place(places: usize, at: i32): usize {
  return places + ((<usize>at) << PLACE_SHIFT);
}

function move(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
}

/** Sorts places from one to another, the last of them included. */
function sortPlaces(entries: usize, places: usize, from: i32, to: i32): void {
  let low = from;
  let high = to;
  while (high - low >= FEW) {
    // Any of them: no order of the words makes the sides uneven again and again.
    const chosen = place(places, low + <i32>((<u64>(<u32>(high + low) * 0x9e3779b1) * <u64>(high - low + 1)) >> 32));
    const start = load<u64>(chosen);
    const count = load<u32>(chosen, 8);
    const word = load<u32>(chosen, 12);
    let left = low;
    let right = high;
    while (left <= right) {
      let at = place(places, left);
      while (isBefore(entries, load<u64>(at), load<u32>(at, 8), load<u32>(at, 12), start, count, word))
        at += 1 << PLACE_SHIFT;
      left = <i32>((at - places) >> PLACE_SHIFT);
      at = place(places, right);
      while (isBefore(entries, start, count, word, load<u64>(at), load<u32>(at, 8), load<u32>(at, 12)))
        at -= 1 << PLACE_SHIFT;
      right = <i32>((at - places) >> PLACE_SHIFT);
      if (left > right) break;
      const a = place(places, left);
      const b = place(places, right);
      const held = v128.load(a);
      move(b, a);
      v128.store(b, held);
      left++;
      right--;
    }
    // The shorter side is sorted by a call, so that calls are few within one another.
    if (right - low < high - left) {
      sortPlaces(entries, places, low, right);
      low = left;
    } else {
      sortPlaces(entries, places, left, high);
      high = right;
    }
  }
  for (let next = low + 1; next <= high; next++) {
    const held = v128.load(place(places, next));
    const start = load<u64>(place(places, next));
    const count = load<u32>(place(places, next), 8);
    const word = load<u32>(place(places, next), 12);
    let at = place(places, next - 1);
    while (
      at >= place(places, low) &&
      isBefore(entries, start, count, word, load<u64>(at), load<u32>(at, 8), load<u32>(at, 12))
    ) {
      move(at, at + (1 << PLACE_SHIFT));
      at -= 1 << PLACE_SHIFT;
    }
    v128.store(at + (1 << PLACE_SHIFT), held);
  }
}

/**
 * Sorts the words that came often enough, the most frequent first, words as frequent as each other in the order of their bytes. Where they
 * are found by their hashes is lost.
 * @returns how many there are
 */
export function sort(settings: usize, least: f64): i32 {
  const places = <usize>load<u32>(settings, SLOTS);
  const entries = <usize>load<u32>(settings, ENTRIES);
  const size = load<u32>(settings, SIZE);
  let sorted: i32 = 0;
  for (let word: u32 = 0; word < size; word++) {
    const entry = entries + ((<usize>word) << ENTRY_SHIFT);
    const count = load<f64>(entry, 8);
    if (count < least) continue;
    const at = place(places, sorted++);
    store<u64>(at, startOf(<usize>load<u32>(entry), <usize>load<u32>(entry, 4)));
    store<u32>(at, <u32>min(count, MOST_COUNT), 8);
    store<u32>(at, word, 12);
  }
  sortPlaces(entries, places, 0, sorted - 1);
  return sorted;
}

/**
 * Copies the bytes of words in their sorted order, a line feed behind each, as many as there is room for, and writes the number of each to the ids;
 * COPIED_END is behind the last.
 * @returns how many
 */
export function copySorted(settings: usize, from: i32, sorted: i32, to: usize, end: usize): i32 {
  const places = <usize>load<u32>(settings, SLOTS);
  const entries = <usize>load<u32>(settings, ENTRIES);
  const ids = <usize>load<u32>(settings, IDS);
  let out = to;
  let next = from;
  for (; next < sorted; next++) {
    const word = load<u32>(place(places, next), 12);
    const entry = entries + ((<usize>word) << ENTRY_SHIFT);
    const length = <usize>load<u32>(entry, 4);
    if (out + length + 1 > end) break;
    memory.copy(out, <usize>load<u32>(entry), length);
    store<u8>(out + length, LINE_FEED);
    out += length + 1;
    store<u32>(ids + ((<usize>(next - from)) << 2), word);
  }
  store<u32>(settings, <u32>out, COPIED_END);
  return next - from;
}
