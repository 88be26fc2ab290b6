import type { TokenChoice } from '../generation-request.js';
import type { TokenText } from '../token-text.js';
import { likeliestTokens } from './choose-token.js';

/**
 * The tokens that were likeliest at a place, likeliest first; the chosen one is the last where it is none of them.
 * @param count how many are asked for besides the chosen one; none is told where that is undefined
 * @param text of the tokens before that place
 */
export function alternativesAt(
  count: number | undefined,
  logits: Float32Array,
  chosen: number,
  text: TokenText,
): { alternatives?: readonly TokenChoice[] } {
  if (count === undefined) return {};
  const likeliest = likeliestTokens(logits, count, chosen);
  return { alternatives: likeliest.map((one) => ({ ...one, text: text.wouldGive(one.token) })) };
}
