import { renameSync, rmSync } from 'node:fs';
import type { FoundPairs, JoinPairsCommand, PairsCommand } from './corpus-messages.js';
import { forEachBlock, IdsWriter, IdStream } from './ids-file.js';
import { PairTable } from './pair-table.js';
import type { PartReader } from './part-reader.js';

const NONE = -1;

/** A part of a corpus as the numbers that words have in all parts, in a file, until words are joined and numbered in the vocabulary. */
export class PartIds {
  constructor(
    private readonly path: string,
    reader: PartReader,
    numbers: Int32Array,
  ) {
    const stream = new IdStream(path);
    reader.renumber(numbers, (ids) => {
      stream.putAll(ids);
    });
    stream.close();
  }

  /**
   * Joins each pair that is a phrase, from left to right, unless its first word was joined already.
   * @returns how often each was
   */
  join({ firsts, seconds, joined, words }: JoinPairsCommand): Uint32Array {
    const pairs = new PairTable(words, Infinity);
    firsts.forEach((first, pair) => {
      pairs.set(first, seconds[pair]!, pair + 1);
    });
    const counts = new Uint32Array(firsts.length);
    const stream = new IdStream(`${this.path}.joined`);
    let held = NONE;
    forEachBlock(this.path, 0, Infinity, (ids) => {
      for (const id of ids) {
        const pair = held >= 0 && id >= 0 ? pairs.get(held, id) : 0;
        if (pair > 0) {
          stream.put(joined[pair - 1]!);
          counts[pair - 1]!++;
          held = NONE;
          continue;
        }
        if (held >= 0) stream.put(held);
        held = id;
        if (id < 0) stream.put(id);
      }
    });
    if (held >= 0) stream.put(held);
    stream.close();
    renameSync(`${this.path}.joined`, this.path);
    return counts;
  }

  /** @returns ids of each call of the kernel */
  number(numbers: Int32Array, idsPath: string): readonly number[] {
    const writer = new IdsWriter(idsPath);
    forEachBlock(this.path, 0, Infinity, (ids) => {
      for (let at = 0; at < ids.length; at++) if (ids[at]! >= 0) ids[at] = numbers[ids[at]!]!;
      writer.put(ids);
    });
    writer.close();
    rmSync(this.path);
    return writer.calls;
  }
}

/** Counts the pairs whose first words are of a share of the vocabulary, in all parts of a corpus, and finds those that are phrases. */
export function findPairs({ paths, counts, share, shares, settings, mostPairs }: PairsCommand): FoundPairs {
  const { threshold, minCount } = settings;
  const pairs = new PairTable(counts.length, mostPairs);
  for (const path of paths) {
    let last = NONE;
    forEachBlock(path, 0, Infinity, (ids) => {
      for (const id of ids) {
        const isFrequent = id >= 0 && counts[id]! >= minCount;
        if (isFrequent && last >= 0 && last % shares === share) pairs.add(last, id);
        last = isFrequent ? id : NONE;
      }
    });
  }
  const total = Math.fround(counts.reduce((sum, count) => sum + count, 0));
  const found: [first: number, second: number][] = [];
  pairs.forEach((first, second, count) => {
    if (count < minCount) return;
    // In single precision, as word2phrase.c: the same pairs are phrases.
    const byFirst = Math.fround(Math.fround(count - minCount) / Math.fround(counts[first]!));
    const score = Math.fround(Math.fround(byFirst / Math.fround(counts[second]!)) * total);
    if (score > Math.fround(threshold)) found.push([first, second]);
  });
  found.sort(([a, b], [c, d]) => a - c || b - d);
  const [firsts, seconds] = [0, 1].map((side) => Int32Array.from(found, (pair) => pair[side]!));
  return { firsts: firsts!, seconds: seconds!, countError: pairs.countError };
}
