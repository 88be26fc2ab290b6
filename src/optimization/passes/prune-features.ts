import { toBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelProtoSchema } from '../../onnx/generated/onnx_pb.js';
import { decodeModel } from '../../onnx/inspect.js';
import { protoToTensor, tensorToProto } from '../../onnx/tensor-proto.js';
import { tensor } from '../../onnx/tensor.js';
import type { BagFile } from '../../pipelines/bags/bag-settings.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile, parsePipelineFile } from '../../pipelines/pipeline-file.js';
import { BucketRows, formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { packVocabulary, vocabularyText } from '../../pipelines/words/vocabulary-file.js';
import { linesOf } from '../../pipelines/words/word-lookup.js';
import { WORD_TABLE } from '../../pipelines/words/word-table-graph.js';
import { SENTENCE_END } from '../../text/bags/cut-words.js';
import type { RewritableVersion, RewrittenVersion } from './rewritable-version.js';

/** Name of the file of buckets, where the source needs none. */
const BUCKETS_PATH = 'ngrams.bin';

/**
 * Keeps the rows of words and n-grams that move a text most, those of the longest vectors, as fastText's `quantize -cutoff` does without training again; the end of a text always
 * stays. Words without a row are left out of a text, and n-grams count as before, as zeros where those did that no training text had.
 * @throws {InvalidInputError} when the version is no classifier over words and n-grams with a plain table, or has no more rows than are kept
 * @see Joulin et al. 2016, FastText.zip: Compressing text classification models
 */
export function pruneFeatures({ graph, files }: RewritableVersion, keepRows: number): RewrittenVersion {
  const file = bagFileOf(files);
  const model = decodeModel(graph);
  const at = model.graph.initializer.findIndex(({ name }) => name === WORD_TABLE);
  if (at < 0)
    throw new InvalidInputError('The rows of this version were quantized. Prune the version that it was made of.');
  const { dims, data } = protoToTensor(model.graph.initializer[at]!);
  const [rows = 0, dimensions = 0] = dims;
  if (rows <= keepRows) throw new InvalidInputError(`The version has ${rows} rows, and ${keepRows} are to be kept.`);
  const words = linesOf(vocabularyText(files.get(file.vocabulary)!));
  const table = data as Float32Array;
  const kept = longestRows(table, rows, dimensions, keepRows, words.indexOf(SENTENCE_END));

  const pruned = new Float32Array(kept.length * dimensions);
  const placeOf = new Int32Array(rows).fill(-1);
  kept.forEach((row, place) => {
    pruned.set(table.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
    placeOf[row] = place;
  });
  model.graph.initializer[at] = tensorToProto(WORD_TABLE, tensor('FP32', [kept.length, dimensions], pruned));
  const keptWords = words.filter((_, row) => placeOf[row]! >= 0);
  const changed = new Map(files);
  const lines = Buffer.from(keptWords.map((word) => `${word}\n`).join(''));
  changed.set(file.vocabulary, file.vocabulary.endsWith('.gz') ? packVocabulary(lines) : lines);
  let ngrams = 0;
  if (file.buckets) {
    const path = file.buckets.file ?? BUCKETS_PATH;
    const { buckets, places } = keptBuckets(file, files, words.length, placeOf);
    ngrams = buckets.length;
    changed.set(path, formatBucketRows(buckets, places));
    changed.set(PIPELINE_PATH, Buffer.from(formatPipelineFile({ ...file, buckets: { ...file.buckets, file: path } })));
  }
  const summary = `${kept.length} of ${rows} rows kept: ${keptWords.length} of ${words.length} words, and ${ngrams} n-grams`;
  return { graph: toBinary(ModelProtoSchema, model), files: changed, summary };
}

function bagFileOf(files: ReadonlyMap<string, Uint8Array>): BagFile {
  const pipeline = files.get(PIPELINE_PATH);
  const file = pipeline && parsePipelineFile(Buffer.from(pipeline).toString());
  if (file?.input !== 'bag')
    throw new InvalidInputError('Features are pruned of fastText classifiers, and this version is none.');
  return file;
}

/** Rows of the longest vectors in ascending order; of equally long ones the first. */
function longestRows(
  table: Float32Array,
  rows: number,
  dimensions: number,
  count: number,
  always: number,
): Uint32Array {
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) squares[row]! += table[at]! * table[at]!;
  if (always >= 0) squares[always] = Infinity;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => squares[b]! - squares[a]! || a - b);
  return order.slice(0, count).sort();
}

/** Buckets whose rows are kept, and where those are now. */
function keptBuckets(
  { buckets }: BagFile,
  files: ReadonlyMap<string, Uint8Array>,
  words: number,
  placeOf: Int32Array,
): { buckets: Uint32Array; places: Uint32Array } {
  const [kept, places]: [number[], number[]] = [[], []];
  const visit = (bucket: number, row: number) => {
    if (placeOf[row]! < 0) return;
    kept.push(bucket);
    places.push(placeOf[row]!);
  };
  const { count, file } = buckets!;
  if (file === null) for (let bucket = 0; bucket < count; bucket++) visit(bucket, words + bucket);
  else BucketRows.parse(files.get(file)!, count).forEach(visit);
  return { buckets: Uint32Array.from(kept), places: Uint32Array.from(places) };
}
