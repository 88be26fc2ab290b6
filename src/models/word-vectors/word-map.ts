import { MessageChannel } from 'node:worker_threads';
import type { RequestContext } from '../../access/context.js';
import { InvalidInputError, LimitExceededError } from '../../lib/errors.js';
import type { ModelVersion } from '../versions/model-version.entity.js';
import type { Refusal } from '../threads/run-conversion.js';
import type { ProjectedWords, Projection } from './project-thread.js';
import { runThread } from '../threads/run-thread.js';
import { serveFiles } from './served-files.js';
import { storedFiles } from './word-vectors-of-version.js';

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
  const { words, points } = await inTurn(() => projected(context, version, { words: most, seed }));
  return words.map((word, rank) => ({ word, rank, x: points[2 * rank]!, y: points[2 * rank + 1]! }));
}

/** Files are read in the thread that draws: here their bytes only pass. */
async function projected(
  context: RequestContext,
  version: ModelVersion,
  { words, seed }: MapRequest,
): Promise<ProjectedWords> {
  const files = await storedFiles(context, version);
  const { port1, port2 } = new MessageChannel();
  const server = serveFiles(port1, files);
  const task: Projection = { port: port2, paths: files.files.map(({ path }) => path), words, seed };
  const { signal } = context;
  const limits = { memoryMebibytes: THREAD_MEBIBYTES, signal, transfer: [port2] };
  try {
    const answer = await runThread<ProjectedWords | Refusal>('models/word-vectors/project-thread.js', task, limits);
    if ('refusal' in answer) throw new InvalidInputError(answer.refusal);
    return answer;
  } catch (error) {
    throw server.failure ?? error;
  } finally {
    port1.close();
  }
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
