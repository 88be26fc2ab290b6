import { readTextWords } from '../../inference/protocol/tensors/text-words.js';
import { MultiLabelClassification } from './classification.js';
import type { AnswerKind } from './answer-kind.js';
import { assertKnown } from './classification-answer.js';
import { outputRows } from './output-rows.js';

interface Stored {
  allLabels: string[];
  probabilities: number[];
  chosen: number[];
}

/** Any number of labels, each on its own. */
export const multiLabelAnswer: AnswerKind<MultiLabelClassification, Stored> = {
  type: MultiLabelClassification,
  outputs: ({ labels }) => [
    { name: 'probabilities', datatype: 'FP32', shape: [-1, labels.length] },
    { name: 'chosen', datatype: 'BOOL', shape: [-1, labels.length] },
  ],
  read: (outputs, { labels }, asked) => {
    const width = labels.length;
    const probabilities = outputRows(outputs, 'probabilities', 'FP32', asked.length, width).values;
    const chosen = outputRows(outputs, 'chosen', 'BOOL', asked.length, width).values;
    const words = readTextWords(outputs, asked.length);
    return asked.map((_, row) => ({
      allLabels: labels,
      probabilities: probabilities.subarray(row * width, (row + 1) * width),
      chosen: Array.from(chosen.subarray(row * width, (row + 1) * width)),
      words: words?.[row] ?? null,
    }));
  },
  labelsOf: chosenLabels,
  store: ({ allLabels, probabilities, chosen }) => ({ allLabels, probabilities: Array.from(probabilities), chosen }),
  restore: (stored) => ({ ...stored, words: null }),
  isCorrect: (answer, expected) => {
    assertKnown(answer.allLabels, expected);
    const given = new Set(chosenLabels(answer));
    return given.size === new Set(expected).size && expected.every((label) => given.has(label));
  },
};

function chosenLabels({ allLabels, chosen }: MultiLabelClassification): string[] {
  return allLabels.filter((_, at) => chosen[at] === 1);
}
