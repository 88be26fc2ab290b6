import { ENTRY_BYTES } from './counting-memory.js';
import type { WordGroups } from './word-groups.js';

/** Records begin with their two words. */
export const RECORD_BYTES = ENTRY_BYTES;
const RECORD_NUMBERS = RECORD_BYTES / 4;

interface GroupedRecords {
  readonly records: Uint32Array;
  /** Of each pair of groups, how many records come before it; and at the end how many there are. */
  readonly starts: Float64Array;
}

/** Puts the records of each pair of groups of words behind one another, in the order in which they come. */
export function groupRecords(parts: readonly Uint32Array[], groups: WordGroups): GroupedRecords {
  // Threads read where records begin in one memory: of many pairs of groups there are millions.
  const starts = new Float64Array(new SharedArrayBuffer(8 * (groups.pairCount + 1)));
  if (groups.pairCount === 1 && parts.length === 1) {
    const records = parts[0]!;
    starts[1] = records.length / RECORD_NUMBERS;
    return { records, starts };
  }
  const pairsOf = parts.map((part) => countPairs(part, groups, starts));
  for (let pair = 0; pair < groups.pairCount; pair++) starts[pair + 1]! += starts[pair]!;
  const next = Uint32Array.from(starts);
  const records = new Uint32Array(starts.at(-1)! * RECORD_NUMBERS);
  parts.forEach((part, at) => {
    place(part, pairsOf[at]!, next, records);
  });
  return { records, starts };
}

/** The pair of groups of each record; counts behind a pair's place how many it has. */
function countPairs(part: Uint32Array, groups: WordGroups, counts: Float64Array): Uint16Array {
  const pairs = new Uint16Array(part.length / RECORD_NUMBERS);
  for (let record = 0; record < pairs.length; record++) {
    const pair = groups.pairOf(part[record * RECORD_NUMBERS]!, part[record * RECORD_NUMBERS + 1]!);
    pairs[record] = pair;
    counts[pair + 1]!++;
  }
  return pairs;
}

function place(part: Uint32Array, pairs: Uint16Array, next: Uint32Array, records: Uint32Array): void {
  for (let record = 0; record < pairs.length; record++) {
    const from = record * RECORD_NUMBERS;
    const to = next[pairs[record]!]!++ * RECORD_NUMBERS;
    for (let number = 0; number < RECORD_NUMBERS; number++) records[to + number] = part[from + number]!;
  }
}
