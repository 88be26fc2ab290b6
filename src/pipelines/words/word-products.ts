import { readFile } from 'node:fs/promises';
import { decodeModel } from '../../onnx/inspect.js';
import { type ProductTable, tableOfLookUp } from '../../onnx/product-table.js';
import { WORD_TABLE_OPERATORS } from './word-table-graph.js';

/** The quantized table of a version of word vectors; null when its graph is another one, which may do more than look vectors up. */
export async function productsOfWords(modelPath: string): Promise<ProductTable | null> {
  const { graph } = decodeModel(await readFile(modelPath));
  return tableOfLookUp(graph, WORD_TABLE_OPERATORS.slice(1));
}
