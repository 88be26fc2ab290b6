import { MODEL_BYTES } from '../training-context.js';
import { TrainingAlgorithm } from '../training-settings.js';

/** What a study can ask of trainings by an algorithm. */
export interface TunableTrainer {
  /** Figures of held-out rows that they report, and the size of their model. */
  readonly metrics: readonly string[];
  /** Whether they report while they train, and wait and go on exactly: what early stopping needs. */
  readonly pauses: boolean;
}

const CLASSIFIER_METRICS = ['validation_loss', 'validation_accuracy', MODEL_BYTES];

/** Algorithms that report nothing of held-out rows have none. */
export const TUNABLE_TRAINERS: Partial<Record<TrainingAlgorithm, TunableTrainer>> = {
  [TrainingAlgorithm.MAXIMUM_ENTROPY]: { metrics: CLASSIFIER_METRICS, pauses: true },
  [TrainingAlgorithm.FASTTEXT_CLASSIFIER]: { metrics: CLASSIFIER_METRICS, pauses: false },
  [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL]: {
    metrics: ['validation_loss', 'validation_perplexity', 'validation_bits_per_character', MODEL_BYTES],
    pauses: true,
  },
};
