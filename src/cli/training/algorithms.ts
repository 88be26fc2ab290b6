import { Option } from 'commander';
import type { ModelTask, TrainingAlgorithm, TrainingSettingsInput } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { oneOf, optionNames } from '../options.js';

/** What can be trained, the standard one first. */
export const ALGORITHMS = [
  'MAXIMUM_ENTROPY',
  'MAXIMUM_ENTROPY_REGRESSION',
  'WORD2VEC',
  'FASTTEXT',
  'GLOVE',
  'FASTTEXT_CLASSIFIER',
  'MAXIMUM_ENTROPY_LANGUAGE_MODEL',
  'RECURRENT_LANGUAGE_MODEL',
  'TRANSFORMER_LANGUAGE_MODEL',
  'TRANSFORMER_CLASSIFIER',
  'TEXT_GAN',
  'TEXT_VAE',
] as const satisfies readonly TrainingAlgorithm[];

/** What the models of each are for, unless a setting says otherwise. */
const TASKS = {
  MAXIMUM_ENTROPY: 'CLASSIFICATION',
  MAXIMUM_ENTROPY_REGRESSION: 'REGRESSION',
  WORD2VEC: 'EMBEDDING',
  FASTTEXT: 'EMBEDDING',
  GLOVE: 'EMBEDDING',
  FASTTEXT_CLASSIFIER: 'CLASSIFICATION',
  MAXIMUM_ENTROPY_LANGUAGE_MODEL: 'LANGUAGE_MODEL',
  RECURRENT_LANGUAGE_MODEL: 'LANGUAGE_MODEL',
  TRANSFORMER_LANGUAGE_MODEL: 'LANGUAGE_MODEL',
  TRANSFORMER_CLASSIFIER: 'CLASSIFICATION',
  TEXT_GAN: 'LANGUAGE_MODEL',
  TEXT_VAE: 'LANGUAGE_MODEL',
} as const satisfies Record<TrainingAlgorithm, ModelTask>;

/** Those whose models give a text any number of labels where the setting multiLabel says so. */
const GIVES_ANY_LABELS: ReadonlySet<TrainingAlgorithm> = new Set(['MAXIMUM_ENTROPY', 'FASTTEXT_CLASSIFIER']);

/** Which algorithm a training, or a search of settings, runs. */
export function algorithmOption(): Option {
  const [standard, ...others] = optionNames(ALGORITHMS);
  return new Option('--algorithm <name>', `${[standard, ...others.slice(0, -1)].join(', ')} or ${others.at(-1)}`)
    .argParser(oneOf(ALGORITHMS))
    .default('MAXIMUM_ENTROPY' satisfies TrainingAlgorithm, standard);
}

/** What a model is for that such a training makes. */
export function taskOf(algorithm: TrainingAlgorithm, { multiLabel }: Record<string, unknown>): ModelTask {
  return GIVES_ANY_LABELS.has(algorithm) && multiLabel === true ? 'MULTI_LABEL' : TASKS[algorithm];
}

/** Settings of a training, under the field of their algorithm. */
export function settingsInputOf(algorithm: TrainingAlgorithm, given: Record<string, unknown>): TrainingSettingsInput {
  switch (algorithm) {
    case 'MAXIMUM_ENTROPY':
      return { maximumEntropy: given };
    case 'MAXIMUM_ENTROPY_REGRESSION':
      return { maximumEntropyRegression: given };
    case 'WORD2VEC':
      return { word2vec: given };
    case 'FASTTEXT':
      return { fastText: given };
    case 'GLOVE':
      return { gloVe: given };
    case 'FASTTEXT_CLASSIFIER':
      return { fastTextClassifier: given };
    case 'MAXIMUM_ENTROPY_LANGUAGE_MODEL':
      return { maximumEntropyLanguageModel: given };
    case 'RECURRENT_LANGUAGE_MODEL':
      return { recurrentLanguageModel: given };
    case 'TRANSFORMER_LANGUAGE_MODEL':
      return { transformerLanguageModel: given };
    case 'TRANSFORMER_CLASSIFIER':
      return { transformerClassifier: given };
    case 'TEXT_GAN':
      return { textGan: given };
    case 'TEXT_VAE':
      return { textVae: given };
  }
}

/** "l2=0.001" as the field `l2` with the number 0.001. */
export function settingsOf(texts: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', value = ''] = text.split('=');
      if (!name || !value) throw new UsageError(`--set takes setting=value, as in wordNgrams=2; got "${text}".`);
      return [name, literal(value)];
    }),
  );
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
