import type { AlignedText } from './aligned-text.js';

/** What becomes of a match: dropped, a piece of its own, joined to a neighbour, or one piece with the matches beside it. */
export type SplitBehaviour = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

/**
 * Cuts a text at what a global pattern finds.
 * @param invert takes what the pattern does not find for the matches
 */
export function splitBy(text: AlignedText, pattern: RegExp, behaviour: SplitBehaviour, invert = false): AlignedText[] {
  const ranges = merge(rangesOf(text.text, pattern, invert), behaviour);
  return ranges.map(({ start, end }) => text.slice(start, end));
}

interface Range {
  start: number;
  end: number;
  match: boolean;
}

function rangesOf(text: string, pattern: RegExp, invert: boolean): Range[] {
  const ranges: Range[] = [];
  let done = 0;
  const upTo = (end: number, match: boolean) => {
    if (end > done) ranges.push({ start: done, end, match: match !== invert });
    done = end;
  };
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (found.length === 0) continue;
    upTo(index, false);
    upTo(index + found.length, true);
  }
  upTo(text.length, false);
  return ranges;
}

function merge(ranges: readonly Range[], behaviour: SplitBehaviour): Range[] {
  if (behaviour === 'Removed') return ranges.filter(({ match }) => !match);
  if (behaviour === 'Isolated') return [...ranges];
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    const joins =
      last !== undefined &&
      (behaviour === 'Contiguous'
        ? last.match === range.match
        : behaviour === 'MergedWithPrevious'
          ? range.match && !last.match
          : !range.match && last.match);
    // A piece that took its match takes no second one.
    if (joins) merged[merged.length - 1] = { start: last.start, end: range.end, match: joinedMatch(range, behaviour) };
    else merged.push({ ...range });
  }
  return merged;
}

function joinedMatch(range: Range, behaviour: SplitBehaviour): boolean {
  return behaviour === 'MergedWithPrevious' ? true : behaviour === 'MergedWithNext' ? false : range.match;
}
