import { WORD_TEST_FIGURES, type WordTestKind } from '../embeddings/word-tests.js';
import { MODEL_BYTES } from '../training-context.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';

/** What a study can ask of a training. */
export interface TunableTrainer {
  /** Figures of held-out rows, or of tests of words, that it reports, and the size of its model. */
  readonly metrics: readonly string[];
  /** Whether it reports while it trains, and waits and goes on exactly: what early stopping needs. */
  readonly pauses: boolean;
}

const CLASSIFIER_METRICS = ['validation_loss', 'validation_accuracy', MODEL_BYTES];
/** Those of classifiers that give any number of labels. */
const LABEL_SET_METRICS = [...CLASSIFIER_METRICS, 'validation_f1_micro', 'validation_f1_macro'];
const REGRESSION_METRICS = ['validation_loss', 'validation_mean_absolute_error', 'validation_r_squared', MODEL_BYTES];
const LANGUAGE_MODEL_METRICS = [
  'validation_loss',
  'validation_perplexity',
  'validation_bits_per_character',
  MODEL_BYTES,
];

/** Those of the texts that a generator writes: how unlikely, and how alike. */
const GENERATOR_METRICS = ['version_nll', 'version_self_bleu_3', 'version_copies', MODEL_BYTES];
/** Beside those, the bound of an autoencoder and what its latent vector says. */
const AUTOENCODER_METRICS = [...GENERATOR_METRICS, 'test_loss', 'test_kl', 'test_active_units'];

/** Algorithms whose trainings can pause. */
export const PAUSING: readonly TrainingAlgorithm[] = [
  TrainingAlgorithm.MAXIMUM_ENTROPY,
  TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
  TrainingAlgorithm.TRANSFORMER_CLASSIFIER,
];

/** @param wordTests what the tests ask that word vectors are measured by */
export function tunableTrainer(run: TrainingRun, wordTests: readonly WordTestKind[]): TunableTrainer {
  return { metrics: metricsOf(run, wordTests), pauses: PAUSING.includes(run.algorithm) };
}

function metricsOf(run: TrainingRun, wordTests: readonly WordTestKind[]): readonly string[] {
  switch (run.algorithm) {
    case TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION:
      return REGRESSION_METRICS;
    case TrainingAlgorithm.TRANSFORMER_CLASSIFIER:
      return CLASSIFIER_METRICS;
    case TrainingAlgorithm.MAXIMUM_ENTROPY:
    case TrainingAlgorithm.FASTTEXT_CLASSIFIER:
      return run.multiLabel ? LABEL_SET_METRICS : CLASSIFIER_METRICS;
    case TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL:
    case TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL:
    case TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL:
      return LANGUAGE_MODEL_METRICS;
    case TrainingAlgorithm.TEXT_GAN:
      return GENERATOR_METRICS;
    case TrainingAlgorithm.TEXT_VAE:
      return AUTOENCODER_METRICS;
    case TrainingAlgorithm.WORD2VEC:
    case TrainingAlgorithm.FASTTEXT:
    case TrainingAlgorithm.GLOVE:
      return [...new Set(wordTests)].map((kind): string => WORD_TEST_FIGURES[kind]).concat(MODEL_BYTES);
  }
}
