import { Graph } from '../../../onnx/autodiff/graph.js';
import { mul } from '../../../onnx/autodiff/arithmetic.js';
import { reshape, transpose } from '../../../onnx/autodiff/layout.js';
import { reduceMean } from '../../../onnx/autodiff/mean.js';
import { reduceSum } from '../../../onnx/autodiff/reduce.js';
import { crossEntropy } from '../../../onnx/autodiff/softmax.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Tensors } from '../../../onnx/tensor.js';
import { Scope } from '../../../onnx/training/scope.js';
import type { InputSpec, Named, StepModel } from '../../../onnx/training/step-model.js';
import { linear } from '../layers/linear.js';
import { embed, tiedLogits } from '../layers/token-table.js';
import type { RecurrentCell } from '../layers/recurrent/cell.js';
import { elman } from '../layers/recurrent/elman.js';
import { gru } from '../layers/recurrent/gru.js';
import { lstm } from '../layers/recurrent/lstm.js';
import { overSequence, type Sequence, unrolled } from '../layers/recurrent/recurrent-layer.js';

/** What remembers the text so far. */
export enum RecurrentCellKind {
  ELMAN = 'ELMAN',
  LSTM = 'LSTM',
  GRU = 'GRU',
}

const CELLS = { ELMAN: elman, LSTM: lstm, GRU: gru } as const satisfies Record<RecurrentCellKind, RecurrentCell>;

/** A recurrent network that predicts each token from those before it. */
export interface RecurrentNetwork {
  readonly vocabularySize: number;
  readonly cell: RecurrentCellKind;
  readonly layers: number;
  /** Width of each layer's state. */
  readonly hiddenSize: number;
  /** Width of a token's vector. */
  readonly embeddingSize: number;
  /** Whether the table that embeds tokens is the output matrix, too. */
  readonly tiedEmbeddings: boolean;
  /** Share of values that are dropped before, between and behind the layers while training. */
  readonly dropout: number;
}

/** Rows and steps of a piece of text. */
export interface Window {
  readonly batch: number;
  /** Tokens of each row, through which gradients flow back. */
  readonly steps: number;
}

type Layer = (scope: Scope, cell: RecurrentCell, x: Variable, states: readonly Variable[]) => Sequence;

/** Trains on `tokens` and `targets` (steps, batch), the tokens behind them: the loss is the mean cross-entropy of a token, in nats. */
export function languageModel(network: RecurrentNetwork, window: Window): StepModel {
  const shape = [window.steps, window.batch];
  return {
    inputs: { tokens: { type: 'INT64', shape }, targets: { type: 'INT64', shape } },
    carried: Object.fromEntries(stateNames(network).map((name) => [name, [window.batch, network.hiddenSize]])),
    forward(scope, { tokens, targets }, carried) {
      const { logits, states } = unrolledLogits(network, scope, tokens!, carried, window);
      return { loss: reduceMean(crossEntropy(logits, flat(targets!, window))), carried: states };
    },
  };
}

/** The same network for measuring: the loss is the sum of each token's cross-entropy, in nats, times its weight. */
export function measuredLanguageModel(network: RecurrentNetwork, window: Window): StepModel {
  const model = languageModel(network, window);
  const weights: InputSpec = { type: 'FP32', shape: [window.steps, window.batch] };
  return {
    ...model,
    inputs: { ...model.inputs, weights },
    forward(scope, { tokens, targets, weights }, carried) {
      const { logits, states } = unrolledLogits(network, scope, tokens!, carried, window);
      const losses = crossEntropy(logits, flat(targets!, window));
      return { loss: reduceSum(mul(losses, flat(weights!, window))), carried: states };
    },
  };
}

/**
 * The network as it is served: `input_ids` (batch, sequence) and `state.N` to `logits` (batch, sequence, vocabulary) and `next_state.N`.
 * @param weights stored in the graph; null makes them its inputs
 */
export function servedLanguageModel(network: RecurrentNetwork, weights: Tensors | null): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'sequence']);
  const names = stateNames(network);
  const given: Named = Object.fromEntries(
    names.map((name) => [name, graph.input(`state.${name}`, 'FP32', ['batch', network.hiddenSize])]),
  );
  const known = new Map<string, Variable>();
  const scope = new Scope({
    parameter({ name, shape }) {
      const variable =
        known.get(name) ?? (weights ? graph.stored(name, weights[name]!) : graph.input(name, 'FP32', shape));
      known.set(name, variable);
      return variable;
    },
    noise: null,
  });
  // Layers run over time first.
  const { logits, states } = logitsOf(network, scope, transpose(ids), given, overSequence);
  graph.output('logits', transpose(logits, [1, 0, 2]));
  for (const name of names) graph.output(`next_state.${name}`, states[name]!);
  return graph.builder.toBytes();
}

/** Names of what is carried from token to token. */
export function stateNames({ cell, layers }: Pick<RecurrentNetwork, 'cell' | 'layers'>): string[] {
  return Array.from({ length: layers }, (_, layer) => CELLS[cell].states.map((state) => `${state}${layer}`)).flat();
}

function unrolledLogits(network: RecurrentNetwork, scope: Scope, tokens: Variable, carried: Named, window: Window) {
  return logitsOf(network, scope, flat(tokens, window), carried, unrolled);
}

function logitsOf(network: RecurrentNetwork, scope: Scope, tokens: Variable, carried: Named, layer: Layer) {
  const { vocabularySize, layers, hiddenSize, embeddingSize, tiedEmbeddings, dropout } = network;
  const cell = CELLS[network.cell];
  const tableScope = scope.child('tokens');
  let x = scope.dropout(embed(tableScope, tokens, vocabularySize, embeddingSize), dropout);
  const states: Record<string, Variable> = {};
  for (let at = 0; at < layers; at++) {
    const names = cell.states.map((state) => `${state}${at}`);
    const given = names.map((name) => carried[name]!);
    const sequence = layer(scope.child(`layer${at}`), cell, x, given);
    names.forEach((name, place) => (states[name] = sequence.states[place]!));
    x = scope.dropout(sequence.outputs, dropout);
  }
  if (!tiedEmbeddings) return { logits: linear(scope.child('logits'), x, vocabularySize), states };
  const narrowed = hiddenSize === embeddingSize ? x : linear(scope.child('narrow'), x, embeddingSize);
  return { logits: tiedLogits(tableScope, narrowed, vocabularySize, embeddingSize), states };
}

/** All rows of a step together, one step behind the other. */
function flat(x: Variable, { steps, batch }: Window): Variable {
  return reshape(x, [steps * batch]);
}
