import { relu } from '../../../onnx/autodiff/operators/activations.js';
import { add, mul, sub } from '../../../onnx/autodiff/operators/arithmetic.js';
import { gather } from '../../../onnx/autodiff/operators/gather.js';
import { reshape } from '../../../onnx/autodiff/operators/layout.js';
import { product } from '../../../onnx/autodiff/operators/matmul.js';
import { reduceMax } from '../../../onnx/autodiff/operators/max.js';
import { concat } from '../../../onnx/autodiff/operators/pieces.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { tensor } from '../../../onnx/tensor.js';
import { normalWith } from '../../../onnx/training/initializers.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { Window } from '../language-model/language-network.js';
import { convolution } from '../layers/convolution.js';
import { highway } from '../layers/highway.js';
import { linear } from '../layers/linear.js';
import type { RelaxedTexts } from './relaxed-texts.js';

/** Tokens that a filter sees at once. */
const WIDTHS = [2, 3, 4, 5];
const JUDGING = 100;
const DROPPED = 0.25;

/** A network that tells texts that were written by people from those of a generator. */
export interface Discriminator {
  readonly vocabularySize: number;
  /** How many times a text is embedded, each judged on its own. */
  readonly representations: number;
  /** Numbers of a token's vector in each of them. */
  readonly representationSize: number;
  /** Filters of each width. */
  readonly filters: number;
}

/** Vectors of given texts: tokens (length, batch) to (length, batch, all representations). */
export function vectorsOfTexts(scope: Scope, network: Discriminator, tokens: Variable): Variable {
  return gather(table(scope, network), tokens);
}

/** The same of relaxed texts, which are as if their end was repeated behind it. */
export function vectorsOfRelaxed(
  scope: Scope,
  network: Discriminator,
  { weights, alive }: RelaxedTexts,
  endId: number,
  { steps, batch }: Window,
): Variable {
  const vectors = table(scope, network);
  const end = gather(vectors, weights.graph.constant(tensor('INT64', [1], BigInt64Array.of(BigInt(endId)))));
  const seen = add(mul(product(weights, vectors), alive), mul(end, sub(1, alive)));
  return reshape(seen, [steps, batch, widthOf(network)]);
}

/**
 * Logits that texts are by people: convolutions of several widths over each representation, the largest of each filter over all places, a
 * highway layer and two linear ones. Representations share all weights but their vectors.
 * @param vectors (length, texts, all representations)
 * @returns (texts · representations), those of a text side by side
 * @see Kim, Convolutional Neural Networks for Sentence Classification (2014); Nie et al., RelGAN (2019)
 */
export function discriminate(scope: Scope, network: Discriminator, vectors: Variable): Variable {
  const [length, texts] = vectors.shape as [number, number];
  const { representations, representationSize, filters } = network;
  const rows = texts * representations;
  const apart = reshape(vectors, [length, rows, representationSize]);
  const found = widthsWithin(length).map((width) =>
    relu(reduceMax(convolution(scope.child(`width${width}`), apart, width, filters), [0])),
  );
  const features = scope.dropout(highway(scope.child('highway'), concat(found, 1)), DROPPED);
  const judged = relu(linear(scope.child('judging'), features, JUDGING));
  return reshape(linear(scope.child('logit'), judged, 1), [rows]);
}

/** Numbers of all weights of a discriminator for texts of so many tokens. */
export function discriminatorWeights(network: Discriminator, length: number): number {
  const { vocabularySize, representationSize, filters } = network;
  const widths = widthsWithin(length);
  const filtering = widths.reduce((sum, width) => sum + (width * representationSize + 1) * filters, 0);
  const found = widths.length * filters;
  return vocabularySize * widthOf(network) + filtering + 2 * (found + 1) * found + (found + 1) * JUDGING + JUDGING + 1;
}

/** Numbers that judging a text computes: about. */
export function discriminatorActivations(network: Discriminator, length: number): number {
  const { representations, representationSize, filters } = network;
  const ofPlace = widthsWithin(length).reduce((sum, width) => sum + 2 * width * representationSize + 5 * filters, 0);
  return length * representations * (ofPlace + 4 * representationSize);
}

function widthsWithin(length: number): number[] {
  return WIDTHS.filter((width) => width <= length);
}

function widthOf({ representations, representationSize }: Discriminator): number {
  return representations * representationSize;
}

function table(scope: Scope, network: Discriminator): Variable {
  return scope.child('tokens').parameter('table', [network.vocabularySize, widthOf(network)], normalWith(0.1));
}
