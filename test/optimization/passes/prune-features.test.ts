import { expect, test } from '@jest/globals';
import type { GraphBuilder, Value } from '../../../src/onnx/builder.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { pruneFeatures } from '../../../src/optimization/passes/prune-features.js';
import type { RewritableVersion } from '../../../src/optimization/passes/rewritable-version.js';
import { answerTexts } from '../../../src/pipelines/answer-texts.js';
import { bagGraph } from '../../../src/pipelines/bags/bag-graph.js';
import type { BagFile } from '../../../src/pipelines/bags/bag-settings.js';
import { loadPipeline } from '../../../src/pipelines/load-pipeline.js';
import { formatPipelineFile } from '../../../src/pipelines/pipeline-file.js';
import type { TextPipeline } from '../../../src/pipelines/pipeline.js';
import { BucketRows, formatBucketRows } from '../../../src/pipelines/words/bucket-rows.js';
import { WORD_TABLE } from '../../../src/pipelines/words/word-table-graph.js';

const WORDS = ['good', 'the', 'bad', '</s>'];
const BUCKETS = 100;
/** Rows of the words, then two that n-grams share; the lengths are 5, 0.1, 4, 0, 0.2 and 3. */
const TABLE = [
  [5, 0],
  [0.1, 0],
  [0, 4],
  [0, 0],
  [0.2, 0],
  [0, 3],
];

/** A classifier of two labels over words and pairs of words. @param perBucket whether each bucket has a row of its own */
function classifier(perBucket = false): RewritableVersion {
  const file: BagFile = {
    ...{ format: 1, task: 'CLASSIFICATION', input: 'bag', cut: 'white-space', vocabulary: 'vocabulary.txt' },
    ...{ wordNgrams: 2, minNgram: 0, maxNgram: 0, objective: 'SOFTMAX', labels: ['a', 'b'], labelCounts: [1, 1] },
    buckets: { count: BUCKETS, file: perBucket ? null : 'ngrams.bin', others: 'counted' },
  };
  const buckets = Uint32Array.from({ length: BUCKETS }, (_, bucket) => bucket);
  const rows = buckets.map((bucket) => 4 + (bucket % 2));
  const table = perBucket ? [...TABLE.slice(0, 4), ...Array.from(rows, (row) => TABLE[row]!)] : TABLE;
  const lookUp = (graph: GraphBuilder, ids: Value) =>
    graph.node('Gather', [
      graph.initializer(WORD_TABLE, tensor('FP32', [table.length, 2], Float32Array.from(table.flat()))),
      ids,
    ]);
  const outputs = { dimensions: 2, objective: file.objective, labelCounts: file.labelCounts };
  return {
    graph: bagGraph({ ...outputs, rows: Float32Array.of(1, 0, 0, 1) }, lookUp),
    files: new Map<string, Uint8Array>([
      ['pipeline.json', Buffer.from(formatPipelineFile(file))],
      ['vocabulary.txt', Buffer.from(`${WORDS.join('\n')}\n`)],
      ...(perBucket ? [] : [['ngrams.bin', formatBucketRows(buckets, rows)] as const]),
    ]),
  };
}

async function answersOf({ graph, files }: RewritableVersion, texts: readonly string[]): Promise<number[]> {
  const pipeline = loadPipeline(Buffer.from(files.get('pipeline.json')!).toString(), files) as TextPipeline;
  const session = await createSession(graph);
  const { probabilities } = await answerTexts(
    pipeline,
    session,
    texts.map((text) => ({ text })),
  );
  await session.release();
  return [...(probabilities!.data as Float32Array)];
}

test.each([false, true])(
  'the longest rows stay with the end of the text, and words and n-grams that are left find theirs (a row for each bucket: %s)',
  async (perBucket) => {
    const source = classifier(perBucket);
    const kept = perBucket ? 3 + BUCKETS / 2 : 4;
    const pruned = pruneFeatures(source, kept);

    const rows = perBucket ? 4 + BUCKETS : 6;
    expect(pruned.summary).toBe(`${kept} of ${rows} rows kept: 3 of 4 words, and 50 n-grams`);
    expect(Buffer.from(pruned.files.get('vocabulary.txt')!).toString()).toBe('good\nbad\n</s>\n');
    const ngrams = BucketRows.parse(pruned.files.get('ngrams.bin')!, BUCKETS);
    expect([0, 1, 98, 99].map((bucket) => ngrams.rowOf(bucket))).toEqual([-1, 3, -1, perBucket ? 52 : 3]);
    // Short rows move a text little: what they said is nearly what is said without them.
    const texts = ['good', 'bad bad', 'good bad'];
    const [before, after] = [await answersOf(source, texts), await answersOf(pruned, texts)];
    expect(Math.max(...before.map((value, at) => Math.abs(value - after[at]!)))).toBeLessThan(0.05);
  },
);

test('a version that cannot be pruned is refused with the reason', () => {
  const source = classifier();
  expect(() => pruneFeatures(source, 6)).toThrow('has 6 rows, and 6 are to be kept');
  const others = new Map([['pipeline.json', Buffer.from('{"format":1,"task":"TENSORS","input":"tensors"}')]]);
  expect(() => pruneFeatures({ ...source, files: others }, 2)).toThrow('this version is none');
});
