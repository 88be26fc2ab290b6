import { mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import type { Graph } from '../../../onnx/autodiff/graph.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { tensor, valueCount } from '../../../onnx/tensor.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { Named, StepModel } from '../../../onnx/training/step-model.js';
import { distillationLosses } from '../../distillation/distillation-loss.js';
import type { LanguageNetwork, Window, WindowReader } from '../language-model/language-network.js';
import type { RecurrentNetwork } from '../language-model/recurrent/recurrent-network.js';
import { flat, readByTeacher, taught, type Teaching } from '../language-model/window-models.js';

/** A network that writes texts, and which of its tokens ends one. */
export interface Generator {
  readonly network: RecurrentNetwork;
  readonly endId: number;
}

/**
 * Trains on texts of their own: each begins without a memory of another. The loss of a step is the sum of what each token costs, in nats, times
 * its number in `weights`: (steps, batch), as are `tokens` and the `targets` behind them.
 * @param teaching by another network, which reads each text from its beginning, too; null for none
 */
export function onSeparateTexts(
  network: LanguageNetwork,
  { batch, steps }: Window,
  teaching: Teaching | null = null,
): StepModel {
  return {
    inputs: network.measured({ batch, steps }).inputs,
    forward: (scope, given) => {
      const first = firstStates(network, batch, given.tokens!.graph);
      return { loss: lossOfTexts(scope, network, given, first, teaching) };
    },
  };
}

/**
 * Sum of what all tokens of texts cost, each times its weight, in nats: their cross-entropy, or with a teacher the loss of a distillation.
 * @param inputs tokens, targets and weights, (steps, batch) each
 * @param first what the network remembers before the first token
 */
export function lossOfTexts(
  scope: Scope,
  network: LanguageNetwork,
  inputs: Named,
  first: Named,
  teaching: Teaching | null,
): Variable {
  const { tokens, targets, weights } = inputs;
  const [steps, batch] = tokens!.shape as [number, number];
  const window = { batch, steps };
  if (!teaching) return network.measured(window).forward(scope, inputs, first).loss;
  const { logits } = network.read(scope, tokens!, first, window);
  const fresh = taught(firstStates(teaching.reader, batch, tokens!.graph));
  const { probabilities } = readByTeacher(teaching, scope, tokens!, fresh, window);
  const losses = distillationLosses(logits, probabilities, flat(targets!, window), teaching);
  return reduceSum(mul(losses, flat(weights!, window)));
}

/** What a network remembers before the first token. @param given states that are no zeros */
export function firstStates(
  { carriedShapes }: Pick<WindowReader, 'carriedShapes'>,
  batch: number,
  graph: Graph,
  given: Named = {},
): Named {
  return Object.fromEntries(
    Object.entries(carriedShapes(batch)).map(([name, dims]) => [
      name,
      given[name] ?? graph.constant(tensor('FP32', dims, new Float32Array(valueCount(dims)))),
    ]),
  );
}
