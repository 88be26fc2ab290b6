import type { RequestContext } from '../../access/context.js';
import { InvalidInputError } from '../../lib/errors.js';
import { externalFileOf } from '../../onnx/external-file.js';
import { decodeModel } from '../../onnx/inspect.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { valuesOf } from '../../onnx/tensor.js';
import { protoToTensor } from '../../onnx/tensor-proto.js';
import { BAG_OUTPUTS } from '../../pipelines/bags/bag-graph.js';
import type { BagFile } from '../../pipelines/bags/bag-settings.js';
import { BucketRows } from '../../pipelines/words/bucket-rows.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile } from '../../pipelines/pipeline-file.js';
import { WORD_TABLE } from '../../pipelines/words/word-table-graph.js';
import { vocabularyText } from '../../pipelines/words/vocabulary-file.js';
import { linesOf } from '../../pipelines/words/word-lookup.js';
import { LABEL_PREFIX } from '../../text/bags/cut-words.js';
import { FASTTEXT_LOSS, FASTTEXT_MODEL, type FastTextSettings } from '../../text/word-vectors/fasttext/header.js';
import { formatHeader } from '../../text/word-vectors/fasttext/write-header.js';
import { denseMatrixHead, rowBytes } from '../../text/word-vectors/fasttext/write-matrix.js';
import { sourceOf } from '../word-vectors/source-of-version.js';
import { wordCountsOf } from '../word-vectors/training-evidence.js';
import { ModelFile } from '../files/model-file.entity.js';
import { ModelVersion } from '../versions/model-version.entity.js';

/** Of fastText's settings those that matter to training alone: its own defaults. */
const TRAINING_SETTINGS = { window: 5, epochs: 5, minCount: 1, negatives: 5, updateRate: 100, subsample: 1e-4 };
const ROWS_AT_ONCE = 1_000;

interface ExportedClassifier {
  readonly file: BagFile;
  readonly words: readonly string[];
  /** Null where they are not known. */
  readonly wordCounts: Float64Array | null;
  /** Rows of words, then those of n-grams. */
  readonly table: Float32Array;
  readonly bucketRows: BucketRows | null;
  /** (dimensions, labels) */
  readonly outputs: Float32Array;
}

/**
 * A fastText classifier as the bytes of a .bin that `fasttext predict` reads. Buckets of n-grams that no training text had are zeros, as they are
 * in serving here. A version that was made of a .bin or .ftz of fastText is that file again.
 * @throws {InvalidInputError} when the version is none, or its table is quantized
 */
export async function exportFastTextClassifier(
  context: RequestContext,
  versionId: string,
): Promise<AsyncIterable<Uint8Array>> {
  const version = await context.get(ModelVersion, versionId);
  return (await sourceOf(context, version)) ?? formatClassifier(await classifierOf(context, version));
}

async function classifierOf({ db, blobs }: RequestContext, version: ModelVersion): Promise<ExportedClassifier> {
  const files = await db.getRepository(ModelFile).findBy({ modelVersionId: version.id });
  const bytesOf = (path: string) => blobs.readBytes(files.find((file) => file.path === path)!.digest);
  const hasPipeline = files.some(({ path }) => path === PIPELINE_PATH);
  const file = hasPipeline ? parsePipelineFile(Buffer.from(await bytesOf(PIPELINE_PATH)).toString()) : null;
  if (file?.input !== 'bag')
    throw new InvalidInputError('Only fastText classifiers, trained or registered here, are saved as such.');
  const { initializer } = decodeModel(await bytesOf(MODEL_PATH)).graph;
  const [table, outputs] = [WORD_TABLE, BAG_OUTPUTS].map((name) => initializer.find((found) => found.name === name));
  if (!table || !outputs)
    throw new InvalidInputError('The rows of this version were quantized. Export the version that it was made of.');
  const path = externalFileOf(table);
  const buckets = file.buckets?.file ?? null;
  return {
    file,
    wordCounts: await wordCountsOf(files, blobs),
    words: linesOf(vocabularyText(await bytesOf(file.vocabulary))),
    table: path === null ? (protoToTensor(table).data as Float32Array) : valuesOf('FP32', await bytesOf(path)),
    bucketRows: buckets === null ? null : BucketRows.parse(await bytesOf(buckets), file.buckets!.count),
    outputs: protoToTensor(outputs).data as Float32Array,
  };
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* formatClassifier({
  file,
  words,
  wordCounts,
  table,
  bucketRows,
  outputs,
}: ExportedClassifier): AsyncGenerator<Buffer> {
  const labels = file.labels.map((label) => `${LABEL_PREFIX}${label}`);
  const dimensions = outputs.length / labels.length;
  const buckets = file.buckets?.count ?? 0;
  const { wordNgrams, minNgram, maxNgram, objective } = file;
  const settings: FastTextSettings = {
    ...{ ...TRAINING_SETTINGS, dimensions, wordNgrams, minNgram, maxNgram, buckets },
    loss: FASTTEXT_LOSS[objective],
    model: FASTTEXT_MODEL.SUPERVISED,
  };
  const counts = wordCounts ?? new Float64Array(words.length).fill(1);
  const labelCounts = Float64Array.from(file.labelCounts);
  // fastText counts labels among what it read.
  const tokenCount = [...counts, ...labelCounts].reduce((sum, count) => sum + count, 0);
  yield* formatHeader({ settings, words, wordCounts: counts, labels, labelCounts, tokenCount });
  yield denseMatrixHead(words.length + buckets, dimensions);
  const rowOf = (row: number) => {
    if (row < words.length || bucketRows === null) return row;
    return bucketRows.rowOf(row - words.length);
  };
  for (let from = 0; from < words.length + buckets; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, words.length + buckets - from);
    const rows = new Float32Array(count * dimensions);
    for (let at = 0; at < count; at++) {
      const row = rowOf(from + at);
      if (row >= 0) rows.set(table.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
    }
    yield rowBytes(rows);
  }
  yield denseMatrixHead(labels.length, dimensions);
  const rows = new Float32Array(outputs.length);
  for (let label = 0; label < labels.length; label++)
    for (let at = 0; at < dimensions; at++) rows[label * dimensions + at] = outputs[at * labels.length + label]!;
  yield rowBytes(rows);
}
