import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isDomainError } from '../../lib/errors.js';
import { MODEL_PATH } from '../../onnx/model-files.js';
import { bagGraph, externalTable, productTable } from '../../pipelines/bags/bag-graph.js';
import type { BagFile, BagObjective } from '../../pipelines/bags/bag-settings.js';
import { DEFAULT_THRESHOLD } from '../../pipelines/classification.js';
import { formatBucketRows } from '../../pipelines/words/bucket-rows.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../pipelines/pipeline-file.js';
import { LABEL_PREFIX } from '../../text/bags/cut-words.js';
import { FASTTEXT_LOSS, type FastTextHeader } from '../../text/word-vectors/fasttext/header.js';
import { readFastTextClassifier } from '../../text/word-vectors/fasttext/read-classifier.js';
import type { Refusal } from '../threads/run-conversion.js';
import {
  BUCKETS_PATH,
  type ClassifierConversion,
  type ClassifierFiles,
  TABLE_PATH,
  VOCABULARY_PATH,
} from './conversion.js';

const { source, folder, multiLabel } = workerData as ClassifierConversion;
parentPort!.postMessage(await answer());

async function answer(): Promise<ClassifierFiles | Refusal> {
  try {
    return { paths: await convert() };
  } catch (error) {
    if (isDomainError(error)) return { refusal: error.message };
    throw error;
  }
}

/** @returns paths of the files that were written, below the folder */
async function convert(): Promise<string[]> {
  const table = createWriteStream(join(folder, TABLE_PATH));
  const { header, quantized, rowCount, outputs } = await readFastTextClassifier(source, async (bytes) => {
    if (!table.write(bytes)) await once(table, 'drain');
  });
  table.end();
  await finished(table);
  const file = pipelineOf(header);
  const { dimensions } = header.settings;
  const { objective, labelCounts } = file;
  const lookUp = quantized ? productTable(quantized) : externalTable(TABLE_PATH, rowCount, dimensions);
  const files = new Map<string, Uint8Array | string>([
    [MODEL_PATH, bagGraph({ dimensions, objective, rows: outputs, labelCounts }, lookUp)],
    [PIPELINE_PATH, formatPipelineFile(file)],
    [VOCABULARY_PATH, header.words.map((word) => `${word}\n`).join('')],
  ]);
  if (header.keptBuckets) files.set(BUCKETS_PATH, keptRows(header.keptBuckets, header.words.length));
  for (const [path, content] of files) await writeFile(join(folder, path), content);
  return [...files.keys(), ...(quantized ? [] : [TABLE_PATH])];
}

/** Rows of n-grams lie behind those of words. */
function keptRows(kept: ReadonlyMap<number, number>, wordCount: number): Uint8Array {
  const buckets = Uint32Array.from(kept.keys()).sort();
  return formatBucketRows(
    buckets,
    buckets.map((bucket) => wordCount + kept.get(bucket)!),
  );
}

function pipelineOf({ settings, labels, labelCounts, keptBuckets }: FastTextHeader): BagFile {
  const { wordNgrams, minNgram, maxNgram, buckets, loss } = settings;
  const [objective] = Object.entries(FASTTEXT_LOSS).find(([, number]) => number === loss)!;
  const rows = keptBuckets
    ? { file: BUCKETS_PATH, others: 'left-out' as const }
    : { file: null, others: 'counted' as const };
  return {
    ...(multiLabel ? { task: 'MULTI_LABEL', threshold: DEFAULT_THRESHOLD } : { task: 'CLASSIFICATION' }),
    ...{ format: 1, input: 'bag', cut: 'white-space', vocabulary: VOCABULARY_PATH },
    ...{ wordNgrams, minNgram, maxNgram },
    buckets: buckets > 0 ? { count: buckets, ...rows } : null,
    objective: objective as BagObjective,
    labels: labels.map((label) => (label.startsWith(LABEL_PREFIX) ? label.slice(LABEL_PREFIX.length) : label)),
    labelCounts: [...labelCounts],
  };
}
