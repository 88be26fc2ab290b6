import type { ModelSignature } from '../../models/versions/signature.js';
import { tensor } from '../../onnx/tensor.js';
import { EMBEDDING } from '../../pipelines/tokens/embedding-answers.js';
import { WORD_TABLE, wordTableGraph } from '../../pipelines/words/word-table-graph.js';
import { WORD_IDS, WORD_WEIGHTS } from '../../pipelines/words/words-pipeline.js';
import type { WordVectors } from '../../text/word-vectors/word-vectors.js';

/** Word vectors as an ONNX model that holds its table: of words, and behind them of their parts. */
export function wordVectorsGraph(
  { vectors, dimensions }: Pick<WordVectors, 'vectors' | 'dimensions'>,
  subwordVectors: Float32Array = new Float32Array(0),
): Uint8Array<ArrayBuffer> {
  const rows = new Float32Array(vectors.length + subwordVectors.length);
  rows.set(vectors);
  rows.set(subwordVectors, vectors.length);
  const table = tensor('FP32', [rows.length / dimensions, dimensions], rows);
  return wordTableGraph(dimensions, (graph) => graph.initializer(WORD_TABLE, table));
}

/** What the model of `wordVectorsGraph` takes and gives. */
export function wordVectorsSignature(dimensions: number): ModelSignature {
  return {
    inputs: [
      { name: WORD_IDS, datatype: 'INT64', shape: [-1, -1] },
      { name: WORD_WEIGHTS, datatype: 'FP32', shape: [-1, -1] },
    ],
    outputs: [{ name: EMBEDDING, datatype: 'FP32', shape: [-1, dimensions] }],
    labels: [],
  };
}
