import { Graph } from '../../../../onnx/autodiff/graph.js';
import { flattenRows, transpose } from '../../../../onnx/autodiff/operators/layout.js';
import { matmul } from '../../../../onnx/autodiff/operators/matmul.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { tensor, type Tensors } from '../../../../onnx/tensor.js';
import { smallNormal } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';
import { servingScope } from '../../layers/serving-scope.js';
import { embed, tiedLogits } from '../../layers/token-table.js';
import { causalMask, causalMaskBehind } from '../../layers/transformer/attention-masks.js';
import {
  activationsOfBlocks,
  transformerBlocks,
  type TransformerShape,
  weightCountOfBlocks,
} from '../../layers/transformer/blocks.js';
import { firstPlaces, placesGiven } from '../../layers/transformer/rotary-positions.js';
import type { KeyValues, Sight } from '../../layers/transformer/self-attention.js';
import type { CarriedTensor } from '../../../language-models/sample-text.js';
import type { LanguageNetwork, Window, WindowReader } from '../language-network.js';
import { measuredModel, trainedModel } from '../window-models.js';

/** A decoder-only transformer that predicts each token from those before it. */
export interface TransformerNetwork extends TransformerShape {
  readonly vocabularySize: number;
  /** Whether the table that embeds tokens is the output matrix, too. */
  readonly tiedEmbeddings: boolean;
}

const KINDS = ['key', 'value'] as const;

export function transformerLanguageNetwork(network: TransformerNetwork): LanguageNetwork {
  const { vocabularySize, hiddenSize, tiedEmbeddings } = network;
  const tables = tiedEmbeddings ? vocabularySize * (hiddenSize + 1) : 2 * vocabularySize * hiddenSize;
  const carried = carriedOf(network);
  const reader: WindowReader = {
    carriedShapes: () => ({}),
    read: (scope, tokens, _, window) => ({ logits: windowLogits(network, scope, tokens, window), carried: {} }),
  };
  return {
    ...reader,
    vocabularySize,
    sampled: null,
    trained: (window, teaching = null) => trainedModel(reader, window, teaching),
    measured: (window) => measuredModel(reader, window),
    served: (weights) => served(network, weights),
    signature: {
      inputs: [
        ...['input_ids', 'attention_mask', 'position_ids'].map((name) => ({
          ...{ name, datatype: 'INT64' as const, shape: [-1, -1] },
        })),
        ...carried.map(({ input }) => cacheSpec(input, network)),
      ],
      outputs: [
        { name: 'logits', datatype: 'FP32', shape: [-1, -1, vocabularySize] },
        ...carried.map(({ output }) => cacheSpec(output, network)),
      ],
      labels: [],
    },
    carried,
    beside: (held) => ({
      attention_mask: tensor('INT64', [1, held + 1], new BigInt64Array(held + 1).fill(1n)),
      position_ids: tensor('INT64', [1, 1], BigInt64Array.of(BigInt(held))),
    }),
    // What pipeline.json may say begins at 2.
    contextLength: ({ steps }) => Math.max(2, steps),
    lookBack: ({ steps }) => Math.floor(steps / 2),
    weightCount: tables + weightCountOfBlocks(network),
    activationCount: (window) => activationCount(network, window),
  };
}

/** Logits (steps · batch, vocabulary) of a window that begins anew. */
function windowLogits(network: TransformerNetwork, scope: Scope, tokens: Variable, { steps }: Window): Variable {
  const { graph } = tokens;
  const rotation = firstPlaces(graph, steps, headWidth(network));
  const sight = { rotation, mask: causalMask(graph, steps) };
  const { output } = readTokens(network, scope, transpose(tokens), sight, null);
  return logitsOf(network, scope, flattenRows(transpose(output, [1, 0, 2])));
}

/** With `past_key_values.N.key` and `.value` (batch, heads, length, width of a head) to `present.N.key` and `.value`. */
function served(network: TransformerNetwork, weights: Tensors | null): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'sequence']);
  const known = graph.input('attention_mask', 'INT64', ['batch', 'past+sequence']);
  const places = graph.input('position_ids', 'INT64', ['batch', 'sequence']);
  const { layers, heads } = network;
  const past = Array.from({ length: layers }, (_, layer): KeyValues => {
    const [keys, values] = KINDS.map((kind) =>
      graph.input(`past_key_values.${layer}.${kind}`, 'FP32', ['batch', heads, 'past', headWidth(network)]),
    );
    return { keys: keys!, values: values! };
  });
  const sight = { rotation: placesGiven(places, headWidth(network)), mask: causalMaskBehind(ids, known) };
  const scope = servingScope(graph, weights);
  const answer = readTokens(network, scope, ids, sight, past);
  graph.output('logits', logitsOf(network, scope, answer.output));
  answer.known.forEach(({ keys, values }, layer) => {
    graph.output(`present.${layer}.key`, keys);
    graph.output(`present.${layer}.value`, values);
  });
  return graph.builder.toBytes();
}

/** Tokens (rows, T) to vectors (rows, T, hiddenSize) of what follows each. */
function readTokens(
  { vocabularySize, ...shape }: TransformerNetwork,
  scope: Scope,
  tokens: Variable,
  sight: Omit<Sight, 'past'>,
  past: readonly KeyValues[] | null,
): ReturnType<typeof transformerBlocks> {
  const { hiddenSize } = shape;
  const x = embed(scope.child('tokens'), tokens, vocabularySize, hiddenSize, smallNormal(hiddenSize));
  return transformerBlocks(scope, x, shape, sight, past);
}

function logitsOf(network: TransformerNetwork, scope: Scope, x: Variable): Variable {
  const { vocabularySize, hiddenSize, tiedEmbeddings } = network;
  if (tiedEmbeddings) return tiedLogits(scope.child('tokens'), x, vocabularySize, hiddenSize);
  return matmul(x, scope.child('logits').parameter('weight', [hiddenSize, vocabularySize], smallNormal(hiddenSize)));
}

/** Of each token what a block keeps for its way back, of each pair of tokens what attention does, and the logits with their gradients. */
function activationCount({ vocabularySize, ...shape }: TransformerNetwork, { batch, steps }: Window): number {
  return batch * (steps * 3 * vocabularySize + activationsOfBlocks(shape, steps));
}

function carriedOf(network: TransformerNetwork): CarriedTensor[] {
  const dims = [1, network.heads, 0, headWidth(network)];
  return Array.from({ length: network.layers }, (_, layer) =>
    KINDS.map((kind) => ({ input: `past_key_values.${layer}.${kind}`, output: `present.${layer}.${kind}`, dims })),
  ).flat();
}

function cacheSpec(name: string, network: TransformerNetwork) {
  return { name, datatype: 'FP32' as const, shape: [-1, network.heads, -1, headWidth(network)] };
}

function headWidth({ hiddenSize, heads }: TransformerShape): number {
  return hiddenSize / heads;
}
