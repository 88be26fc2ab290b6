import { InvalidInputError } from '../lib/errors.js';
import { CENTROIDS } from '../numerics/product-quantizer.js';
import type { GraphBuilder, Value } from './builder.js';
import type { Attribute } from './attributes.js';
import { ELEMENT_TYPE } from './element-type.js';
import type { GraphProto } from './generated/onnx_pb.js';
import { type Tensor, tensor } from './tensor.js';
import { protoToTensor } from './tensor-proto.js';

/** A graph is one protobuf message of at most 2 GiB. */
const MOST_CODES = 1.9 * 2 ** 30;
/** Operators of `lookUpProducts` in their order, without those that cut a last part short; and those that rows with lengths of their own have besides. */
const LOOK_UP = ['Gather', 'Cast', 'Add', 'Gather', 'Shape', 'Concat', 'Reshape'];
const LENGTHS = ['Gather', 'Cast', 'Gather', 'Unsqueeze', 'Mul'];

/**
 * A table whose rows are cut into parts, each told by the number of the centroid that is nearest (product quantization).
 * @see Jégou et al. 2011, Product Quantization for Nearest Neighbor Search
 */
export interface ProductTable {
  readonly rows: number;
  /** Numbers of a row. */
  readonly dimensions: number;
  readonly parts: number;
  /** Numbers of a part; the last may have fewer. */
  readonly width: number;
  /** (rows, parts) */
  readonly codes: Uint8Array;
  /** (parts, CENTROIDS, width), zeros where the last part has fewer numbers. */
  readonly centroids: Float32Array;
  /** What each row is multiplied by, as codes of CENTROIDS values; null where rows keep their length. */
  readonly norms: { readonly codes: Uint8Array; readonly values: Float32Array } | null;
}

/** A graph to which nodes are added. */
export interface GrowingGraph<V> {
  node(op: string, inputs: readonly V[], attributes?: Readonly<Record<string, Attribute>>): V;
  weight(name: string, values: Tensor): V;
}

/** A graph that is being built. */
export function growing(graph: GraphBuilder): GrowingGraph<Value> {
  return {
    node: (op, inputs, attributes) => graph.node(op, inputs, attributes),
    weight: (name, values) => graph.initializer(name, values),
  };
}

/**
 * Adds the rows of such a table that `ids` name to a graph: FP32 [..ids, dimensions].
 * @throws {InvalidInputError} when it is too large for a graph
 */
export function lookUpProducts<V>(graph: GrowingGraph<V>, ids: V, table: ProductTable): V {
  const { rows, dimensions, parts, width, codes, centroids, norms } = table;
  if (codes.length > MOST_CODES)
    throw new InvalidInputError(`${rows} rows of ${parts} codes are more than a graph holds, ${MOST_CODES} bytes.`);
  const lookUp = (values: V, at: V) => graph.node('Gather', [values, at], { axis: 0 });
  const integers = (value: V) => graph.node('Cast', [value], { to: ELEMENT_TYPE.INT32 });
  const found = lookUp(graph.weight('codes', tensor('UINT8', [rows, parts], codes)), ids);
  const firsts = Int32Array.from({ length: parts }, (_, part) => part * CENTROIDS);
  const places = graph.node('Add', [integers(found), graph.weight('code_starts', tensor('INT32', [parts], firsts))]);
  const cut = lookUp(graph.weight('centroids', tensor('FP32', [parts * CENTROIDS, width], centroids)), places);
  const shape = graph.node(
    'Concat',
    [
      graph.node('Shape', [ids]),
      graph.weight('row_size', tensor('INT64', [1], BigInt64Array.of(BigInt(parts * width)))),
    ],
    { axis: 0 },
  );
  let whole = graph.node('Reshape', [cut, shape]);
  const bound = (name: string, value: number) =>
    graph.weight(name, tensor('INT64', [1], BigInt64Array.of(BigInt(value))));
  if (parts * width > dimensions)
    whole = graph.node('Slice', [whole, bound('row_start', 0), bound('row_end', dimensions), bound('row_axis', -1)]);
  if (norms === null) return whole;
  const normCodes = integers(lookUp(graph.weight('norm_codes', tensor('UINT8', [rows], norms.codes)), ids));
  const lengths = lookUp(graph.weight('norms', tensor('FP32', [CENTROIDS], norms.values)), normCodes);
  return graph.node('Mul', [whole, graph.node('Unsqueeze', [lengths, bound('norm_axis', -1)])]);
}

/**
 * The table whose rows a graph looks up as `lookUpProducts` does, and then does `rest` with; null for any other graph.
 * @param rest operators of the nodes behind the look-up
 */
export function tableOfLookUp({ node, initializer }: GraphProto, rest: readonly string[]): ProductTable | null {
  const operators = node.map(({ opType }) => opType).filter((operator) => operator !== 'Identity');
  const wanted = [...LOOK_UP, ...LENGTHS, ...rest];
  if (operators.filter((operator) => operator !== 'Slice').join() !== wanted.join()) return null;
  const weight = (stem: string): Tensor | null => {
    const found = initializer.find(({ name }) => name.replace(/_\d+$/, '') === stem);
    return found ? protoToTensor(found) : null;
  };
  const [codes, centroids, normCodes, norms] = ['codes', 'centroids', 'norm_codes', 'norms'].map(weight);
  if (!codes || !centroids || !normCodes || !norms) return null;
  const [rows = 0, parts = 0] = codes.dims;
  const width = centroids.dims[1]!;
  return {
    ...{ rows, parts, width },
    dimensions: dimensionsOf(weight('row_end'), parts * width),
    codes: codes.data as Uint8Array,
    centroids: centroids.data as Float32Array,
    norms: { codes: normCodes.data as Uint8Array, values: norms.data as Float32Array },
  };
}

function dimensionsOf(end: Tensor | null, whole: number): number {
  return end ? Number((end.data as BigInt64Array)[0]) : whole;
}

/** (count, dimensions) rows from number `start` on, each without the length that it is multiplied by. */
export function directionsOf(
  { dimensions, parts, width, codes, centroids }: ProductTable,
  start: number,
  count: number,
) {
  const rows = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++)
    for (let part = 0; part < parts; part++) {
      const from = (part * CENTROIDS + codes[(start + row) * parts + part]!) * width;
      const own = Math.min(width, dimensions - part * width);
      for (let at = 0; at < own; at++) rows[row * dimensions + part * width + at] = centroids[from + at]!;
    }
  return rows;
}
