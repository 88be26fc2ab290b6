import type { TextToken } from '../../prediction/generation/generate.js';
import type { TokenScore } from '../../prediction/generation/score-texts.js';
import { FinishReason } from '../../prediction/generation/generation.js';
import type { ChoiceText, CompletionForm } from './completion-forms.js';
import { lengthOf } from './log-probabilities.js';

/** What a choice begins with that repeats its prompt. */
export interface Echo {
  readonly text: string;
  /** The tokens of the prompt, with how likely they are; null where nobody asks. */
  readonly tokens: readonly TokenScore[] | null;
}

/** One choice of an answer as it grows. */
export class Choice {
  promptTokenCount: number | null = null;
  /** Tokens of the answer; null where a server does not say. */
  tokenCount: number | null = 0;
  private text = '';
  private isBegun = false;
  private finishReason: FinishReason | null = null;
  private predictionId: string | null = null;
  private readonly tokens: TokenScore[] = [];
  /** Place in the text where the next token begins. */
  private offset = 0;

  /** @param most how many of the likeliest tokens are told at each place; null where no log-probabilities are */
  constructor(
    readonly index: number,
    private readonly form: CompletionForm,
    private readonly most: number | null,
  ) {}

  /** Begins with the prompt. @param isAll whether nothing comes behind it */
  echo({ text, tokens }: Echo, isAll: boolean): ChoiceText {
    if (tokens) this.promptTokenCount = tokens.length;
    return this.grow(text, tokens ?? [], isAll ? FinishReason.LENGTH : null);
  }

  take(token: TextToken): ChoiceText {
    ({ promptTokenCount: this.promptTokenCount, tokenCount: this.tokenCount, predictionId: this.predictionId } = token);
    return this.grow(token.text, [token], token.finishReason);
  }

  whole(): ChoiceText {
    const { index, text, finishReason, predictionId } = this;
    return { index, text, isFirst: true, finishReason, predictionId, logProbabilities: this.told(this.tokens, 0) };
  }

  private grow(text: string, tokens: readonly TokenScore[], finishReason: FinishReason | null): ChoiceText {
    const isFirst = !this.isBegun;
    const logProbabilities = this.told(tokens, this.offset);
    this.isBegun = true;
    this.text += text;
    this.finishReason = finishReason;
    if (this.most !== null) {
      this.tokens.push(...tokens);
      for (const token of tokens) this.offset += lengthOf(token);
    }
    return { index: this.index, text, isFirst, finishReason, predictionId: this.predictionId, logProbabilities };
  }

  private told(tokens: readonly TokenScore[], offset: number): object | null {
    return this.most === null ? null : this.form.logProbabilities(tokens, offset, this.most);
  }
}
