import { uniform } from '../../../numerics/random.js';
import type { GeneratedPiece, GenerationRequest } from './generation-request.js';
import { alternativesAt } from './sampling/alternatives.js';
import { chooseToken } from './sampling/choose-token.js';
import { StopScanner } from './sampling/stop-scanner.js';
import { type TokenDecoder, TokenText } from './token-text.js';

/** What ends any text of a model. */
export interface SequenceLimits {
  /** Tokens that end a text. */
  readonly eosIds: ReadonlySet<number>;
  /** Most tokens of prompt and answer; null when the model sets no bound. */
  readonly contextLength: number | null;
}

/** One text as it grows, token by token. */
export class Sequence {
  /** Tokens of the prompt and of the answer. */
  readonly tokens: number[];
  private readonly seen: Set<number>;
  private readonly text: TokenText;
  private readonly scanner: StopScanner;
  private generated: number;

  constructor(
    readonly request: GenerationRequest,
    private readonly prompt: readonly number[],
    decoder: TokenDecoder,
    private readonly limits: SequenceLimits,
  ) {
    this.tokens = [...prompt, ...request.answered];
    this.seen = new Set(this.tokens);
    // An answer to a conversation begins anew; a text goes on from its prompt.
    this.text = new TokenText(decoder, typeof request.prompt === 'string' ? prompt : []);
    this.scanner = new StopScanner(request.stop);
    for (const token of request.answered) this.scanner.push(this.text.push(token));
    this.generated = request.answered.length;
  }

  /**
   * Goes on by one token.
   * @param logits (vocabulary,) after the last token
   */
  advance(logits: Float32Array): GeneratedPiece {
    const { sampling, seed, id, alternatives } = this.request;
    const index = this.generated;
    const { token, logProbability } = chooseToken(logits, sampling, this.seen, uniform(seed[0], seed[1], index));
    const others = alternativesAt(alternatives, logits, token, this.text);
    this.generated += 1;
    this.tokens.push(token);
    this.seen.add(token);
    const facts = { id, index, token, logProbability, ...others, promptTokenCount: this.prompt.length };
    return { ...facts, ...this.textOf(token) };
  }

  private textOf(token: number): Pick<GeneratedPiece, 'text' | 'finish'> {
    const ends = this.limits.eosIds.has(token);
    const { text, stopped } = this.scanner.push(ends ? '' : this.text.push(token));
    if (stopped) return { text, finish: 'STOP' };
    if (!ends && !this.isFull()) return { text, finish: null };
    const rest = this.scanner.push(this.text.flush());
    return { text: text + rest.text + this.scanner.flush(), finish: ends || rest.stopped ? 'STOP' : 'LENGTH' };
  }

  private isFull(): boolean {
    return this.generated >= this.request.maxTokens || this.tokens.length >= (this.limits.contextLength ?? Infinity);
  }
}
