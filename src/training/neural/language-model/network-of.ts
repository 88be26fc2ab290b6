import type { ParameterSpec } from '../../../onnx/training/scope.js';
import { evaluationGraph } from '../../../onnx/training/training-graph.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import type { LanguageNetwork } from './language-network.js';
import type { RecurrentLanguageModelRun } from './recurrent/recurrent-language-model-schema.js';
import { recurrentLanguageNetwork } from './recurrent/recurrent-network.js';
import type { TransformerLanguageModelRun } from './transformer/transformer-language-model-schema.js';
import { transformerLanguageNetwork } from './transformer/transformer-network.js';

/** Weights are the same for all windows. */
const LEAST_WINDOW = { batch: 1, steps: 2 };

/** Settings of a neural language model. */
export type LanguageModelRun = RecurrentLanguageModelRun | TransformerLanguageModelRun;

/** The network of a version that was trained by such settings. @param vocabularySize tokens that it has */
export function languageNetworkOf(run: LanguageModelRun, vocabularySize: number): LanguageNetwork {
  return run.algorithm === TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL
    ? recurrentLanguageNetwork({ ...run, vocabularySize })
    : transformerLanguageNetwork({ ...run, vocabularySize });
}

/** Weights of a network. */
export function parametersOf(network: LanguageNetwork): readonly ParameterSpec[] {
  return evaluationGraph(network.measured(LEAST_WINDOW)).frozen;
}
