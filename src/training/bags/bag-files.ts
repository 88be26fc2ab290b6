import { BUCKETS_PATH, TABLE_PATH, VOCABULARY_PATH } from '../../models/fasttext-classifier/conversion.js';
import type { ModelSignature } from '../../models/versions/signature.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { bytesOf } from '../../onnx/tensor.js';
import { bagGraph, externalTable } from '../../pipelines/bags/bag-graph.js';
import type { BagFile } from '../../pipelines/bags/bag-settings.js';
import { formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { PROBABILITIES } from '../../pipelines/classification.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { WORD_IDS, WORD_WEIGHTS } from '../../pipelines/words/words-pipeline.js';
import type { BagClassifierSettings } from './bag-classifier-settings.js';
import { featureSettings } from './train-bag-classifier.js';
import type { TrainedBag } from './trained-bag.js';

/** The files of a model version by path: graph, table, pipeline, vocabulary, and which rows n-grams have. */
export function bagFiles(trained: TrainedBag, settings: BagClassifierSettings): Map<string, Uint8Array> {
  const { words, table, rowCount, buckets, bucketRows, outputs, labels, labelCounts } = trained;
  const { dimensions, objective, threshold, cut, wordNgrams, minNgram, maxNgram } = settings;
  const { buckets: count } = featureSettings(settings);
  const file: BagFile = {
    ...(threshold === null ? { task: 'CLASSIFICATION' } : { task: 'MULTI_LABEL', threshold }),
    format: 1,
    input: 'bag',
    ...{ cut, vocabulary: VOCABULARY_PATH, wordNgrams, minNgram, maxNgram, objective },
    buckets: count > 0 ? { count, file: BUCKETS_PATH, others: 'counted' } : null,
    labels: [...labels],
    labelCounts: [...labelCounts],
  };
  const graph = bagGraph(
    { dimensions, objective, rows: outputs, labelCounts },
    externalTable(TABLE_PATH, rowCount, dimensions),
  );
  return new Map<string, Uint8Array>([
    [MODEL_PATH, graph],
    [TABLE_PATH, bytesOf(table)],
    [PIPELINE_PATH, Buffer.from(formatPipelineFile(file))],
    [VOCABULARY_PATH, Buffer.from(words.map((word) => `${word}\n`).join(''))],
    ...(count > 0 ? [[BUCKETS_PATH, formatBucketRows(buckets, bucketRows)] as const] : []),
  ]);
}

/** What such a version takes and gives. */
export function bagSignature(labels: readonly string[]): ModelSignature {
  return {
    inputs: [
      { name: WORD_IDS, datatype: 'INT64', shape: [-1, -1] },
      { name: WORD_WEIGHTS, datatype: 'FP32', shape: [-1, -1] },
    ],
    outputs: [{ name: PROBABILITIES, datatype: 'FP32', shape: [-1, labels.length] }],
    labels: [...labels],
  };
}
