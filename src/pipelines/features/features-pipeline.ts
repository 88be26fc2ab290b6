import { InvalidInputError } from '../../lib/errors.js';
import { labelOutputs, labelTensors, PROBABILITIES, probabilityRows } from '../classification.js';
import type { TextPipeline } from '../pipeline.js';
import { encodeBatch, type FeatureRow, INDICES, VALUES } from './encode-batch.js';
import type { FeatureExtractor } from './feature-extractor.js';
import type { FeaturesFile } from './feature-settings.js';

/** Labels by sparse features of words and characters; the graph gives the probabilities itself. */
export function featuresPipeline(
  file: FeaturesFile,
  extractor: FeatureExtractor,
): TextPipeline<FeatureRow, Float32Array> {
  const { labels } = file;
  const threshold = file.task === 'MULTI_LABEL' ? file.threshold : null;
  return {
    task: file.task,
    labels,
    takesPairs: false,
    narrowWidth: 128,
    reads: PROBABILITIES,
    outputs: labelOutputs(labels.length, threshold),
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
    tensors: (answers) => labelTensors(answers, threshold),
  };
}
