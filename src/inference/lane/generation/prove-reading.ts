import type { Decoder } from './decoder.js';
import { type Conduct, heldOf, nextPieces, type PartlyRead } from './next-pieces.js';
import { type ProofPrompt, relativeChange, SAME } from './proof-prompts.js';

/** Tokens of a prompt in one run: a long prompt must not keep others waiting. */
const CHUNK = 128;
/** How long pieces are here, so that prompts have several, and the longest another number of them than the others. */
const PROOF_CHUNK = 5;
const MOST_ROWS = 32;

/** Ways to read prompts together, the fastest first: of graphs that attend, of recurrent ones, and of those that take one text behind a cache. */
const TOGETHER = [
  { together: 'ANY', pads: true },
  { together: 'ANY', pads: false },
  { together: 'BEGINNINGS', pads: true },
  { together: 'BEGINNINGS', pads: false },
] as const;

interface Trial extends PartlyRead {
  readonly sequence: ProofPrompt;
  logits: Float32Array | null;
}

/**
 * Finds out by trial which prompts may be read in one run, so that each gives the logits that it gives alone, then and with the tokens
 * that follow.
 * @param inPieces whether a prompt can be read in pieces at all
 */
export async function proveReading(
  decoder: Decoder,
  prompts: readonly ProofPrompt[],
  grouping: Conduct['grouping'],
  inPieces: boolean,
): Promise<Conduct['reading']> {
  const longest = decoder.layout.ids.isSingle ? 1 : Infinity;
  const chunk = Math.min(longest, inPieces ? CHUNK : Infinity);
  const alone = { chunk, together: 'NONE', pads: false } as const;
  if (!decoder.keepsCache || grouping === 'ALONE') return alone;
  const conductOf = (reading: Conduct['reading']): Conduct => ({
    grouping,
    rowsPerRun: MOST_ROWS,
    reading,
    givesAllLogits: true,
    sharesBeginnings: false,
  });
  const proofChunk = Math.min(longest, inPieces ? PROOF_CHUNK : Infinity);
  const expected = await logitsOf(decoder, prompts, conductOf({ ...alone, chunk: proofChunk }));
  for (const way of TOGETHER) {
    // What fails is a way in which this graph cannot be driven.
    const found = await logitsOf(decoder, prompts, conductOf({ ...way, chunk: proofChunk })).catch(() => null);
    if (found?.every((logits, place) => relativeChange(expected[place]!, logits) <= SAME)) return { ...way, chunk };
  }
  return alone;
}

/** Logits behind each prompt, and behind each of its following tokens. */
async function logitsOf(decoder: Decoder, prompts: readonly ProofPrompt[], conduct: Conduct): Promise<Float32Array[]> {
  const trials = prompts.map((sequence): Trial => ({
    sequence,
    batch: decoder.begin(sequence),
    row: 0,
    logits: null,
  }));
  const isUnread = (trial: Trial) => heldOf(trial) < trial.sequence.tokens.length;
  // A text that is ahead of the others: rows of one run hold different numbers of tokens.
  await read(decoder, trials.slice(2, 3), conduct);
  for (let waiting = trials; waiting.length > 0; waiting = waiting.filter(isUnread))
    await read(decoder, waiting, conduct);
  const found = trials.map(({ logits }) => logits!);
  for (const trial of trials)
    for (const token of trial.sequence.following) {
      const { logits, batch } = await decoder.step(decoder.gather([trial]), [[token]]);
      found.push(logits[0]!);
      [trial.batch, trial.row] = [batch, 0];
    }
  return found;
}

async function read(decoder: Decoder, waiting: readonly Trial[], conduct: Conduct): Promise<void> {
  const pieces = nextPieces(waiting, conduct, Infinity);
  const { logits, batch } = await decoder.step(
    decoder.gather(pieces.map(({ of }) => of)),
    pieces.map(({ tokens }) => tokens),
  );
  for (const [row, { of }] of pieces.entries()) [of.batch, of.row, of.logits] = [batch, row, logits[row]!];
}
