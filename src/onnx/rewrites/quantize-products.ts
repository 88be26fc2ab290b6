import { toBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../../lib/errors.js';
import { CENTROIDS, fitCentroids } from '../../numerics/product-quantizer.js';
import { integerAttribute } from '../attributes.js';
import { ModelProtoSchema, type NodeProto } from '../generated/onnx_pb.js';
import { decodeModel } from '../inspect.js';
import { lookUpProducts, type ProductTable } from '../product-table.js';
import { protoToTensor } from '../tensor-proto.js';
import { GraphEditor } from './graph-editor.js';
import type { RewrittenModel } from './rewrite.js';

/** Numbers that one byte tells. */
const WIDTH = 4;
/** With fewer rows the centroids take as much room as they save. */
const LEAST_ROWS = 16 * CENTROIDS;
const LEAST_DIMENSIONS = 2 * WIDTH;

/**
 * Tables of embeddings to product quantization: a row's direction is told by a byte for every four numbers, and its length by one more.
 * @throws {InvalidInputError} when the model looks up rows of no large table
 * @see Joulin et al. 2016, FastText.zip: Compressing text classification models
 */
export async function quantizeProducts(bytes: Uint8Array): Promise<RewrittenModel> {
  const model = decodeModel(bytes);
  const editor = new GraphEditor(model);
  const lookUps = new Set(model.graph.node.filter(isLookUp));
  const tables = new Map<string, ProductTable>();
  for (const { input } of lookUps) {
    const [name = ''] = input;
    const weight = tables.has(name) ? null : editor.ownMatrix(name, lookUps, 0);
    const [rows = 0, dimensions = 0] = (weight?.dims ?? []).map(Number);
    if (weight && rows >= LEAST_ROWS && dimensions >= LEAST_DIMENSIONS)
      tables.set(name, await productTableOf(protoToTensor(weight).data as Float32Array, rows, dimensions));
  }
  if (tables.size === 0)
    throw new InvalidInputError(
      `The model looks up rows of no table of ${LEAST_ROWS} rows and ${LEAST_DIMENSIONS} columns of 32-bit floats or more.`,
    );
  editor.rewrite((node) => {
    const table = lookUps.has(node) ? tables.get(node.input[0]!) : undefined;
    if (!table) return false;
    const graph = {
      node: editor.add.bind(editor),
      weight: editor.addInitializer.bind(editor),
    };
    editor.add('Identity', [lookUpProducts<string>(graph, node.input[1]!, table)], {}, node.output[0]);
    return true;
  });
  const rows = [...tables.values()].map((table) => `${table.rows} rows of ${table.dimensions} numbers`).join(', ');
  return { bytes: toBinary(ModelProtoSchema, model), summary: `${rows} to ${WIDTH} numbers a byte` };
}

async function productTableOf(table: Float32Array, rows: number, dimensions: number): Promise<ProductTable> {
  const parts = Math.ceil(dimensions / WIDTH);
  const lengths = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) squares += table[at]! * table[at]!;
    lengths[row] = Math.sqrt(squares);
  }
  const codes = new Uint8Array(rows * parts);
  const centroids = new Float32Array(parts * CENTROIDS * WIDTH);
  for (let part = 0; part < parts; part++) {
    const start = part * WIDTH;
    const points = new Float32Array(rows * WIDTH);
    const own = Math.min(WIDTH, dimensions - start);
    for (let row = 0; row < rows; row++)
      for (let at = 0; at < own; at++)
        points[row * WIDTH + at] = table[row * dimensions + start + at]! / (lengths[row]! || 1);
    const fitted = await fitCentroids(points, WIDTH);
    centroids.set(fitted.centroids, part * CENTROIDS * WIDTH);
    fitted.codes.forEach((code, row) => (codes[row * parts + part] = code));
  }
  const norms = await fitCentroids(lengths, 1);
  return {
    ...{ rows, dimensions, parts, width: WIDTH, codes, centroids },
    norms: { codes: norms.codes, values: norms.centroids },
  };
}

function isLookUp(node: NodeProto): boolean {
  const standard = node.domain === '' || node.domain === 'ai.onnx';
  return standard && node.opType === 'Gather' && integerAttribute(node, 'axis', 0) === 0;
}
