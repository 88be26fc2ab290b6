import { InvalidInputError } from '../../lib/errors.js';
import type { RecordedKind } from '../answers/answer-kind.js';
import { type FinishReason, Generation } from './generation.js';
import { storableText } from '../records/storable-text.js';

interface Stored {
  text: string;
  tokenCount: number;
  finishReason: FinishReason;
}

/** A generated text. */
export const generationAnswer: RecordedKind<Generation, Stored> = {
  type: Generation,
  store: ({ text, tokenCount, finishReason }) => ({ text: storableText(text), tokenCount, finishReason }),
  restore: (stored) => stored,
  isCorrect: () => {
    throw new InvalidInputError('A generated text has no labels to give feedback on.', ['prediction']);
  },
};
