import type { RequestContext } from '../../access/context.js';
import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';
import type { WordVectors } from '../../text/word-vectors/word-vectors.js';
import type { ModelVersion } from '../model-version.entity.js';
import type { Projection } from './project-words.js';
import { runThread } from './run-thread.js';
import { wordVectorsOfVersion } from './word-vectors-of-version.js';

const FEWEST_WORDS = 3;
const MOST_WORDS = 1_000;
const THREAD_MEBIBYTES = 1024;
/** Pictures that one gateway draws at a time; others wait, so that requests have a core left. */
const MOST_WAITING = 8;

export interface MapRequest {
  readonly words: number;
  readonly seed: number;
}

export interface MapPoint {
  readonly word: string;
  readonly rank: number;
  readonly x: number;
  readonly y: number;
}

/** Pictures that are kept, the last that were asked for: a version never changes, nor does its picture. */
const MOST_KEPT = 64;
const kept = new Map<string, MapPoint[]>();

let turn: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * The most frequent words of a version as points in a plane, drawn in a thread of its own. Some seconds for 1,000 words.
 * @throws {InvalidInputError} when the version is no table of word vectors, or the number of words is out of bounds
 * @throws {LimitExceededError} when too many pictures wait to be drawn
 */
export async function wordMap(
  context: RequestContext,
  version: ModelVersion,
  request: MapRequest,
): Promise<MapPoint[]> {
  const key = `${version.id} ${request.words} ${request.seed}`;
  const points = kept.get(key) ?? (await drawWords(context, version, request));
  kept.delete(key);
  kept.set(key, points);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return points;
}

async function drawWords(
  context: RequestContext,
  version: ModelVersion,
  { words: most, seed }: MapRequest,
): Promise<MapPoint[]> {
  if (most < FEWEST_WORDS || most > MOST_WORDS)
    throw new InvalidInputError(`words is ${FEWEST_WORDS} to ${MOST_WORDS}.`, ['words']);
  const { words, vectors, dimensions } = await firstWords(context, version, most);
  if (words.length < FEWEST_WORDS)
    throw new InvalidInputError(`A picture needs ${FEWEST_WORDS} words, and this version has ${words.length}.`);
  const points = await inTurn(() =>
    runThread<Float32Array>(
      'models/word-vectors/project-thread.js',
      { vectors, dimensions, seed } satisfies Projection,
      {
        memoryMebibytes: THREAD_MEBIBYTES,
        signal: context.signal,
      },
    ),
  );
  return words.map((word, rank) => ({ word, rank, x: points[2 * rank]!, y: points[2 * rank + 1]! }));
}

async function inTurn<T>(draw: () => Promise<T>): Promise<T> {
  if (waiting >= MOST_WAITING)
    throw new LimitExceededError('Too many pictures wait to be drawn. Ask again in a minute.', MOST_WAITING, waiting);
  waiting += 1;
  const own = turn.then(draw);
  turn = own.catch(() => undefined);
  try {
    return await own;
  } finally {
    waiting -= 1;
  }
}

/** The first words of a version; a table beside the graph is read no further. */
async function firstWords(context: RequestContext, version: ModelVersion, most: number): Promise<WordVectors> {
  const { parts, dimensions } = await wordVectorsOfVersion(context, version);
  const words: string[] = [];
  const vectors: number[] = [];
  for await (const part of parts) {
    const taken = Math.min(part.words.length, most - words.length);
    words.push(...part.words.slice(0, taken));
    for (const value of part.vectors.subarray(0, taken * dimensions)) vectors.push(value);
    if (words.length === most) break;
  }
  return { words, vectors: Float32Array.from(vectors), dimensions };
}
