import type { TokenScore } from '../../prediction/generation/score-texts.js';
import { FinishReason } from '../../prediction/generation/generation.js';
import { chatLogProbabilities, textLogProbabilities } from './log-probabilities.js';

/** One choice as its text grows, or as it ended. */
export interface ChoiceText {
  readonly index: number;
  readonly text: string;
  /** Whether nothing of it was told before. */
  readonly isFirst: boolean;
  /** Null while more comes. */
  readonly finishReason: FinishReason | null;
  /** Of the record that keeps it; null where none does. */
  readonly predictionId: string | null;
  /** As the form tells them; null where they are not asked for. */
  readonly logProbabilities: object | null;
}

/** How an answer looks, whole and in chunks. */
export interface CompletionForm {
  readonly whole: string;
  readonly chunk: string;
  choice(choice: ChoiceText): object;
  delta(choice: ChoiceText): object;
  /**
   * @param offset place in the choice's text where the first of the tokens begins
   * @param most how many of the likeliest tokens are told of each
   */
  logProbabilities(tokens: readonly TokenScore[], offset: number, most: number): object;
}

export const TEXT_FORM: CompletionForm = {
  whole: 'text_completion',
  chunk: 'text_completion',
  choice: textChoice,
  delta: textChoice,
  logProbabilities: textLogProbabilities,
};

export const CHAT_FORM: CompletionForm = {
  whole: 'chat.completion',
  chunk: 'chat.completion.chunk',
  choice: (choice) => ({
    message: { role: 'assistant', content: choice.text, refusal: null },
    ...facts(choice),
  }),
  delta: (choice) => ({
    delta: { ...(choice.isFirst && { role: 'assistant' }), content: choice.text },
    ...facts(choice),
  }),
  logProbabilities: (tokens, _, most) => chatLogProbabilities(tokens, most),
};

function textChoice(choice: ChoiceText): object {
  return { text: choice.text, ...facts(choice) };
}

function facts({ index, finishReason, predictionId, logProbabilities }: ChoiceText): object {
  return {
    index,
    logprobs: logProbabilities,
    finish_reason: finishReason && (finishReason === FinishReason.LENGTH ? 'length' : 'stop'),
    prediction_id: predictionId,
  };
}
