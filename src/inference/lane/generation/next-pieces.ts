import type { Batch, BatchRow } from './decoder.js';

/** Which sequences may make a step together. */
export type Grouping = 'ANY_LENGTH' | 'EQUAL_LENGTH' | 'ALONE';

/** Which prompts may be read in one run: any, or only those of which nothing was read yet, or each alone. */
export type ReadingTogether = 'ANY' | 'BEGINNINGS' | 'NONE';

/** How a model may be driven, as was proven when it was loaded. */
export interface Conduct {
  readonly grouping: Grouping;
  /** Most sequences of one run. */
  readonly rowsPerRun: number;
  readonly reading: {
    /** Most tokens of a prompt in one run. */
    readonly chunk: number;
    readonly together: ReadingTogether;
    /** Whether pieces of one run may be of different lengths. */
    readonly pads: boolean;
  };
  /** Whether a run gives logits for each of its tokens, and not for the last alone. */
  readonly givesAllLogits: boolean;
  /** Whether what was computed of a text holds for another that begins alike. */
  readonly sharesBeginnings: boolean;
}

/** A text of which a model has read a part: the tokens that its row of a batch holds. */
export interface PartlyRead extends BatchRow {
  batch: Batch;
  row: number;
  readonly sequence: {
    readonly tokens: readonly number[];
    /** Tokens in one run at most. */
    readonly mostAtOnce?: number;
  };
}

/** What one run reads of a text. */
export interface Piece<T extends PartlyRead = PartlyRead> {
  readonly of: T;
  readonly tokens: readonly number[];
}

/** Pieces up to this length are filled up to one another without a thought, longer ones when they differ by less than this factor. */
const SHORT_PIECE = 16;
const SIMILAR = 1.5;

/**
 * Pieces that one run reads: of the text that waits longest, and of those behind it that may be read with it and are about as long.
 * @param mostTokens of the whole run, what fills it up counted; the first piece is read in any case
 */
export function nextPieces<T extends PartlyRead>(
  waiting: readonly T[],
  { grouping, rowsPerRun, reading }: Conduct,
  mostTokens: number,
): Piece<T>[] {
  const first = waiting[0]!;
  const sizeOf = (one: T) =>
    Math.min(reading.chunk, one.sequence.mostAtOnce ?? Infinity, one.sequence.tokens.length - heldOf(one));
  const chosen = [first];
  let [shortest, longest] = [sizeOf(first), sizeOf(first)];
  for (const other of waiting.slice(1)) {
    if (chosen.length === rowsPerRun) break;
    if (!mayJoin(heldOf(first), heldOf(other), grouping, reading.together)) continue;
    const size = sizeOf(other);
    const [least, most] = [Math.min(shortest, size), Math.max(longest, size)];
    if (most > Math.max(SHORT_PIECE, least * SIMILAR) || (chosen.length + 1) * most > mostTokens) continue;
    chosen.push(other);
    [shortest, longest] = [least, most];
  }
  return chosen.map((one) => {
    const held = heldOf(one);
    return { of: one, tokens: one.sequence.tokens.slice(held, held + (reading.pads ? sizeOf(one) : shortest)) };
  });
}

/** Tokens that were read of a text. */
export function heldOf({ batch, row }: BatchRow): number {
  return batch.lengths[row]!;
}

function mayJoin(held: number, other: number, grouping: Grouping, together: ReadingTogether): boolean {
  if (together === 'NONE' || (together === 'BEGINNINGS' && held + other > 0)) return false;
  return grouping === 'ANY_LENGTH' || held === other;
}
