import { type WordCount, compareWordsOfSplits } from './word-table.js';

interface Source {
  words: Iterator<WordCount, void>;
  head: WordCount;
}

/** Merges sorted word counts into one sorted sequence; equal words of the same split follow one another unmerged. */
export function* mergeWords(sources: readonly Iterable<WordCount>[]): Generator<WordCount> {
  const heap: Source[] = [];
  for (const source of sources) {
    const words = source[Symbol.iterator]() as Iterator<WordCount, void>;
    const first = words.next();
    if (!first.done) heap.push({ words, head: first.value });
  }
  for (let parent = (heap.length >> 1) - 1; parent >= 0; parent--) sink(heap, parent);
  while (heap.length > 0) {
    const top = heap[0]!;
    yield top.head;
    const next = top.words.next();
    if (!next.done) top.head = next.value;
    else {
      const last = heap.pop()!;
      if (heap.length > 0 && last !== top) heap[0] = last;
    }
    sink(heap, 0);
  }
}

/** As `mergeWords`, with the counts of equal words of the same split added up. */
export function* addUpWords(words: Iterable<WordCount>): Generator<WordCount> {
  let sum: WordCount | null = null;
  for (const word of words) {
    if (sum && isBefore(sum, word)) {
      yield sum;
      sum = null;
    }
    if (sum) sum.count += word.count;
    else sum = { ...word, units: word.units.slice() };
  }
  if (sum) yield sum;
}

function sink(heap: Source[], from: number): void {
  for (let parent = from; ;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const least = right < heap.length && isBefore(heap[right]!.head, heap[left]!.head) ? right : left;
    if (!isBefore(heap[least]!.head, heap[parent]!.head)) return;
    [heap[parent], heap[least]] = [heap[least]!, heap[parent]!];
    parent = least;
  }
}

function isBefore(a: WordCount, b: WordCount): boolean {
  return compareWordsOfSplits(a, b) < 0;
}
