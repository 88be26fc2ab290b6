import type { ModelSignature } from '../../models/signature.js';
import { GraphBuilder } from '../../onnx/builder.js';
import { tensor } from '../../onnx/tensor.js';
import { EMBEDDING } from '../../pipelines/tokens/embedding-answers.js';
import { WORD_IDS, WORD_WEIGHTS } from '../../pipelines/words/words-pipeline.js';
import type { WordVectors } from '../../text/word-vectors/word-vectors.js';

/** A table of word vectors as an ONNX model: embedding = Σ weights · vectors[ids], for each row of ids. */
export function wordVectorsGraph({ words, vectors, dimensions }: WordVectors): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder('word_vectors');
  const ids = graph.input(WORD_IDS, 'INT64', ['N', 'T']);
  const weights = graph.input(WORD_WEIGHTS, 'FP32', ['N', 'T']);
  const table = graph.initializer('vectors', tensor('FP32', [words.length, dimensions], vectors));
  const axis = (at: bigint) => graph.constant(tensor('INT64', [1], BigInt64Array.of(at)));
  const gathered = graph.node('Gather', [table, ids], { axis: 0 });
  const weighted = graph.node('Mul', [gathered, graph.node('Unsqueeze', [weights, axis(2n)])]);
  const sums = graph.node('ReduceSum', [weighted, axis(1n)], { keepdims: 0 });
  graph.output(EMBEDDING, sums, 'FP32', ['N', dimensions]);
  return graph.toBytes();
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
