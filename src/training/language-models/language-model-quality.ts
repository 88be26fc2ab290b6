import type { TokenStream } from './token-stream.js';

/** How well a language model predicts texts that it did not learn from. */
export interface LanguageModelQuality {
  /** Mean cross-entropy of a token, in nats. */
  readonly loss: number;
  /** e to the loss: among how many equally likely tokens it would be as unsure. */
  readonly perplexity: number;
  /** Cross-entropy of the texts by their characters, in bits; the ends of texts count as cross-entropy, not as characters. */
  readonly bitsPerCharacter: number;
  /** Tokens that were predicted, the ends of texts among them. */
  readonly tokens: number;
}

/** @param nats cross-entropy of all tokens of the texts together */
export function qualityOf(nats: number, { length: tokens, characters }: TokenStream): LanguageModelQuality {
  const loss = nats / tokens;
  return { loss, perplexity: Math.exp(loss), bitsPerCharacter: nats / Math.LN2 / characters, tokens };
}

/** Under the names that jobs report them by: `validation_loss` and so on. */
export function qualityMetrics(
  of: 'validation' | 'best_validation' | 'test',
  { loss, perplexity, bitsPerCharacter }: LanguageModelQuality,
): Record<string, number> {
  return { [`${of}_loss`]: loss, [`${of}_perplexity`]: perplexity, [`${of}_bits_per_character`]: bitsPerCharacter };
}
