import type { JobHandler } from '../jobs/define-job.js';
import { trainBagClassifierVersion } from './bags/bag-training.js';
import { trainWordVectorsVersion } from './embeddings/word-vectors-training.js';
import { trainMaximumEntropyVersion } from './linear/maximum-entropy-training.js';
import { trainTransformerClassifierVersion } from './neural/classifier/classifier-training.js';
import { trainNgramVersion } from './linear/language-model/train-ngram-version.js';
import { trainLanguageModelVersion } from './neural/language-model/language-model-training.js';
import { recurrentLanguageModelPlan } from './neural/language-model/recurrent/recurrent-language-model-run.js';
import { transformerLanguageModelPlan } from './neural/language-model/transformer/transformer-language-model-run.js';
import { trainTextGanVersion } from './neural/text-gan/text-gan-training.js';
import { trainingContext } from './tuning/open-trial.js';
import type { TrainingJob } from './training-job.entity.js';
import { TrainingAlgorithm } from './training-settings.js';

/** Trains by whichever algorithm was asked for. */
export const trainingJob: JobHandler<TrainingJob> = {
  async run(job, jobContext) {
    const context = await trainingContext(job, jobContext);
    const { training } = job.settings;
    switch (training.algorithm) {
      case TrainingAlgorithm.MAXIMUM_ENTROPY:
        return trainMaximumEntropyVersion(job, training, context);
      case TrainingAlgorithm.WORD2VEC:
      case TrainingAlgorithm.FASTTEXT:
      case TrainingAlgorithm.GLOVE:
        return trainWordVectorsVersion(job, training, context);
      case TrainingAlgorithm.FASTTEXT_CLASSIFIER:
        return trainBagClassifierVersion(job, training, context);
      case TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL:
        return trainNgramVersion(job, training, context);
      case TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL:
        return trainLanguageModelVersion(job, training, recurrentLanguageModelPlan(training), context);
      case TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL:
        return trainLanguageModelVersion(job, training, transformerLanguageModelPlan(training), context);
      case TrainingAlgorithm.TRANSFORMER_CLASSIFIER:
        return trainTransformerClassifierVersion(job, training, context);
      case TrainingAlgorithm.TEXT_GAN:
        return trainTextGanVersion(job, training, context);
    }
  },
};
