import { readTextWords } from '../../inference/protocol/tensors/text-words.js';
import { InvalidInputError } from '../../lib/errors.js';
import { Classification } from './classification.js';
import type { AnswerKind } from './answer-kind.js';
import { outputRows } from './output-rows.js';

interface Stored {
  labels: string[];
  probabilities: number[];
}

/** One label of several. */
export const classificationAnswer: AnswerKind<Classification, Stored> = {
  type: Classification,
  outputs: ({ labels }) => [{ name: 'probabilities', datatype: 'FP32', shape: [-1, labels.length] }],
  read: (outputs, { labels }, asked) => {
    const { values } = outputRows(outputs, 'probabilities', 'FP32', asked.length, labels.length);
    const words = readTextWords(outputs, asked.length);
    return asked.map((_, row) => ({
      ...answerOf(labels, values.subarray(row * labels.length, (row + 1) * labels.length)),
      words: words?.[row] ?? null,
    }));
  },
  labelsOf: ({ label }) => [label],
  store: ({ labels, probabilities }) => ({ labels, probabilities: Array.from(probabilities) }),
  restore: ({ labels, probabilities }) => ({ ...answerOf(labels, probabilities), words: null }),
  isCorrect: ({ labels, label }, expected) => {
    if (expected.length === 0) throw new InvalidInputError('expectedLabels takes the right label.', ['expectedLabels']);
    assertKnown(labels, expected);
    return expected.includes(label);
  },
};

function answerOf(labels: string[], probabilities: Float32Array | number[]) {
  let best = 0;
  for (let at = 1; at < probabilities.length; at++) if (probabilities[at]! > probabilities[best]!) best = at;
  return { labels, probabilities, label: labels[best]!, score: probabilities[best]! };
}

export function assertKnown(labels: readonly string[], expected: readonly string[]): void {
  if (expected.some((label) => !labels.includes(label)))
    throw new InvalidInputError(`expectedLabels takes labels of the model: ${labels.slice(0, 20).join(', ')}.`, [
      'expectedLabels',
    ]);
}
