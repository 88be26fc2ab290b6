import { InvalidInputError } from '../../../../lib/errors.js';
import { TokenStream } from '../../../language-models/token-stream.js';
import type { TokenCodec } from '../../../language-models/token-codec.js';
import { ShortTexts } from '../short-texts.js';

/** Fewest texts that stand beside generated ones. */
const FEWEST = 5;
/** Most tokens that the model learns from: it counts them in one go, in a second or so. */
const MOST_JUDGING = 500_000;

/** Held-out texts in two halves: a model that judges learns from one, and the other is the reference. */
export interface HeldOutTexts {
  /** Whole, whatever their length. */
  readonly judging: TokenStream;
  readonly judgingTexts: number;
  readonly reference: ShortTexts;
}

/**
 * Deals texts out in turn.
 * @param length most tokens of a text of the reference
 * @throws {InvalidInputError} when there are too few
 */
export async function heldOutTexts(
  texts: AsyncIterable<string>,
  codec: TokenCodec,
  length: number,
): Promise<HeldOutTexts> {
  const judging = new TokenStream(codec.endId);
  const reference = new ShortTexts(length, codec.endId);
  let [judgingTexts, count] = [0, 0];
  for await (const text of texts) {
    const ids = codec.encode(text);
    if (ids.length === 0) continue;
    if (count++ % 2 === 1) reference.push(ids);
    else if (judging.length < MOST_JUDGING) {
      judging.push(text, ids);
      judgingTexts++;
    }
  }
  if (reference.count < FEWEST)
    throw new InvalidInputError(
      `The evaluation split has ${count} texts, and generated texts are measured beside ${2 * FEWEST} at least. Choose a larger one, or bring more rows.`,
      ['input', 'evaluationSplit'],
    );
  return { judging, judgingTexts, reference };
}
