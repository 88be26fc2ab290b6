import type { Graph } from '../../../onnx/autodiff/graph.js';
import { tensor, valueCount } from '../../../onnx/tensor.js';
import type { Named, StepModel } from '../../../onnx/training/step-model.js';
import type { Window } from '../language-model/language-network.js';
import {
  recurrentLanguageNetwork,
  type RecurrentNetwork,
  stateShapes,
} from '../language-model/recurrent/recurrent-network.js';

/** A network that writes texts, and which of its tokens ends one. */
export interface Generator {
  readonly network: RecurrentNetwork;
  readonly endId: number;
}

/**
 * Trains on texts of their own: each begins without a memory of another. The loss of a step is the sum of each token's cross-entropy, in
 * nats, times its number in `weights`: (steps, batch), as are `tokens` and the `targets` behind them.
 */
export function onSeparateTexts(network: RecurrentNetwork, window: Window): StepModel {
  const measured = recurrentLanguageNetwork(network).measured(window);
  return {
    inputs: measured.inputs,
    forward: (scope, given) => ({
      loss: measured.forward(scope, given, firstStates(network, window.batch, given.tokens!.graph)).loss,
    }),
  };
}

/** What a network remembers before the first token. @param given states that are no zeros */
export function firstStates(network: RecurrentNetwork, batch: number, graph: Graph, given: Named = {}): Named {
  return Object.fromEntries(
    Object.entries(stateShapes(network, batch)).map(([name, dims]) => [
      name,
      given[name] ?? graph.constant(tensor('FP32', dims, new Float32Array(valueCount(dims)))),
    ]),
  );
}
