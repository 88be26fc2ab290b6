import { InvalidInputError } from '../../lib/errors.js';
import { formatShape } from '../../onnx/spec.js';
import type { Datatype, Tensor, Tensors } from '../../onnx/tensor.js';
import type { FoundWord, WordLookup } from '../../pipelines/words/word-lookup.js';
import { unitVector } from '../../numerics/unit-vector.js';
import { WORD_REQUEST } from '../protocol/tensors/word-tensors.js';

/** Neighbours of one row at most. */
const MOST_NEIGHBOURS = 1_000;

/** One row of a request: what to search with. */
export interface WordQuery {
  readonly first: number;
  readonly terms: readonly { readonly found: readonly FoundWord[]; readonly weight: number }[];
  /** The query itself; null where the terms make it. */
  readonly vector: Float32Array | null;
}

/** What a request searches the vocabulary with, row by row. @throws {InvalidInputError} when it is no such request */
export function wordQueriesOf(inputs: Tensors, lookup: WordLookup, dimensions: number): WordQuery[] {
  const other = Object.keys(inputs).find((name) => !Object.hasOwn(WORD_REQUEST, name));
  if (other !== undefined) throw new InvalidInputError(`A search has no input "${other}".`, [other]);
  const first = valuesOf(inputs, WORD_REQUEST.first, 'INT32', [-1]).data;
  if (first.some((count) => count < 1 || count > MOST_NEIGHBOURS))
    throw new InvalidInputError(`"first" is how many neighbours each row gets, 1 to ${MOST_NEIGHBOURS}.`, [
      WORD_REQUEST.first,
    ]);
  return WORD_REQUEST.vector in inputs
    ? queriesOfVectors(inputs, first, dimensions)
    : queriesOfTerms(inputs, first, lookup);
}

function queriesOfVectors(inputs: Tensors, first: Int32Array, dimensions: number): WordQuery[] {
  const { data } = valuesOf(inputs, WORD_REQUEST.vector, 'FP32', [first.length, dimensions]);
  if (!data.every(Number.isFinite))
    throw new InvalidInputError('"vector" holds a number that is not finite.', [WORD_REQUEST.vector]);
  return Array.from(first, (count, row) => {
    const vector = unitVector(data.subarray(row * dimensions, (row + 1) * dimensions));
    return { first: count, terms: [], vector };
  });
}

function queriesOfTerms(inputs: Tensors, first: Int32Array, lookup: WordLookup): WordQuery[] {
  const terms = valuesOf(inputs, WORD_REQUEST.term, 'BYTES', [first.length, -1]);
  const weights = valuesOf(inputs, WORD_REQUEST.weight, 'FP32', terms.dims).data;
  const width = terms.dims[1]!;
  return Array.from(first, (count, row) => ({
    first: count,
    terms: terms.data.slice(row * width, (row + 1) * width).map((term, at) => ({
      found: lookup.find(term),
      weight: weights[row * width + at]!,
    })),
    vector: null,
  }));
}

/** @throws {InvalidInputError} when an input is missing, or of another datatype or shape (-1 is free) */
function valuesOf<D extends Datatype>(inputs: Tensors, name: string, type: D, shape: readonly number[]): Tensor<D> {
  const given = inputs[name];
  const fits =
    given?.type === type &&
    given.dims.length === shape.length &&
    shape.every((size, axis) => (size < 0 ? given.dims[axis]! > 0 : given.dims[axis] === size));
  if (!fits)
    throw new InvalidInputError(
      `A search takes "${name}" of ${type} ${formatShape(shape)}, not ${given ? `${given.type} ${formatShape(given.dims)}` : 'nothing'}.`,
      [name],
    );
  return given as Tensor<D>;
}
