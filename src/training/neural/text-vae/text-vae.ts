import { add, mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { Named, StepModel } from '../../../onnx/training/step-model.js';
import type { Tensors } from '../../../onnx/tensor.js';
import type { Window } from '../language-model/language-network.js';
import {
  LATENT,
  recurrentLanguageNetwork,
  type RecurrentNetwork,
} from '../language-model/recurrent/recurrent-network.js';
import type { Teaching } from '../language-model/window-models.js';
import { firstStates, type Generator, lossOfTexts } from '../short-texts/generator.js';
import { divergenceOfText, ENCODER, posteriorOf, sampled } from './posterior.js';

/** A decoder that reads a vector of each text beside its tokens; the encoder is as wide. */
export type LatentNetwork = RecurrentNetwork & { readonly latentSize: number };

/** An autoencoder, by the decoder that writes its texts. */
export interface TextVae extends Generator {
  readonly network: LatentNetwork;
}

/**
 * Trains on texts of their own by the negative evidence lower bound: `tokens`, the `targets` behind them, and `weights` whose products with
 * cross-entropies add up to what the loss counts of them, (length, batch) each; `kl_weight` is what a text's divergence counts.
 * @param freeBits nats that each number of the latent vector costs at least
 * @param teaching by another network, which has no vector: what tokens cost is the loss of a distillation then; null for none
 * @see Bowman et al., Generating Sentences from a Continuous Space (2016)
 */
export function autoencoderStep(
  { network }: TextVae,
  window: Window,
  freeBits: number,
  teaching: Teaching | null = null,
): StepModel {
  const shape = [window.steps, window.batch];
  return {
    inputs: {
      tokens: { type: 'INT64', shape },
      targets: { type: 'INT64', shape },
      weights: { type: 'FP32', shape },
      kl_weight: { type: 'FP32', shape: [] },
    },
    forward(scope, inputs) {
      const posterior = posteriorOf(scope, network, inputs.targets!, inputs.weights!);
      const noise = scope.noise({ kind: 'normal' }, [window.batch, network.latentSize]);
      if (!noise) throw new TypeError('An autoencoder needs a scope that draws.');
      const reconstruction = reconstructionLoss(scope, network, inputs, sampled(posterior, noise), teaching);
      const cost = mul(inputs.kl_weight!, mul(window.batch, divergenceOfText(posterior, freeBits)));
      return { loss: add(reconstruction, cost) };
    },
  };
}

/** Sum of what all tokens cost behind a vector of their text, each times its weight, in nats. @param latent (batch, latent) */
export function reconstructionLoss(
  scope: Scope,
  network: LatentNetwork,
  inputs: Named,
  latent: Variable,
  teaching: Teaching | null,
): Variable {
  const { graph, shape } = inputs.tokens!;
  const decoder = recurrentLanguageNetwork(network);
  const first = firstStates(decoder, shape[1] as number, graph, { [LATENT]: latent });
  return lossOfTexts(scope, decoder, inputs, first, teaching);
}

/** The weights by which the decoder writes, without those of the encoder. */
export function decoderWeights(weights: Tensors): Tensors {
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !name.startsWith(`${ENCODER}.`)));
}
