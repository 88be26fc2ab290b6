import { InvalidInputError } from '../../lib/errors.js';
import { STANDARD_DEVIATION, VALUE } from '../../pipelines/regression.js';
import { Regression } from './regression.js';
import type { AnswerKind } from './answer-kind.js';
import { outputRows } from './output-rows.js';

interface Stored {
  value: number;
  standardDeviation: number;
}

/** A number, and how far from the truth such numbers are. */
export const regressionAnswer: AnswerKind<Regression, Stored> = {
  type: Regression,
  outputs: () => [VALUE, STANDARD_DEVIATION].map((name) => ({ name, datatype: 'FP32', shape: [-1, 1] })),
  read: (outputs, _, asked) => {
    const columnOf = (name: string) => outputRows(outputs, name, 'FP32', asked.length, 1).values;
    const [values, deviations] = [columnOf(VALUE), columnOf(STANDARD_DEVIATION)];
    return asked.map((__, row) => ({ value: values[row]!, standardDeviation: deviations[row]! }));
  },
  labelsOf: () => [],
  store: ({ value, standardDeviation }) => ({ value, standardDeviation }),
  restore: (stored) => stored,
  isCorrect: () => {
    throw new InvalidInputError('A number has no labels to give feedback on.', ['prediction']);
  },
};
