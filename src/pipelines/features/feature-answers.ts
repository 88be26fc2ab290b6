import { tensor } from '../../onnx/tensor.js';
import { labelOutputs, labelTensors, PROBABILITIES, outputRows } from '../classification.js';
import type { TextPipeline } from '../pipeline.js';
import { STANDARD_DEVIATION, VALUE } from '../regression.js';
import type { FeatureRow } from './encode-batch.js';
import type { LabelFeaturesFile, RegressionFile } from './feature-settings.js';

/** What a model over features answers. */
export type FeatureAnswers<A> = Pick<
  TextPipeline<FeatureRow, A>,
  'task' | 'labels' | 'reads' | 'outputs' | 'answers' | 'tensors'
>;

/** Labels; the graph gives the probabilities itself. */
export function labelAnswers(file: LabelFeaturesFile): FeatureAnswers<Float32Array> {
  const { task, labels } = file;
  const threshold = file.task === 'MULTI_LABEL' ? file.threshold : null;
  return {
    ...{ task, labels, reads: PROBABILITIES },
    outputs: labelOutputs(labels.length, threshold),
    answers: (outputs, rows) => outputRows(outputs[PROBABILITIES], labels.length, rows.length),
    tensors: (answers) => labelTensors(answers, threshold),
  };
}

/** Numbers; their standard deviation is that of the model. */
export function valueAnswers({ task, standardDeviation }: RegressionFile): FeatureAnswers<number> {
  const column = (numbers: readonly number[]) => tensor('FP32', [numbers.length, 1], Float32Array.from(numbers));
  return {
    ...{ task, labels: [], reads: VALUE },
    outputs: [VALUE, STANDARD_DEVIATION].map((name) => ({ name, datatype: 'FP32', shape: [-1, 1] })),
    answers: (outputs, rows) => outputRows(outputs[VALUE], 1, rows.length, VALUE).map(([value]) => value!),
    tensors: (answers) => ({
      [VALUE]: column(answers),
      [STANDARD_DEVIATION]: column(answers.map(() => standardDeviation)),
    }),
  };
}
