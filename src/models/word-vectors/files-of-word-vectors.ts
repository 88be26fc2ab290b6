import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../access/context.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { WORD_TABLE, wordTableGraph } from '../../pipelines/words/word-table-graph.js';
import type { SubwordSettings } from '../../text/word-vectors/subwords.js';
import type { BlobSource, StoredBlob } from '../../storage/blobs/blob-store.js';
import { ModelFileRole } from '../files/model-file.entity.js';
import { SOURCE_PATH } from './training-evidence.js';
import { runConversion } from '../threads/run-conversion.js';

const TABLE_PATH = 'vectors.bin';
const VOCABULARY_PATH = 'vocabulary.txt';
const SUBWORDS_PATH = 'subwords.bin';

/** Paths of the file that is read, and of those that are written. */
export interface ConversionTask {
  readonly source: string;
  readonly table: string;
  readonly vocabulary: string;
  /** Written where the file has vectors of parts of words. */
  readonly subwords: string;
}

export interface ConversionAnswer {
  readonly words: number;
  /** Of the table: those of parts of words lie behind those of words. */
  readonly rows: number;
  readonly dimensions: number;
  readonly subwords: SubwordSettings | null;
  /** Whether the file is a .bin of fastText as it stands. */
  readonly isFastText: boolean;
}

type MadeFile = StoredBlob & { path: string; role: ModelFileRole; fileName?: string | null };

/**
 * Makes the files of a model version of a file of word vectors, and puts them into the blob store. The file is read in a thread of its own, so
 * that the gateway goes on answering.
 * @throws {InvalidInputError} naming the place, when the file holds no word vectors or lies about what it holds
 */
export async function filesOfWordVectors(
  { blobs, signal }: RequestContext,
  { digest, sizeBytes, fileName }: StoredBlob & { fileName: string | null },
): Promise<MadeFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-word-vectors-'));
  try {
    const [table = '', vocabulary = '', subwordsFile = ''] = [TABLE_PATH, VOCABULARY_PATH, SUBWORDS_PATH].map((path) =>
      join(folder, path),
    );
    const source = await blobs.localPath(digest, folder);
    const { rows, dimensions, subwords, isFastText } = await runConversion<ConversionAnswer>(
      'models/word-vectors/convert-thread.js',
      { source, table, vocabulary, subwords: subwordsFile } satisfies ConversionTask,
      'wordVectors',
      signal,
    );
    const graph = wordTableGraph(dimensions, (builder) =>
      builder.externalInitializer(WORD_TABLE, 'FP32', [rows, dimensions], TABLE_PATH),
    );
    const put = async (path: string, role: ModelFileRole, source: BlobSource) => ({
      ...{ path, role },
      ...(await blobs.put(source)),
    });
    const made = await Promise.all([
      put(MODEL_PATH, ModelFileRole.MODEL, graph).then((file) => ({ ...file, fileName })),
      put(TABLE_PATH, ModelFileRole.WEIGHTS, createReadStream(table)),
      put(VOCABULARY_PATH, ModelFileRole.VOCABULARY, createReadStream(vocabulary)),
      put(PIPELINE_PATH, ModelFileRole.PIPELINE, Buffer.from(pipelineFile(subwords))),
      ...(subwords ? [put(SUBWORDS_PATH, ModelFileRole.VOCABULARY, createReadStream(subwordsFile))] : []),
    ]);
    return isFastText ? [...made, { path: SOURCE_PATH, role: ModelFileRole.EVIDENCE, digest, sizeBytes }] : made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pipelineFile(subwords: SubwordSettings | null): string {
  const words = { input: 'words', vocabulary: VOCABULARY_PATH, cut: 'white-space' } as const;
  const parts = subwords ? { subwords: { ...subwords, file: SUBWORDS_PATH, mean: 'known-parts' as const } } : {};
  return formatPipelineFile({ format: 1, task: 'EMBEDDING', ...words, ...parts });
}
