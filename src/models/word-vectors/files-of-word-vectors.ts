import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../access/context.js';
import { InvalidInputError } from '../../lib/errors.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { WORD_TABLE, wordTableGraph } from '../../pipelines/words/word-table-graph.js';
import type { BlobSource, StoredBlob } from '../../storage/blobs/blob-store.js';
import { ModelFileRole } from '../model-file.entity.js';
import { runThread, ThreadOutOfMemory } from './run-thread.js';

const TABLE_PATH = 'vectors.bin';
const VOCABULARY_PATH = 'vocabulary.txt';
/** Enough for ten million words; their numbers go straight to disk. */
const THREAD_MEBIBYTES = 2048;

/** Paths of the file that is read, and of those that are written. */
export interface ConversionTask {
  readonly source: string;
  readonly table: string;
  readonly vocabulary: string;
}

export type ConversionAnswer = { readonly words: number; readonly dimensions: number } | { readonly refusal: string };

type MadeFile = StoredBlob & { path: string; role: ModelFileRole; fileName?: string | null };

/**
 * Makes the files of a model version of a file of word vectors, and puts them into the blob store. The file is read in a thread of its own, so
 * that the gateway goes on answering.
 * @throws {InvalidInputError} naming the place, when the file holds no word vectors or lies about what it holds
 */
export async function filesOfWordVectors(
  { blobs, signal }: RequestContext,
  { digest, fileName }: StoredBlob & { fileName: string | null },
): Promise<MadeFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-word-vectors-'));
  try {
    const [table, vocabulary] = [join(folder, TABLE_PATH), join(folder, VOCABULARY_PATH)];
    const answer = await convert({ source: await blobs.localPath(digest, folder), table, vocabulary }, signal);
    if ('refusal' in answer) throw new InvalidInputError(answer.refusal, ['input', 'wordVectors']);
    const { words, dimensions } = answer;
    const graph = wordTableGraph(dimensions, (builder) =>
      builder.externalInitializer(WORD_TABLE, 'FP32', [words, dimensions], TABLE_PATH),
    );
    const put = async (path: string, role: ModelFileRole, source: BlobSource) => ({
      ...{ path, role },
      ...(await blobs.put(source)),
    });
    return await Promise.all([
      put(MODEL_PATH, ModelFileRole.MODEL, graph).then((file) => ({ ...file, fileName })),
      put(TABLE_PATH, ModelFileRole.WEIGHTS, createReadStream(table)),
      put(VOCABULARY_PATH, ModelFileRole.VOCABULARY, createReadStream(vocabulary)),
      put(PIPELINE_PATH, ModelFileRole.PIPELINE, Buffer.from(pipelineFile())),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pipelineFile(): string {
  const words = { input: 'words', vocabulary: VOCABULARY_PATH, cut: 'white-space' } as const;
  return formatPipelineFile({ format: 1, task: 'EMBEDDING', ...words });
}

async function convert(task: ConversionTask, signal: AbortSignal): Promise<ConversionAnswer> {
  try {
    return await runThread('models/word-vectors/convert-thread.js', task, {
      memoryMebibytes: THREAD_MEBIBYTES,
      signal,
    });
  } catch (error) {
    if (!(error instanceof ThreadOutOfMemory)) throw error;
    return { refusal: `The words alone need more than ${THREAD_MEBIBYTES} MiB of memory.` };
  }
}
