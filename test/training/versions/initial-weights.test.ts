import { expect, test } from '@jest/globals';
import { Trainer } from '../../../src/onnx/training/trainer.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { weightsOf } from '../../../src/training/versions/initial-model.js';
import {
  classifierParameters,
  servedClassifier,
  trainedClassifier,
} from '../../../src/training/neural/classifier/classifier-network.js';

const NETWORK = {
  ...{ layers: 2, heads: 2, hiddenSize: 16, feedForwardSize: 24, dropout: 0 },
  ...{ vocabularySize: 300, labelCount: 3 },
};

test('a served graph gives back the weights that were trained, and no others', async () => {
  const options = { optimizer: adam(), schedule: constant(0.01), steps: 1, seed: 3 };
  const trainer = await Trainer.create(trainedClassifier(NETWORK, 2), options);
  const { parameters } = trainer;
  await trainer.release();
  const served = servedClassifier(NETWORK, parameters);

  expect(weightsOf(served, classifierParameters(NETWORK), 'topic@1')).toEqual(parameters);
  expect(() => weightsOf(served, classifierParameters({ ...NETWORK, layers: 3 }), 'topic@1')).toThrow(
    /^topic@1 has no weight "layer2\.attention_norm\.gain" of the shape \[16\]/,
  );
  expect(() => weightsOf(served, classifierParameters({ ...NETWORK, labelCount: 4 }), 'topic@1')).toThrow(
    'A weight "logits.weight" of the shape [16, 4] is needed, and topic@1 has it as FP32 of the shape [16, 3].',
  );
});
