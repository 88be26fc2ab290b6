import { InvalidInputError } from '../../lib/errors.js';
import type { TextPipeline } from '../pipeline.js';
import { encodeBatch, type FeatureRow, INDICES, VALUES } from './encode-batch.js';
import type { FeatureAnswers } from './feature-answers.js';
import type { FeatureExtractor } from './feature-extractor.js';

/** Answers by sparse features of words and characters. */
export function featuresPipeline<A>(
  answers: FeatureAnswers<A>,
  extractor: FeatureExtractor,
): TextPipeline<FeatureRow, A> {
  const { reads } = answers;
  return {
    ...answers,
    takesPairs: false,
    narrowWidth: 128,
    assertServes: ({ inputs, outputs }) => {
      const missing = [INDICES, VALUES].find((name) => !inputs.some((input) => input.name === name));
      if (missing !== undefined || !outputs.some(({ name }) => name === reads))
        throw new InvalidInputError(
          `A model over features takes "${INDICES}" and "${VALUES}" and gives "${reads}"; this graph does not.`,
        );
    },
    prepare: ({ text, pair }) => {
      if (pair !== undefined) throw new InvalidInputError('This model takes one text an item, and no pairs.', ['pair']);
      return extractor.extractRow(text);
    },
    feeds: (rows) => encodeBatch(rows),
  };
}
