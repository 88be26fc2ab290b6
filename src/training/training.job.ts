import type { JobHandler } from '../jobs/define-job.js';
import { trainingContext } from './tuning/trials/open-trial.js';
import type { TrainingJob } from './training-job.entity.js';
import { TrainingAlgorithm } from './training-settings.js';

/** Trains by whichever algorithm was asked for. A process trains by one: it imports no other. */
export const trainingJob: JobHandler<TrainingJob> = {
  async run(job, jobContext) {
    const context = await trainingContext(job, jobContext);
    const { training } = job.settings;
    switch (training.algorithm) {
      case TrainingAlgorithm.MAXIMUM_ENTROPY:
      case TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION: {
        const { trainMaximumEntropyVersion } = await import('./linear/maximum-entropy-training.js');
        return trainMaximumEntropyVersion(job, training, context);
      }
      case TrainingAlgorithm.WORD2VEC:
      case TrainingAlgorithm.FASTTEXT:
      case TrainingAlgorithm.GLOVE: {
        const { trainWordVectorsVersion } = await import('./embeddings/word-vectors-training.js');
        return trainWordVectorsVersion(job, training, context);
      }
      case TrainingAlgorithm.FASTTEXT_CLASSIFIER: {
        const { trainBagClassifierVersion } = await import('./bags/bag-training.js');
        return trainBagClassifierVersion(job, training, context);
      }
      case TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL: {
        const { trainNgramVersion } = await import('./linear/language-model/train-ngram-version.js');
        return trainNgramVersion(job, training, context);
      }
      case TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL: {
        const { trainLanguageModelVersion } = await import('./neural/language-model/language-model-training.js');
        const { recurrentLanguageModelPlan } =
          await import('./neural/language-model/recurrent/recurrent-language-model-run.js');
        return trainLanguageModelVersion(job, training, recurrentLanguageModelPlan(training), context);
      }
      case TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL: {
        const { trainLanguageModelVersion } = await import('./neural/language-model/language-model-training.js');
        const { transformerLanguageModelPlan } =
          await import('./neural/language-model/transformer/transformer-language-model-run.js');
        return trainLanguageModelVersion(job, training, transformerLanguageModelPlan(training), context);
      }
      case TrainingAlgorithm.TRANSFORMER_CLASSIFIER: {
        const { trainTransformerClassifierVersion } = await import('./neural/classifier/classifier-training.js');
        return trainTransformerClassifierVersion(job, training, context);
      }
      case TrainingAlgorithm.TEXT_GAN: {
        const { trainTextGanVersion } = await import('./neural/text-gan/text-gan-training.js');
        return trainTextGanVersion(job, training, context);
      }
      case TrainingAlgorithm.TEXT_VAE: {
        const { trainTextVaeVersion } = await import('./neural/text-vae/text-vae-training.js');
        return trainTextVaeVersion(job, training, context);
      }
    }
  },
};
