import { MODEL_BYTES } from '../training-context.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';

/** What a study can ask of trainings by an algorithm. */
export interface TunableTrainer {
  /** Figures of held-out rows that they report, and the size of their model. */
  readonly metrics: readonly string[];
  /** Whether they report while they train, and wait and go on exactly: what early stopping needs. */
  readonly pauses: boolean;
}

const CLASSIFIER_METRICS = ['validation_loss', 'validation_accuracy', MODEL_BYTES];
/** Those of classifiers that give any number of labels. */
const LABEL_SET_METRICS = [...CLASSIFIER_METRICS, 'validation_f1_micro', 'validation_f1_macro'];
const LANGUAGE_MODEL_METRICS = [
  'validation_loss',
  'validation_perplexity',
  'validation_bits_per_character',
  MODEL_BYTES,
];

/** Algorithms that report nothing of held-out rows have none. */
export const TUNABLE_TRAINERS: Partial<Record<TrainingAlgorithm, TunableTrainer>> = {
  [TrainingAlgorithm.MAXIMUM_ENTROPY]: { metrics: CLASSIFIER_METRICS, pauses: true },
  [TrainingAlgorithm.FASTTEXT_CLASSIFIER]: { metrics: CLASSIFIER_METRICS, pauses: false },
  [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL]: { metrics: LANGUAGE_MODEL_METRICS, pauses: true },
  [TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL]: { metrics: LANGUAGE_MODEL_METRICS, pauses: true },
};

/** What a study can ask of a training with such settings; null when it reports nothing of held-out rows. */
export function tunableTrainer(run: TrainingRun): TunableTrainer | null {
  const trainer = TUNABLE_TRAINERS[run.algorithm] ?? null;
  const isMultiLabel = run.algorithm === TrainingAlgorithm.FASTTEXT_CLASSIFIER && run.multiLabel;
  return trainer && isMultiLabel ? { ...trainer, metrics: LABEL_SET_METRICS } : trainer;
}
