import type { FastTextClassifierRun } from './bags/fasttext-classifier-schema.js';
import type { FastTextRun } from './embeddings/word2vec/fasttext-schema.js';
import type { GloVeRun } from './embeddings/glove/glove-schema.js';
import type { Word2VecRun } from './embeddings/word2vec/word2vec-schema.js';
import type { MaximumEntropyRun } from './linear/maximum-entropy-schema.js';
import type { MaximumEntropyRegressionRun } from './linear/value/maximum-entropy-regression-schema.js';
import type { TransformerClassifierRun } from './neural/classifier/transformer-classifier-schema.js';
import type { MaximumEntropyLanguageModelRun } from './linear/language-model/maximum-entropy-language-model-schema.js';
import type { RecurrentLanguageModelRun } from './neural/language-model/recurrent/recurrent-language-model-schema.js';
import type { TextGanRun } from './neural/text-gan/text-gan-schema.js';
import type { TextVaeRun } from './neural/text-vae/text-vae-schema.js';
import type { TransformerLanguageModelRun } from './neural/language-model/transformer/transformer-language-model-schema.js';

export type WordVectorsRun = Word2VecRun | FastTextRun | GloVeRun;

/** The settings of a training as plain objects, as a job keeps them. */
export type TrainingRun =
  | MaximumEntropyRun
  | MaximumEntropyRegressionRun
  | WordVectorsRun
  | FastTextClassifierRun
  | MaximumEntropyLanguageModelRun
  | RecurrentLanguageModelRun
  | TransformerLanguageModelRun
  | TransformerClassifierRun
  | TextGanRun
  | TextVaeRun;

/** Settings as words, for comparing versions. */
export function settingsInWords(settings: TrainingRun): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
