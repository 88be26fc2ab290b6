import { InvalidInputError } from '../../lib/errors.js';
import { externalFileOf } from '../../onnx/external-file.js';
import type { TensorProto } from '../../onnx/generated/onnx_pb.js';
import { decodeModel } from '../../onnx/inspect.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { protoToTensor } from '../../onnx/tensor-proto.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile, type SubwordsFile } from '../../pipelines/pipeline-file.js';
import { BucketRows } from '../../pipelines/words/bucket-rows.js';
import { WORD_TABLE } from '../../pipelines/words/word-table-graph.js';
import { vocabularyText } from '../../pipelines/words/vocabulary-file.js';
import { linesOf } from '../../pipelines/words/word-lookup.js';
import {
  streamOf,
  type SubwordVectors,
  type WordVectors,
  type WordVectorsStream,
} from '../../text/word-vectors/word-vectors.js';
import type { VersionFiles } from './served-files.js';

const FLOAT_BYTES = 4;

/** Word vectors, and all their words. */
export type WordVectorsOfFiles = WordVectorsStream & { readonly words: readonly string[] };

/**
 * The words of a version and their vectors, from its files; those of a table beside the graph come in parts.
 * @throws {InvalidInputError} when the version is no plain table of word vectors
 */
export async function wordVectorsOfFiles(files: VersionFiles): Promise<WordVectorsOfFiles> {
  const file = files.has(PIPELINE_PATH)
    ? parsePipelineFile(Buffer.from(await files.readBytes(PIPELINE_PATH)).toString())
    : null;
  if (file?.input !== 'words') throw noTable('its pipeline does not look words up in a vocabulary');
  const words = linesOf(vocabularyText(await files.readBytes(file.vocabulary)));
  const model = decodeModel(await files.readBytes(MODEL_PATH));
  const table = model.graph.initializer.find(({ name }) => name === WORD_TABLE);
  const [rows, dimensions] = (table?.dims ?? []).map(Number);
  const path = table ? externalFileOf(table) : null;
  // Rows of the parts of words lie behind those of words.
  const fits = file.subwords ? rows! >= words.length : rows === words.length;
  if (table === undefined || !fits || dimensions === undefined)
    throw noTable('its graph has no table with a row for each word');
  if (path === null) {
    const all = floatsOf(table);
    const vectors = all.subarray(0, words.length * dimensions);
    const subwords = file.subwords
      ? subwordsOf(file.subwords, await files.readBytes(file.subwords.file), all, dimensions)
      : null;
    return { ...streamOf({ words, vectors, dimensions }), words, subwords };
  }
  const parts = rowsOf(await files.read(path), words, dimensions);
  return { dimensions, wordCount: words.length, parts, words };
}

function subwordsOf(file: SubwordsFile, bytes: Uint8Array, table: Float32Array, dimensions: number): SubwordVectors {
  const { minNgram, maxNgram, buckets } = file;
  const { buckets: withVector, rows } = BucketRows.parse(bytes, buckets);
  return {
    ...{ minNgram, maxNgram, buckets, withVector },
    *rows() {
      for (const row of rows) yield table.subarray(row * dimensions, (row + 1) * dimensions);
    },
  };
}

function floatsOf(table: TensorProto): Float32Array {
  const { type, data } = protoToTensor(table);
  if (type !== 'FP32') throw noTable(`its vectors are ${type}, not FP32`);
  return data as Float32Array;
}

function noTable(reason: string): InvalidInputError {
  return new InvalidInputError(`Word vectors are those of a version that is a table of them; of this one, ${reason}.`);
}

async function* rowsOf(
  bytes: AsyncIterable<Uint8Array>,
  words: readonly string[],
  dimensions: number,
): AsyncGenerator<WordVectors> {
  const rowBytes = dimensions * FLOAT_BYTES;
  let rest: Buffer = Buffer.alloc(0);
  let done = 0;
  for await (const chunk of bytes) {
    const all = Buffer.concat([rest, chunk]);
    const rows = Math.min(Math.floor(all.length / rowBytes), words.length - done);
    const vectors = new Float32Array(Uint8Array.from(all.subarray(0, rows * rowBytes)).buffer);
    yield { words: words.slice(done, done + rows), vectors, dimensions };
    done += rows;
    if (done === words.length) break;
    rest = all.subarray(rows * rowBytes);
  }
}
