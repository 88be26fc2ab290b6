import { FinishReason } from '../../prediction/prediction.js';

/** One choice as its text grows, or as it ended. */
export interface ChoiceText {
  readonly index: number;
  readonly text: string;
  /** Whether nothing of it was told before. */
  readonly isFirst: boolean;
  /** Null while more comes. */
  readonly finishReason: FinishReason | null;
  /** Of the record that keeps it. */
  readonly predictionId: string;
}

/** How an answer looks, whole and in chunks. */
export interface CompletionForm {
  readonly whole: string;
  readonly chunk: string;
  choice(choice: ChoiceText): object;
  delta(choice: ChoiceText): object;
}

export const TEXT_FORM: CompletionForm = {
  whole: 'text_completion',
  chunk: 'text_completion',
  choice: textChoice,
  delta: textChoice,
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
};

function textChoice(choice: ChoiceText): object {
  return { text: choice.text, ...facts(choice) };
}

function facts({ index, finishReason, predictionId }: ChoiceText): object {
  return {
    index,
    logprobs: null,
    finish_reason: finishReason && (finishReason === FinishReason.LENGTH ? 'length' : 'stop'),
    prediction_id: predictionId,
  };
}
