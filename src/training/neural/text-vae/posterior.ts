import { exp } from '../../../onnx/autodiff/operators/activations.js';
import { add, maximum, mul, square, sub } from '../../../onnx/autodiff/operators/arithmetic.js';
import { reshape, unsqueeze } from '../../../onnx/autodiff/operators/layout.js';
import { reduceMax } from '../../../onnx/autodiff/operators/max.js';
import { reduceMean } from '../../../onnx/autodiff/operators/mean.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import { cast, greater } from '../../../onnx/autodiff/operators/select.js';
import { fixedSize } from '../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { tensor } from '../../../onnx/tensor.js';
import type { Scope } from '../../../onnx/training/scope.js';
import { TOKENS } from '../language-model/recurrent/recurrent-network.js';
import { linear } from '../layers/linear.js';
import { lstm } from '../layers/recurrent/lstm.js';
import { unrolled } from '../layers/recurrent/recurrent-layer.js';
import { embed } from '../layers/token-table.js';
import type { LatentNetwork } from './text-vae.js';

/** Name of the part whose weights the decoder does not have. */
export const ENCODER = 'encoder';

/** What a text says of its latent vector: normal distributions, independent of one another. (batch, latent) each. */
export interface Posterior {
  readonly mean: Variable;
  readonly logVariance: Variable;
}

/**
 * Reads texts by an LSTM, whose largest output over all tokens of a text, number by number, tells mean and variance. Tokens have the vectors
 * that the decoder reads them by.
 * @param texts (length, batch)
 * @param weights (length, batch), above 0 where there is a token
 * @see Long et al., Preventing Posterior Collapse in Sequence VAEs with Pooling (2019)
 */
export function posteriorOf(scope: Scope, network: LatentNetwork, texts: Variable, weights: Variable): Posterior {
  const { vocabularySize, embeddingSize, hiddenSize, latentSize, dropout } = network;
  const [length, batch] = [0, 1].map((axis) => fixedSize(texts.shape, axis, 'An encoder'));
  const own = scope.child(ENCODER);
  const tokens = reshape(texts, [length! * batch!]);
  const x = scope.dropout(embed(scope.child(TOKENS), tokens, vocabularySize, embeddingSize), dropout);
  const empty = texts.graph.constant(tensor('FP32', [batch!, hiddenSize], new Float32Array(batch! * hiddenSize)));
  const { outputs } = unrolled(own.child('layer'), lstm, x, [empty, empty]);
  const isToken = unsqueeze(cast(greater(weights, 0), 'FP32'), [-1]);
  // Outputs lie between −1 and 1: less 2, none behind the end of a text is the largest.
  const seen = sub(reshape(outputs, [length!, batch!, hiddenSize]), mul(2, sub(1, isToken)));
  const pooled = scope.dropout(reduceMax(seen, [0]), dropout);
  return {
    mean: linear(own.child('mean'), pooled, latentSize),
    logVariance: linear(own.child('log_variance'), pooled, latentSize),
  };
}

/**
 * A vector of the posterior as a function of its mean and variance, so that gradients flow into both.
 * @param noise of the standard normal distribution, (batch, latent)
 * @see Kingma and Welling, Auto-Encoding Variational Bayes (2014)
 */
export function sampled({ mean, logVariance }: Posterior, noise: Variable): Variable {
  return add(mean, mul(exp(mul(0.5, logVariance)), noise));
}

/** Divergence of the posterior from the standard normal distribution, in nats: (batch, latent). */
export function divergence({ mean, logVariance }: Posterior): Variable {
  return mul(0.5, sub(add(square(mean), exp(logVariance)), add(logVariance, 1)));
}

/**
 * Mean divergence of a text, in nats. Each number of the vector costs `freeBits` at least, so that saying less than that earns nothing.
 * @see Kingma et al., Improving Variational Inference with Inverse Autoregressive Flow (2016), appendix C.8
 */
export function divergenceOfText(posterior: Posterior, freeBits: number): Variable {
  const ofEach = reduceMean(divergence(posterior), [0]);
  return reduceSum(freeBits === 0 ? ofEach : maximum(ofEach, freeBits));
}
