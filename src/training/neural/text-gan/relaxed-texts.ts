import { add, mul, sub } from '../../../onnx/autodiff/operators/arithmetic.js';
import { operation } from '../../../onnx/autodiff/graph.js';
import { reshape, squeeze } from '../../../onnx/autodiff/operators/layout.js';
import { concat, split } from '../../../onnx/autodiff/operators/pieces.js';
import { cast, equal } from '../../../onnx/autodiff/operators/select.js';
import { softmax } from '../../../onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import { tensor } from '../../../onnx/tensor.js';
import { gumbel } from '../layers/gumbel.js';
import type { Window } from '../language-model/language-network.js';
import { predictNext, recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import { firstStates, type Generator } from '../short-texts/generator.js';

/** Texts whose tokens are chosen by weight, so that gradients flow through the choice. */
export interface RelaxedTexts {
  /** Weights of all tokens at each place, (length · batch, vocabulary), all texts of a place together. */
  readonly weights: Variable;
  /** 1 up to the token that ends a text, 0 behind it: (length · batch, 1). */
  readonly alive: Variable;
}

/**
 * Draws texts from a generator, from the token that ends one on: Gumbel noise makes the largest logit a sample, which the next step reads; a
 * softmax of the same, the sharper the higher the inverse temperature, stands for it where gradients are to flow.
 * @param inverseTemperature a number
 * @see Nie et al., RelGAN: Relational Generative Adversarial Networks for Text Generation (2019)
 */
export function relaxedTexts(
  scope: Scope,
  { network, endId }: Generator,
  { batch, steps }: Window,
  inverseTemperature: Variable,
): RelaxedTexts {
  const { graph } = inverseTemperature;
  const { vocabularySize } = network;
  const noise = split(
    gumbel(scope, [steps, batch, vocabularySize]),
    Array.from({ length: steps }, () => 1),
    0,
  );
  const end = graph.constant(tensor('INT64', [batch], new BigInt64Array(batch).fill(BigInt(endId))));
  let [tokens, states] = [end, firstStates(recurrentLanguageNetwork(network), batch, graph)];
  let alive = graph.constant(tensor('FP32', [batch, 1], new Float32Array(batch).fill(1)));
  const places: { weights: Variable; alive: Variable }[] = [];
  for (const drawn of noise) {
    const next = predictNext(network, scope, tokens, states);
    const perturbed = add(next.logits, squeeze(drawn, [0]));
    places.push({ weights: softmax(mul(perturbed, inverseTemperature)), alive });
    tokens = largest(perturbed);
    states = next.states;
    alive = mul(alive, reshape(sub(1, cast(equal(tokens, end), 'FP32')), [batch, 1]));
  }
  return {
    weights: concat(
      places.map(({ weights }) => weights),
      0,
    ),
    alive: concat(
      places.map(({ alive }) => alive),
      0,
    ),
  };
}

function largest(logits: Variable): Variable {
  const attributes = { axis: -1, keepdims: 0 };
  return operation('ArgMax', [logits], { type: 'INT64', shape: logits.shape.slice(0, -1) }, [], attributes);
}
