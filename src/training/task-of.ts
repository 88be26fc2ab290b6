import { ModelTask } from '../models/model.entity.js';
import type { TrainingRun } from './training-run.js';
import { TrainingAlgorithm } from './training-settings.js';

/** What the model answers that a training makes. */
export function taskOf(training: TrainingRun): ModelTask {
  switch (training.algorithm) {
    case TrainingAlgorithm.TRANSFORMER_CLASSIFIER:
      return ModelTask.CLASSIFICATION;
    case TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION:
      return ModelTask.REGRESSION;
    case TrainingAlgorithm.WORD2VEC:
    case TrainingAlgorithm.FASTTEXT:
    case TrainingAlgorithm.GLOVE:
      return ModelTask.EMBEDDING;
    case TrainingAlgorithm.MAXIMUM_ENTROPY:
    case TrainingAlgorithm.FASTTEXT_CLASSIFIER:
      return training.multiLabel ? ModelTask.MULTI_LABEL : ModelTask.CLASSIFICATION;
    case TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL:
    case TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL:
    case TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL:
    case TrainingAlgorithm.TEXT_GAN:
    case TrainingAlgorithm.TEXT_VAE:
      return ModelTask.LANGUAGE_MODEL;
  }
}
