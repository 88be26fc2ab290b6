import { InvalidInputError } from '../../lib/errors.js';
import { tensor } from '../../onnx/tensor.js';
import { type BagSettings, bagOf, type BagWord, bagWord } from '../../text/bags/bag-features.js';
import { cutWords } from '../../text/bags/cut-words.js';
import { labelOutputs, labelTensors, PROBABILITIES, outputRows } from '../classification.js';
import type { PreparedItem, TextPipeline } from '../pipeline.js';
import { linesOf, type WordSource } from '../words/word-lookup.js';
import { WORD_IDS, WORD_WEIGHTS } from '../words/words-pipeline.js';
import type { BagFile } from './bag-settings.js';
import type { BucketRows } from '../words/bucket-rows.js';

interface BagRow extends PreparedItem {
  /** Rows of the table, each once, and how much each counts. */
  readonly rows: readonly number[];
  readonly weights: readonly number[];
}

export function bagSettingsOf({ wordNgrams, minNgram, maxNgram, buckets }: BagFile): BagSettings {
  return { wordNgrams, minNgram, maxNgram, buckets: buckets?.count ?? 0 };
}

/** Labels of a text by the mean of the rows of its words and n-grams; the graph gives the probabilities itself. */
export function bagPipeline(
  file: BagFile,
  vocabulary: string,
  bucketRows: BucketRows | null,
): TextPipeline<BagRow, Float32Array> {
  const settings = bagSettingsOf(file);
  const { labels, cut } = file;
  const threshold = file.task === 'MULTI_LABEL' ? file.threshold : null;
  const names = linesOf(vocabulary);
  const known = new Map<string, BagWord | number>(names.map((word, id) => [word, id]));
  /** Hashes and parts of a known word are worked out when it is first met. */
  const wordOf = (word: string): BagWord => {
    const found = known.get(word) ?? -1;
    if (typeof found === 'object') return found;
    const made = bagWord(word, found, settings);
    if (found >= 0) known.set(word, made);
    return made;
  };
  const rowOf = bucketRows ? (bucket: number) => bucketRows.rowOf(bucket) : (bucket: number) => names.length + bucket;
  const sourceOf = ({ id, parts }: BagWord): WordSource => {
    if (id >= 0) return 'VOCABULARY';
    return parts.some((bucket) => rowOf(bucket) >= 0) ? 'PARTS' : 'UNKNOWN';
  };
  const othersCount = file.buckets?.others !== 'left-out';
  return {
    task: file.task,
    labels,
    takesPairs: false,
    narrowWidth: 128,
    reads: PROBABILITIES,
    outputs: labelOutputs(labels.length, threshold),
    assertServes: ({ inputs, outputs }) => {
      const missing = [WORD_IDS, WORD_WEIGHTS].find((name) => !inputs.some((input) => input.name === name));
      if (missing !== undefined || !outputs.some(({ name }) => name === PROBABILITIES))
        throw new InvalidInputError(
          `A classifier over bags of words takes "${WORD_IDS}" and "${WORD_WEIGHTS}" and gives "${PROBABILITIES}"; this graph does not.`,
        );
    },
    prepare: ({ text, pair }) => {
      if (pair !== undefined) throw new InvalidInputError('This model takes one text an item, and no pairs.', ['pair']);
      const { ids, buckets } = bagOf(cutWords(text, cut).map(wordOf), settings);
      const counts = new Map<number, number>();
      const add = (row: number) => counts.set(row, (counts.get(row) ?? 0) + 1);
      ids.forEach(add);
      let total = ids.length;
      for (const bucket of buckets) {
        const row = rowOf(bucket);
        if (row >= 0) add(row);
        if (row >= 0 || othersCount) total++;
      }
      const weights = Array.from(counts.values(), (count) => count / total);
      return { rows: [...counts.keys()], weights, width: counts.size };
    },
    wordsOf: (text) => {
      // The last only marks the end.
      const words = cutWords(text, cut).slice(0, -1);
      return words.map((word) => ({ word, source: sourceOf(wordOf(word)) }));
    },
    feeds: (texts) => {
      const width = texts.reduce((widest, row) => Math.max(widest, row.width), 1);
      const ids = new BigInt64Array(texts.length * width);
      const weights = new Float32Array(texts.length * width);
      // Rows are below 2^31: the low words of little-endian int64 say it all, and no BigInt is made.
      const lowWords = new Int32Array(ids.buffer);
      texts.forEach((row, number) => {
        weights.set(row.weights, number * width);
        row.rows.forEach((id, at) => (lowWords[2 * (number * width + at)] = id));
      });
      const dims = [texts.length, width];
      return { [WORD_IDS]: tensor('INT64', dims, ids), [WORD_WEIGHTS]: tensor('FP32', dims, weights) };
    },
    answers: (outputs, rows) => outputRows(outputs[PROBABILITIES], labels.length, rows.length),
    tensors: (answers) => labelTensors(answers, threshold),
  };
}
