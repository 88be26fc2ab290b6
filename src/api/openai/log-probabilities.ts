import type { TokenScore } from '../../prediction/generation/score-texts.js';

/** What the text of a token holds where it is a part of a character. */
const INCOMPLETE = '\uFFFD';

/** Log-probabilities as /v1/completions tells them. @param offset place in the choice's text where the first token begins */
export function textLogProbabilities(tokens: readonly TokenScore[], offset: number): object {
  let next = offset;
  const offsets = tokens.map((token) => {
    const start = next;
    next += lengthOf(token);
    return start;
  });
  return {
    tokens: tokens.map(ownText),
    token_logprobs: tokens.map(({ logProbability }) => logProbability),
    top_logprobs: tokens.map(byText),
    text_offset: offsets,
  };
}

/** Log-probabilities as /v1/chat/completions tells them. @param most how many of the likeliest tokens are told of each */
export function chatLogProbabilities(tokens: readonly TokenScore[], most: number): object {
  const content = tokens.map((token) => ({
    ...chatToken(ownText(token), token.logProbability),
    top_logprobs: (token.alternatives ?? [])
      .slice(0, most)
      .map(({ text, logProbability }) => chatToken(text, logProbability)),
  }));
  return { content, refusal: null };
}

/** Of tokens with one text, as parts of characters have, the token itself is told, or else the likeliest. */
function byText({ token, alternatives }: TokenScore): object | null {
  if (!alternatives) return null;
  const found = new Map<string, number>();
  for (const { token: other, text, logProbability } of alternatives)
    if (other === token || !found.has(text)) found.set(text, logProbability);
  return Object.fromEntries(found);
}

/** UTF-16 units that a token adds to a text; what is not a whole character adds nothing until it is. */
export function lengthOf(token: TokenScore): number {
  const text = ownText(token);
  return text.endsWith(INCOMPLETE) ? 0 : text.length;
}

/** The text of the token itself: that which was given out may be held back. */
function ownText({ token, text, alternatives }: TokenScore): string {
  return alternatives?.find((one) => one.token === token)?.text ?? text;
}

function chatToken(token: string, logprob: number | null): object {
  return { token, logprob, bytes: token.includes(INCOMPLETE) ? null : [...Buffer.from(token)] };
}
