import { div, mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import { Graph } from '../../../onnx/autodiff/graph.js';
import { unsqueeze } from '../../../onnx/autodiff/operators/layout.js';
import { reduceMean } from '../../../onnx/autodiff/operators/mean.js';
import { reduceSum } from '../../../onnx/autodiff/operators/reduce.js';
import { cast } from '../../../onnx/autodiff/operators/select.js';
import { crossEntropy } from '../../../onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { smallNormal } from '../../../onnx/training/initializers.js';
import type { ParameterSpec, Scope } from '../../../onnx/training/scope.js';
import type { Forward, InputSpec, StepModel } from '../../../onnx/training/step-model.js';
import { evaluationGraph } from '../../../onnx/training/training-graph.js';
import { distillationLoss } from '../../distillation/distillation-loss.js';
import type { DistillationSettings } from '../../distillation/distillation.js';
import { linear } from '../layers/linear.js';
import { servingScope } from '../layers/serving-scope.js';
import { embed } from '../layers/token-table.js';
import { paddingMask } from '../layers/transformer/attention-masks.js';
import {
  activationsOfBlocks,
  transformerBlocks,
  type TransformerShape,
  weightCountOfBlocks,
} from '../layers/transformer/blocks.js';
import { placesGiven } from '../layers/transformer/rotary-positions.js';

/** Name of the served graph's answers: FP32 [N, labels]. */
export const LOGITS = 'logits';
const HEAD = 'logits';

/** A transformer whose tokens see all of their text, and the mean of what it gives for them. */
export interface ClassifierNetwork extends TransformerShape {
  readonly vocabularySize: number;
  readonly labelCount: number;
}

/**
 * Trains on `tokens` (batch, length) with 1 in `known` where there is one, `places` (1, length), and `labels` (batch), with any length: the
 * loss is the mean cross-entropy of a text, in nats.
 * @param distillation with it, a step is given the teacher's probabilities too, `taught` (batch, labels), and has the loss of a distillation
 */
export function trainedClassifier(
  network: ClassifierNetwork,
  batch: number,
  distillation: DistillationSettings | null = null,
): StepModel {
  const taught: InputSpec = { type: 'FP32', shape: [batch, network.labelCount] };
  return {
    inputs: {
      tokens: { type: 'INT64', shape: [batch, 'length'] },
      known: { type: 'INT64', shape: [batch, 'length'] },
      places: { type: 'INT64', shape: [1, 'length'] },
      labels: { type: 'INT64', shape: [batch] },
      ...(distillation ? { taught } : {}),
    },
    forward(scope, { tokens, known, places, labels, taught }): Forward {
      const logits = logitsOf(network, scope, tokens!, known!, places!);
      if (distillation) return { loss: distillationLoss(logits, taught!, labels!, distillation) };
      return { loss: reduceMean(crossEntropy(logits, labels!)) };
    },
  };
}

/**
 * The network as `predict` serves it, with the names that transformers have.
 * @param weights stored in the graph; null makes them its inputs
 */
export function servedClassifier(network: ClassifierNetwork, weights: Tensors | null): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const [tokens, known, places] = ['input_ids', 'attention_mask', 'position_ids'].map((name) =>
    graph.input(name, 'INT64', ['batch', 'sequence']),
  );
  graph.output(LOGITS, logitsOf(network, servingScope(graph, weights), tokens!, known!, places!));
  return graph.builder.toBytes();
}

export function classifierWeightCount(network: ClassifierNetwork): number {
  const { vocabularySize, hiddenSize, labelCount } = network;
  return vocabularySize * hiddenSize + weightCountOfBlocks(network) + (hiddenSize + 1) * labelCount;
}

/** Numbers that a step keeps and works with, about. @param width tokens of each of the batch's texts */
export function classifierActivationCount(network: ClassifierNetwork, batch: number, width: number): number {
  return batch * activationsOfBlocks(network, width);
}

/** Weights of the network. */
export function classifierParameters(network: ClassifierNetwork): readonly ParameterSpec[] {
  return evaluationGraph(trainedClassifier(network, 1)).frozen;
}

/** Whether a weight is of what goes from the text to the labels. */
export function isOfHead({ name }: ParameterSpec): boolean {
  return name.startsWith(`${HEAD}.`);
}

function logitsOf(
  { vocabularySize, labelCount, ...shape }: ClassifierNetwork,
  scope: Scope,
  tokens: Variable,
  known: Variable,
  places: Variable,
): Variable {
  const { hiddenSize, heads, dropout } = shape;
  const x = embed(scope.child('tokens'), tokens, vocabularySize, hiddenSize, smallNormal(hiddenSize));
  const sight = { rotation: placesGiven(places, hiddenSize / heads), mask: paddingMask(known) };
  const { output } = transformerBlocks(scope, x, shape, sight);
  const counted = unsqueeze(cast(known, 'FP32'), [-1]);
  const mean = div(reduceSum(mul(output, counted), [1]), reduceSum(counted, [1]));
  return linear(scope.child(HEAD), scope.dropout(mean, dropout), labelCount);
}
