import type { TokenLevel } from '../../src/training/language-models/token-level.js';
import type { LanguageModelPlan } from '../../src/training/neural/language-model/language-model-plan.js';
import { recurrentLanguageModelPlan } from '../../src/training/neural/language-model/recurrent/recurrent-language-model-run.js';
import { RECURRENT_LANGUAGE_MODEL_DEFAULTS } from '../../src/training/neural/language-model/recurrent/recurrent-language-model-schema.js';
import { RecurrentCellKind } from '../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { transformerLanguageModelPlan } from '../../src/training/neural/language-model/transformer/transformer-language-model-run.js';
import { TRANSFORMER_LANGUAGE_MODEL_DEFAULTS } from '../../src/training/neural/language-model/transformer/transformer-language-model-schema.js';
import { TRANSFORMER_DEFAULTS } from '../../src/training/neural/transformer-schema.js';

/** What networks of both kinds are told. */
interface Settings {
  readonly level: TokenLevel;
  readonly layers: number;
  /** Of a transformer. */
  readonly heads: number;
  readonly hiddenSize: number;
  readonly tiedEmbeddings: boolean;
  readonly dropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Tokens of a row that a step reads. */
  readonly length: number;
  readonly learningRate: number;
  readonly threads: number;
  readonly vocabularySize: number;
  /** Of a recurrent network: tokens that a step compares with; null compares with all. */
  readonly softmaxSamples: number | null;
}

/** @param network TRANSFORMER, or the cell of a recurrent one */
export function planOf(network: string, { length, heads, ...common }: Settings): LanguageModelPlan {
  const seed = 1;
  if (network === 'TRANSFORMER')
    return transformerLanguageModelPlan({
      ...TRANSFORMER_DEFAULTS,
      ...TRANSFORMER_LANGUAGE_MODEL_DEFAULTS,
      ...common,
      ...{ heads, contextLength: length, feedForwardSize: 8 * Math.ceil(common.hiddenSize / 3), seed },
    });
  return recurrentLanguageModelPlan({
    ...RECURRENT_LANGUAGE_MODEL_DEFAULTS,
    ...common,
    ...{ cell: oneOf(RecurrentCellKind, network), embeddingSize: common.hiddenSize, sequenceLength: length, seed },
  });
}

export function oneOf<V extends string>(choices: Readonly<Record<string, V>>, name: string): V {
  const found = Object.values(choices).find((choice) => choice === name);
  if (found === undefined) throw new Error(`${name} is none of ${Object.values(choices).join(', ')}.`);
  return found;
}
