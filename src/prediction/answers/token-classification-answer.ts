import { InvalidInputError } from '../../lib/errors.js';
import { LabelledSpan, TokenClassification } from './token-classification.js';
import type { AnswerKind } from './answer-kind.js';
import { outputRows } from './output-rows.js';

interface Stored {
  spans: { label: string; score: number; start: number; end: number; text: string }[];
}

/** Labelled stretches of a text. */
export const tokenClassificationAnswer: AnswerKind<TokenClassification, Stored> = {
  type: TokenClassification,
  outputs: () => [
    { name: 'span_label', datatype: 'INT32', shape: [-1, -1] },
    { name: 'span_score', datatype: 'FP32', shape: [-1, -1] },
    { name: 'span_range', datatype: 'INT32', shape: [-1, -1, 2] },
  ],
  read: (outputs, { labels }, asked) => {
    const { values: places, columns } = outputRows(outputs, 'span_label', 'INT32', asked.length);
    const scores = outputRows(outputs, 'span_score', 'FP32', asked.length, columns).values;
    const ranges = outputRows(outputs, 'span_range', 'INT32', asked.length, columns * 2).values;
    return asked.map(({ text }, row) => {
      const spans: LabelledSpan[] = [];
      for (let at = row * columns; at < (row + 1) * columns && places[at]! >= 0; at++) {
        const [start, end] = [ranges[at * 2]!, ranges[at * 2 + 1]!];
        const span = { label: labels[places[at]!]!, score: scores[at]!, start, end, text: text.slice(start, end) };
        spans.push(Object.assign(new LabelledSpan(), span));
      }
      return { spans };
    });
  },
  labelsOf: ({ spans }) => spans.map(({ label }) => label),
  // Records keep no NUL and no lone surrogate.
  store: ({ spans }) => ({
    spans: spans.map(({ label, score, start, end, text }) => ({
      label,
      score,
      start,
      end,
      text: text.toWellFormed().replaceAll('\0', '\uFFFD'),
    })),
  }),
  restore: ({ spans }) => ({ spans: spans.map((span) => Object.assign(new LabelledSpan(), span)) }),
  isCorrect: () => {
    throw new InvalidInputError('Feedback with labels is for answers that give labels to whole texts.', ['prediction']);
  },
};
