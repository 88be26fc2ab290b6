import { fromWire, type WireTensor } from '../../inference/protocol/tensors/wire-tensor.js';
import { readTextWords } from '../../inference/protocol/tensors/text-words.js';
import { InvalidInputError } from '../../lib/errors.js';
import { bytesOf, type Tensors, valuesOf } from '../../onnx/tensor.js';
import { TextEmbedding } from './text-embedding.js';
import type { AnswerKind } from './answer-kind.js';
import { outputRows } from './output-rows.js';

interface Stored {
  vectorBase64: string;
}

/** A vector for a text. */
export const textEmbeddingAnswer: AnswerKind<TextEmbedding, Stored> = {
  type: TextEmbedding,
  outputs: () => [{ name: 'embedding', datatype: 'FP32', shape: [-1, -1] }],
  read: (outputs, _, asked) => {
    const words = readTextWords(outputs, asked.length);
    return vectorsOf(outputs, asked.length).map((values, row) => ({ values, words: words?.[row] ?? null }));
  },
  labelsOf: () => [],
  store: ({ values }) => ({ vectorBase64: Buffer.from(bytesOf(values)).toString('base64') }),
  restore: ({ vectorBase64 }) => ({
    values: valuesOf('FP32', Buffer.from(vectorBase64, 'base64')),
    words: null,
  }),
  isCorrect: () => {
    throw new InvalidInputError('An embedding has no labels to give feedback on.', ['prediction']);
  },
};

/** The vectors that a worker answered, one for each of `count` texts. */
export function embeddingsOf(outputs: readonly WireTensor[], count: number): Float32Array[] {
  return vectorsOf(Object.fromEntries(outputs.map((wire) => [wire.name, fromWire(wire)])), count);
}

function vectorsOf(outputs: Tensors, count: number): Float32Array[] {
  const { values, columns } = outputRows(outputs, 'embedding', 'FP32', count);
  return Array.from({ length: count }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
}
