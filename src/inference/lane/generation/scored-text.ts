import type { GeneratedPiece, GenerationRequest } from './generation-request.js';
import { alternativesAt } from './sampling/alternatives.js';
import { logProbabilityOf } from './sampling/choose-token.js';
import { type TokenDecoder, TokenText } from './token-text.js';

/** A text that a model does not go on from: what is asked for is how likely it finds each of its tokens. */
export class ScoredText {
  private readonly text: TokenText;
  private scored: number;

  constructor(
    readonly request: GenerationRequest,
    readonly tokens: readonly number[],
    decoder: TokenDecoder,
    readonly mostAtOnce: number,
  ) {
    this.text = new TokenText(decoder);
    // What another lane had scored before it was lost is read again, and not told again.
    this.scored = request.answered.length;
    for (const token of tokens.slice(0, this.scored)) this.text.push(token);
  }

  /**
   * The tokens that a run tells of: those behind each token that it read, and the first of all.
   * @param start place of the first token that was read
   * @param count how many were read
   * @param logitsAt (vocabulary,) behind each of them
   */
  score(start: number, count: number, logitsAt: (place: number) => Float32Array): GeneratedPiece[] {
    const pieces: GeneratedPiece[] = [];
    const end = Math.min(start + count, this.tokens.length - 1);
    for (let index = start === 0 ? 0 : start + 1; index <= end; index++) {
      if (index < this.scored) continue;
      const token = this.tokens[index]!;
      pieces.push(this.pieceOf(index, token, index === 0 ? null : logitsAt(index - 1 - start)));
      this.scored = index + 1;
    }
    return pieces;
  }

  /** @param logits that told the token; null for the first */
  private pieceOf(index: number, token: number, logits: Float32Array | null): GeneratedPiece {
    const logProbability = logits && logProbabilityOf(logits, token);
    const others = logits ? alternativesAt(this.request.alternatives, logits, token, this.text) : {};
    const isLast = index === this.tokens.length - 1;
    const text = this.text.push(token) + (isLast ? this.text.flush() : '');
    const promptTokenCount = this.tokens.length;
    return {
      id: this.request.id,
      index,
      token,
      text,
      logProbability,
      ...others,
      promptTokenCount,
      finish: isLast ? 'LENGTH' : null,
    };
  }
}
