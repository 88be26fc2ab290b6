import { Graph } from '../../../../onnx/autodiff/graph.js';
import { add } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { reshape, transpose } from '../../../../onnx/autodiff/operators/layout.js';
import { reduceMean } from '../../../../onnx/autodiff/operators/mean.js';
import { sampledCrossEntropy } from '../../../../onnx/autodiff/operators/sampled-softmax.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import type { ModelSignature } from '../../../../models/versions/signature.js';
import type { Tensors } from '../../../../onnx/tensor.js';
import { normalWith } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';
import type { Named, StepModel } from '../../../../onnx/training/step-model.js';
import { linear } from '../../layers/linear.js';
import { servingScope } from '../../layers/serving-scope.js';
import {
  embed,
  logitsOfFirst,
  logitsOfTokens,
  tiedLogits,
  tiedTableNames,
  tiedTables,
  TOKEN_DEVIATION,
} from '../../layers/token-table.js';
import { dropWords } from '../../layers/word-dropout.js';
import type { RecurrentCell } from '../../layers/recurrent/cell.js';
import { elman } from '../../layers/recurrent/elman.js';
import { gru } from '../../layers/recurrent/gru.js';
import { lstm } from '../../layers/recurrent/lstm.js';
import type { LanguageNetwork, Window, WindowReader } from '../language-network.js';
import { mostRows } from '../sampled-softmax/sampled-windows.js';
import { flat, measuredModel, trainedModel } from '../window-models.js';
import { overSequence, type Sequence, unrolled } from '../../layers/recurrent/recurrent-layer.js';

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
  /** Share of tokens that are not read while training; none when left out. */
  readonly wordDropout?: number;
  /** Width of a vector of each text that is read beside all of its tokens, as that of an autoencoder; none when left out. */
  readonly latentSize?: number;
}

/** Name of the part of the network that has the tokens' vectors. */
export const TOKENS = 'tokens';

/** Name of the state that is a text's latent vector, and its own next value. */
export const LATENT = 'latent';

type Layer = (scope: Scope, cell: RecurrentCell, x: Variable, states: readonly Variable[]) => Sequence;

/** @param samples tokens that a step of training compares the true ones with, below the vocabulary; null compares with all. Takes tied embeddings */
export function recurrentLanguageNetwork(network: RecurrentNetwork, samples: number | null = null): LanguageNetwork {
  const reader = readerOf(network);
  return {
    ...reader,
    vocabularySize: network.vocabularySize,
    sampled: samples === null ? null : { samples, rowWidth: network.embeddingSize + 1 },
    trained: (window, teaching = null) =>
      samples === null ? trainedModel(reader, window, teaching) : trainedOnSample(network, window, samples),
    measured: (window) => measuredModel(reader, window),
    served: (weights) => served(network, weights),
    signature: signatureOf(network),
    carried: Object.entries(stateShapes(network, 1)).map(([name, dims]) => ({
      ...{ input: `state.${name}`, output: `next_state.${name}`, dims },
    })),
    beside: () => ({}),
    contextLength: () => null,
    lookBack: () => 0,
    weightCount: weightCount(network),
    activationCount: (window) => activationCount(network, window, samples),
  };
}

function readerOf(network: RecurrentNetwork): WindowReader {
  return {
    carriedShapes: (batch) => stateShapes(network, batch),
    read(scope, tokens, given, window) {
      const { logits, states } = logitsOf(network, scope, flat(tokens, window), given, unrolled);
      return { logits, carried: states };
    },
  };
}

/** Gets rows of the tokens' table, those of the sample first: tokens and targets are places among them. */
function trainedOnSample(network: RecurrentNetwork, window: Window, samples: number): StepModel {
  const { vocabularySize, embeddingSize } = network;
  const { inputs, carried } = trainedModel(readerOf(network), window, null);
  const tableNames = tiedTableNames(TOKENS);
  return {
    ...{ carried: carried!, inputs: { ...inputs, log_inclusion: { type: 'FP32', shape: [samples] } } },
    tables: { names: tableNames, count: mostRows(window, samples) },
    forward(scope, { tokens, targets, log_inclusion: logInclusion }, given) {
      const { x, states } = readTokens(network, scope, flat(tokens!, window), given, unrolled);
      const places = flat(targets!, window);
      const tables = tiedTables(scope.child(TOKENS), vocabularySize, embeddingSize);
      const logits = logitsOfFirst(x, tables, samples);
      const losses = sampledCrossEntropy(
        logitsOfTokens(x, tables, places),
        { logits, logInclusion: logInclusion! },
        places,
      );
      return { loss: reduceMean(losses), carried: states };
    },
  };
}

/** With `state.N` to `next_state.N`. */
function served(network: RecurrentNetwork, weights: Tensors | null): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'sequence']);
  const shapes = Object.entries(stateShapes(network, 1));
  const given: Named = Object.fromEntries(
    shapes.map(([name, [, width]]) => [name, graph.input(`state.${name}`, 'FP32', ['batch', width])]),
  );
  const scope = servingScope(graph, weights);
  // Layers run over time first.
  const { logits, states } = logitsOf(network, scope, transpose(ids), given, overSequence);
  graph.output('logits', transpose(logits, [1, 0, 2]));
  for (const [name] of shapes) graph.output(`next_state.${name}`, states[name]!);
  return graph.builder.toBytes();
}

/** Names of what layers carry from token to token. */
function layerStates({ cell, layers }: Pick<RecurrentNetwork, 'cell' | 'layers'>): string[] {
  return Array.from({ length: layers }, (_, layer) => CELLS[cell].states.map((state) => `${state}${layer}`)).flat();
}

