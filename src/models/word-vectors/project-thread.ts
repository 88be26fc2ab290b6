import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { InvalidInputError, isDomainError } from '../../lib/errors.js';
import type { WordVectors } from '../../text/word-vectors/word-vectors.js';
import type { Refusal } from '../threads/run-conversion.js';
import { projectWords } from './project-words.js';
import { ServedFiles } from './served-files.js';
import { wordVectorsOfFiles } from './word-vectors-of-files.js';

/** What a thread draws a picture of. */
export interface Projection {
  /** Serves the files of the version. */
  readonly port: MessagePort;
  readonly paths: readonly string[];
  /** Most words: the first. */
  readonly words: number;
  readonly seed: number;
}

export interface ProjectedWords {
  readonly words: readonly string[];
  /** (words, 2) */
  readonly points: Float32Array;
}

const FEWEST_WORDS = 3;

const { port, paths, words: most, seed } = workerData as Projection;
parentPort!.postMessage(await answer());

async function answer(): Promise<ProjectedWords | Refusal> {
  try {
    const { words, vectors, dimensions } = await firstWords();
    if (words.length < FEWEST_WORDS)
      throw new InvalidInputError(`A picture needs ${FEWEST_WORDS} words, and this version has ${words.length}.`);
    return { words, points: projectWords(vectors, dimensions, seed) };
  } catch (error) {
    if (isDomainError(error)) return { refusal: error.message };
    throw error;
  } finally {
    port.close();
  }
}

/** A table beside the graph is read no further than these words. */
async function firstWords(): Promise<WordVectors> {
  const { parts, dimensions } = await wordVectorsOfFiles(new ServedFiles(port, paths));
  const words: string[] = [];
  const vectors = new Float32Array(most * dimensions);
  for await (const part of parts) {
    const taken = Math.min(part.words.length, most - words.length);
    vectors.set(part.vectors.subarray(0, taken * dimensions), words.length * dimensions);
    words.push(...part.words.slice(0, taken));
    if (words.length === most) break;
  }
  return { words, vectors: vectors.subarray(0, words.length * dimensions), dimensions };
}
