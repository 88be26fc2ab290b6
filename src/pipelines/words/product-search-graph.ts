import { GraphBuilder, type Value } from '../../onnx/builder.js';
import { ELEMENT_TYPE } from '../../onnx/element-type.js';
import { directionsOf, growing, lookUpProducts, type ProductTable } from '../../onnx/product-table.js';
import { CENTROIDS } from '../../numerics/product-quantizer.js';
import { tensor } from '../../onnx/tensor.js';
import { addSearch } from './word-search-graph.js';
import { addEmbedding } from './word-table-graph.js';

/** Words whose lengths are computed at once. */
const ROWS_AT_ONCE = 10_000;

/**
 * What `wordSearchGraph` is of a plain table, of one that was quantized to products. A word's product with a query is the sum, over the parts, of its centroid's with that part of the
 * query: those are computed once for all words, and looked up. No row is made whole.
 * @param words how many of the table's rows are words
 */
export function productSearchGraph(table: ProductTable, words: number): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder('product_search');
  addEmbedding(graph, (ids) => lookUpProducts(growing(graph), ids, table), table.dimensions);
  const lengths = graph.initializer('lengths', tensor('FP32', [words, 1], lengthsOf(table, words)));
  addSearch(graph, table.dimensions, lengths, (search, query) => products(search, query, table, words));
  return graph.toBytes();
}

function products(graph: GraphBuilder, query: Value, table: ProductTable, words: number): Value {
  const { dimensions, parts, width, centroids } = table;
  const integers = (...values: number[]) =>
    graph.constant(tensor('INT64', [values.length], BigInt64Array.from(values, BigInt)));
  const padded = graph.node('Pad', [query, integers(0, 0, 0, parts * width - dimensions)]);
  const cut = graph.node('Reshape', [padded, integers(-1, parts, width)]);
  const factors = graph.node('Transpose', [cut], { perm: [1, 2, 0] });
  const perPart = graph.constant(tensor('FP32', [parts, CENTROIDS, width], centroids));
  // (parts, CENTROIDS, M)
  const found = graph.node('MatMul', [perPart, factors]);
  const queries = graph.node('Shape', [query], { start: 0, end: 1 });
  const shape = graph.node('Concat', [integers(words), queries], { axis: 0 });
  const nothing = graph.node('ConstantOfShape', [shape]);

  const body = graph.subgraph('add_part');
  const sums = body.input('sums', 'FP32', [words, 'M']);
  const values = body.input('values', 'FP32', [CENTROIDS, 'M']);
  const codes = body.input('part_codes', 'UINT8', [words]);
  const places = body.node('Cast', [codes], { to: ELEMENT_TYPE.INT32 });
  const own = body.node('Gather', [values, places], { axis: 0 });
  body.output('more_sums', body.node('Add', [sums, own]), 'FP32', [words, 'M']);
  const byPart = graph.constant(tensor('UINT8', [parts, words], codesByPart(table, words)));
  return graph.node('Scan', [nothing, found, byPart], { body, num_scan_inputs: 2 });
}

/** (parts, words) */
function codesByPart({ parts, codes }: ProductTable, words: number): Uint8Array {
  const byPart = new Uint8Array(parts * words);
  for (let word = 0; word < words; word++)
    for (let part = 0; part < parts; part++) byPart[part * words + word] = codes[word * parts + part]!;
  return byPart;
}

/** Lengths of the rows as they are multiplied; none is near a word whose vector is 0. */
function lengthsOf(table: ProductTable, words: number): Float32Array {
  const { dimensions, norms } = table;
  const lengths = new Float32Array(words);
  for (let start = 0; start < words; start += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, words - start);
    const rows = directionsOf(table, start, count);
    for (let row = 0; row < count; row++) {
      let squares = 0;
      for (let at = row * dimensions; at < (row + 1) * dimensions; at++) squares += rows[at]! * rows[at]!;
      const isZero = norms !== null && norms.values[norms.codes[start + row]!] === 0;
      lengths[start + row] = isZero ? Infinity : Math.sqrt(squares);
    }
  }
  return lengths;
}
