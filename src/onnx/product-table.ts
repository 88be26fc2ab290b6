import { InvalidInputError } from '../lib/errors.js';
import { CENTROIDS } from '../numerics/product-quantizer.js';
import type { Attribute } from './attributes.js';
import { ELEMENT_TYPE } from './element-type.js';
import { type Tensor, tensor } from './tensor.js';

/** A graph is one protobuf message of at most 2 GiB. */
const MOST_CODES = 1.9 * 2 ** 30;

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

/** A graph that is being built or edited. */
export interface GrowingGraph<V> {
  node(op: string, inputs: readonly V[], attributes?: Readonly<Record<string, Attribute>>): V;
  weight(name: string, values: Tensor): V;
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
