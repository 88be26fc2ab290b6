import { fromWire, toWire, type WireTensor } from '../../inference/protocol/tensors/wire-tensor.js';
import { WORD_ANSWER, WORD_REQUEST, WORD_SOURCES } from '../../inference/protocol/tensors/word-tensors.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import { type Tensor, tensor } from '../../onnx/tensor.js';
import type { WordSource } from '../../pipelines/words/word-lookup.js';
import { WORD_IDS, WORD_WEIGHTS } from '../../pipelines/words/words-pipeline.js';
import { observe, type PredictServices, runTimed, type Target } from '../run.js';

/** A word of the vocabulary that was found. */
export interface FoundWord {
  /** Its place in the vocabulary, from 0. */
  index: number;
  text: string;
  similarity: number;
}

/** What was found for one query. */
export interface FoundWords {
  neighbours: FoundWord[];
  /** The words that it was asked with, and what their vectors are made of; none for a vector. */
  words: { word: string; source: WordSource }[];
}

/** Rows of a search: terms with their weights, as many in each row, or vectors. */
export type WordQueries =
  | { readonly terms: readonly (readonly string[])[]; readonly weights: readonly number[] }
  | { readonly vectors: readonly (readonly number[])[] };

export interface SearchRequest extends Target {
  queries: WordQueries;
  /** How many for each query, at most. */
  count: number;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * The words of a model's vocabulary that are nearest to each query by cosine. Exact: the worker compares with every word. Words of the query
 * are no answers. Counted in health; no records are kept.
 * @throws {InvalidInputError} when the model has no vocabulary of words, or a server of others answers for it
 */
export async function searchWords(services: PredictServices, request: SearchRequest): Promise<FoundWords[]> {
  assertSearchable(request);
  const inputs = wiresOf(request.queries, request.count);
  const rows = inputs[0]!.dims[0]!;
  const run = await runTimed(services, request, inputs, rows, request);
  for (let row = 0; row < rows; row++) observe(services, request, run);
  return readAnswers(run.outputs, rows);
}

/** Whether a version looks words up in a vocabulary; others embed texts only. */
export function hasVocabulary({ version }: Target): boolean {
  const names = version.signature.inputs.map(({ name }) => name);
  return version.task === ModelTask.EMBEDDING && names.includes(WORD_IDS) && names.includes(WORD_WEIGHTS);
}

function assertSearchable(target: Target): void {
  const path = ['input', 'target'];
  if (target.version.task !== ModelTask.EMBEDDING)
    throw new InvalidInputError(
      `Neighbours are found by a model of the task EMBEDDING, not ${target.version.task}.`,
      path,
    );
  if (!hasVocabulary(target))
    throw new InvalidInputError(
      'This model embeds texts and has no vocabulary of words to search. Give candidates with `among`.',
      path,
    );
  if (target.deployment?.server)
    throw new InvalidInputError(
      'A server of others answers for this deployment, and the protocol that it speaks has no search. Ask the version itself: target.modelVersion.',
      path,
    );
}

function wiresOf(queries: WordQueries, count: number): WireTensor[] {
  const rows = 'terms' in queries ? queries.terms.length : queries.vectors.length;
  const first = toWire(WORD_REQUEST.first, tensor('INT32', [rows], new Int32Array(rows).fill(count)));
  if ('vectors' in queries) {
    const dims = [rows, queries.vectors[0]!.length];
    return [first, toWire(WORD_REQUEST.vector, tensor('FP32', dims, Float32Array.from(queries.vectors.flat())))];
  }
  const { terms, weights } = queries;
  const dims = [rows, weights.length];
  return [
    first,
    toWire(WORD_REQUEST.term, tensor('BYTES', dims, terms.flat())),
    toWire(WORD_REQUEST.weight, tensor('FP32', dims, Float32Array.from(terms.flatMap(() => weights)))),
  ];
}

function readAnswers(outputs: readonly WireTensor[], rows: number): FoundWords[] {
  const tensors = new Map(outputs.map((wire) => [wire.name, fromWire(wire)]));
  const named = (name: string): Tensor => {
    const found = tensors.get(name);
    if (found?.dims[0] !== rows) throw new InvalidInputError(`The worker did not answer "${name}" for each query.`);
    return found;
  };
  const neighbours = rowsOf(rows, named(WORD_ANSWER.number), (at, index) => ({
    index,
    text: named(WORD_ANSWER.neighbour).data[at] as string,
    // Rounding may take the cosine of like vectors past 1.
    similarity: Math.min(1, Math.max(-1, named(WORD_ANSWER.similarity).data[at] as number)),
  }));
  const words = rowsOf(rows, named(WORD_ANSWER.source), (at, source) => ({
    word: named(WORD_ANSWER.word).data[at] as string,
    source: WORD_SOURCES[source]!,
  }));
  return neighbours.map((row, at) => ({ neighbours: row, words: words[at]! }));
}

/** What each row holds before its padding, whose numbers are −1. */
function rowsOf<T>(rows: number, numbers: Tensor, read: (at: number, number: number) => T): T[][] {
  const width = numbers.dims[1]!;
  const all = numbers.data as Int32Array;
  return Array.from({ length: rows }, (_, row) => {
    const own = Array.from({ length: width }, (_place, at) => row * width + at).filter((at) => all[at]! >= 0);
    return own.map((at) => read(at, all[at]!));
  });
}