/**
 * One step of a text: logits of what comes behind its last token, without dropout.
 * @param tokens (batch)
 * @param states by the names of `stateShapes`
 * @returns logits (batch, vocabulary), and the states behind the token
 */
export function predictNext(
  network: RecurrentNetwork,
  scope: Scope,
  tokens: Variable,
  states: Named,
): { logits: Variable; states: Named } {
  return logitsOf({ ...network, dropout: 0 }, scope, tokens, states, unrolled);
}

/** What such a network remembers of so many texts. */
export function stateShapes(network: RecurrentNetwork, batch: number): Record<string, [number, number]> {
  const { hiddenSize, latentSize } = network;
  const layers = layerStates(network).map((name): [string, [number, number]] => [name, [batch, hiddenSize]]);
  return { ...Object.fromEntries(layers), ...(latentSize === undefined ? {} : { [LATENT]: [batch, latentSize] }) };
}

function logitsOf(network: RecurrentNetwork, scope: Scope, tokens: Variable, carried: Named, layer: Layer) {
  const { vocabularySize, embeddingSize, tiedEmbeddings } = network;
  const { x, states } = readTokens(network, scope, tokens, carried, layer);
  if (!tiedEmbeddings) return { logits: linear(scope.child('logits'), x, vocabularySize), states };
  return { logits: tiedLogits(scope.child(TOKENS), x, vocabularySize, embeddingSize), states };
}

/** What the logits are made of, as wide as a token's vector where that is tied to them, and the states behind the tokens. */
function readTokens(network: RecurrentNetwork, scope: Scope, tokens: Variable, carried: Named, layer: Layer) {
  const { vocabularySize, layers, hiddenSize, embeddingSize, tiedEmbeddings, dropout, wordDropout = 0 } = network;
  const cell = CELLS[network.cell];
  const words = dropWords(scope, embed(scope.child(TOKENS), tokens, vocabularySize, embeddingSize), wordDropout);
  const latent = carried[LATENT];
  let x = scope.dropout(latent ? besideTokens(scope.child(LATENT), words, latent) : words, dropout);
  const states: Record<string, Variable> = latent ? { [LATENT]: latent } : {};
  for (let at = 0; at < layers; at++) {
    const names = cell.states.map((state) => `${state}${at}`);
    const given = names.map((name) => carried[name]!);
    const sequence = layer(scope.child(`layer${at}`), cell, x, given);
    names.forEach((name, place) => (states[name] = sequence.states[place]!));
    x = scope.dropout(sequence.outputs, dropout);
  }
  const narrows = tiedEmbeddings && hiddenSize !== embeddingSize;
  return { x: narrows ? linear(scope.child('narrow'), x, embeddingSize) : x, states };
}

/**
 * Adds what a layer makes of each text's vector to those of all of its tokens. It begins as large as tokens' vectors do: larger, it would
 * drown them.
 * @param x (steps · batch, width) or (steps, batch, width)
 * @param latent (batch, size)
 */
function besideTokens(scope: Scope, x: Variable, latent: Variable): Variable {
  const [width, size] = [x, latent].map(({ shape }) => fixedSize(shape, -1, 'A recurrent network'));
  const ofTexts = linear(scope, latent, width!, normalWith(TOKEN_DEVIATION / Math.sqrt(size!)));
  if (x.rank === 3) return add(x, ofTexts);
  const [rows, batch] = [x, latent].map(({ shape }) => fixedSize(shape, 0, 'A recurrent network'));
  return reshape(add(reshape(x, [rows! / batch!, batch!, width!]), ofTexts), [rows!, width!]);
}

function signatureOf(network: RecurrentNetwork): ModelSignature {
  const { vocabularySize } = network;
  const states = (prefix: string) =>
    Object.entries(stateShapes(network, -1)).map(([name, shape]) => ({
      ...{ name: `${prefix}.${name}`, datatype: 'FP32' as const, shape },
    }));
  return {
    inputs: [{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }, ...states('state')],
    outputs: [{ name: 'logits', datatype: 'FP32', shape: [-1, -1, vocabularySize] }, ...states('next_state')],
    labels: [],
  };
}

function weightCount(network: RecurrentNetwork): number {
  const { vocabularySize, layers, hiddenSize, embeddingSize, tiedEmbeddings, latentSize } = network;
  const { gates, recurrentBias } = CELLS[network.cell];
  const biases = recurrentBias ? 2 : 1;
  const first = gates * hiddenSize * (embeddingSize + hiddenSize + biases);
  const others = (layers - 1) * gates * hiddenSize * (2 * hiddenSize + biases);
  const narrow = tiedEmbeddings && hiddenSize !== embeddingSize ? (hiddenSize + 1) * embeddingSize : 0;
  const logits = tiedEmbeddings ? vocabularySize : (hiddenSize + 1) * vocabularySize;
  const latent = latentSize === undefined ? 0 : (latentSize + 1) * embeddingSize;
  return vocabularySize * embeddingSize + latent + first + others + narrow + logits;
}

/** Of each token what gates keep for their way back, and the logits with their gradients. */
function activationCount(network: RecurrentNetwork, { batch, steps }: Window, samples: number | null): number {
  const { vocabularySize, layers, hiddenSize, embeddingSize } = network;
  // Those of a sample are scaled, and joined by that of the true token, on their way.
  const logits = samples === null ? 3 * vocabularySize : 5 * samples;
  const ofToken = logits + 2 * embeddingSize + layers * hiddenSize * (4 * CELLS[network.cell].gates + 10);
  return batch * steps * ofToken;
}
