import { toWire } from '../../inference/protocol/tensors/wire-tensor.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import { tensor } from '../../onnx/tensor.js';
import { unitVector } from '../../numerics/unit-vector.js';
import { embeddingsOf } from '../answers/text-embedding-answer.js';
import { assertCount, assertFirst } from './assert-count.js';
import { observe, type PredictServices, runTimed, type Target } from '../run.js';

const MAX_TEXTS = 256;
const MAX_CANDIDATES = 1_000;
/** Texts in one run at most. */
const TEXTS_PER_RUN = 256;

export interface NeighbourRequest extends Target {
  texts: readonly string[];
  /** What neighbours are looked for among. */
  among: readonly string[];
  /** How many for each text, at most. */
  count: number;
  truncate: boolean;
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface FoundNeighbour {
  /** Place among the candidates. */
  index: number;
  similarity: number;
}

/**
 * The candidates that are nearest to each text by the cosine of their embeddings, nearest first; equals in the order given. Exact:
 * every candidate is embedded and compared. Counted in health; no records are kept.
 * @throws {InvalidInputError} when the model gives no embeddings, or refuses a text
 */
export async function nearestNeighbours(
  services: PredictServices,
  request: NeighbourRequest,
): Promise<FoundNeighbour[][]> {
  const { version, texts, among, count } = request;
  if (version.task !== ModelTask.EMBEDDING)
    throw new InvalidInputError(`Neighbours are found by a model of the task EMBEDDING, not ${version.task}.`, [
      'input',
      'target',
    ]);
  assertCount('texts', texts.length, MAX_TEXTS);
  assertCount('among', among.length, MAX_CANDIDATES);
  assertFirst(count);
  const distinct = [...new Set([...texts, ...among])];
  const vectors = new Map<string, Float32Array>();
  for (let start = 0; start < distinct.length; start += TEXTS_PER_RUN) {
    const batch = distinct.slice(start, start + TEXTS_PER_RUN);
    (await embed(services, request, batch)).forEach((vector, row) => vectors.set(batch[row]!, unitVector(vector)));
  }
  const candidates = among.map((text) => vectors.get(text)!);
  return texts.map((text) => nearest(vectors.get(text)!, candidates, count));
}

async function embed(
  services: PredictServices,
  request: NeighbourRequest,
  texts: readonly string[],
): Promise<Float32Array[]> {
  const dims = [texts.length];
  const inputs = [
    toWire('text', tensor('BYTES', dims, texts)),
    ...(request.truncate ? [toWire('truncate', tensor('BOOL', dims, new Uint8Array(texts.length).fill(1)))] : []),
  ];
  const run = await runTimed(services, request, inputs, texts.length, request);
  texts.forEach(() => {
    observe(services, request, run);
  });
  return embeddingsOf(run.outputs, texts.length);
}

function nearest(vector: Float32Array, candidates: readonly Float32Array[], count: number): FoundNeighbour[] {
  return candidates
    .map((candidate, index) => ({ index, similarity: dot(vector, candidate) }))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
    .slice(0, count);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
