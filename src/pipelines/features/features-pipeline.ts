import { InvalidInputError } from '../../lib/errors.js';
import { matrixOf, PROBABILITIES, probabilityRows } from '../classification.js';
import type { TextPipeline } from '../pipeline.js';
import { encodeBatch, type FeatureRow, INDICES, VALUES } from './encode-batch.js';
import type { FeatureExtractor } from './feature-extractor.js';

/** Classification over sparse features of words and characters; the graph gives the probabilities itself. */
export function featuresPipeline(
  extractor: FeatureExtractor,
  labels: readonly string[],
): TextPipeline<FeatureRow, Float32Array> {
  return {
    task: 'CLASSIFICATION',
    labels,
    takesPairs: false,
    narrowWidth: 128,
    reads: PROBABILITIES,
    outputs: [{ name: PROBABILITIES, datatype: 'FP32', shape: [-1, labels.length] }],
    assertServes: ({ inputs, outputs }) => {
      const missing = [INDICES, VALUES].find((name) => !inputs.some((input) => input.name === name));
      if (missing !== undefined || !outputs.some(({ name }) => name === PROBABILITIES))
        throw new InvalidInputError(
          `A classifier over features takes "${INDICES}" and "${VALUES}" and gives "${PROBABILITIES}"; this graph does not.`,
        );
    },
    prepare: ({ text, pair }) => {
      if (pair !== undefined) throw new InvalidInputError('This model takes one text an item, and no pairs.', ['pair']);
      return extractor.extractRow(text);
    },
    feeds: (rows) => encodeBatch(rows),
    answers: (outputs, rows) => probabilityRows(outputs[PROBABILITIES], labels.length, rows.length),
    tensors: (answers) => ({ [PROBABILITIES]: matrixOf(answers) }),
  };
}
