import { InvalidInputError } from '../../lib/errors.js';
import { tensor } from '../../onnx/tensor.js';
import type { WordCut } from '../../text/word-cut.js';
import { matrixOf } from '../classification.js';
import type { PhrasesFile } from '../pipeline-file.js';
import type { Pipeline, PreparedItem, TextPipeline } from '../pipeline.js';
import { EMBEDDING } from '../tokens/embedding-answers.js';
import type { SubwordIndex } from './subword-index.js';
import { type FoundWord, WordLookup } from './word-lookup.js';

/** Inputs of the graph: numbers of words INT64 [N, T], and how much each counts FP32 [N, T]. */
export const WORD_IDS = 'ids';
export const WORD_WEIGHTS = 'weights';

const NO_WORDS =
  'The model knows none of the words of this text, so it has no vector. Its vocabulary holds the words that it was trained on, and it has no vectors of parts of words.';
const NO_PARTS =
  'The model knows none of the words of this text, nor any part of them, so it has no vector. Its vocabulary holds the words that it was trained on.';

export interface WordsRow extends PreparedItem {
  /** Numbers of the words that are known, and of the parts of others; and how much each counts. */
  readonly ids: readonly number[];
  readonly weights: readonly number[];
}

/** A pipeline over a vocabulary of words. */
export interface WordsPipeline extends TextPipeline<WordsRow, Float32Array> {
  readonly lookup: WordLookup;
}

export function isWordsPipeline(pipeline: Pipeline): pipeline is WordsPipeline {
  return 'lookup' in pipeline;
}

/**
 * Between texts and a table of word vectors: a text's vector is the mean of those of its words, and a word's is its own. With
 * `subwords`, that of a word which is not known is the mean of those of its parts.
 */
export function wordsPipeline(
  vocabulary: string,
  cut: WordCut = 'words',
  subwords: SubwordIndex | null = null,
  phrases: PhrasesFile | null = null,
): WordsPipeline {
  const lookup = new WordLookup(vocabulary, cut, subwords, phrases);
  return {
    lookup,
    task: 'EMBEDDING',
    labels: [],
    takesPairs: false,
    narrowWidth: 64,
    reads: EMBEDDING,
    outputs: [{ name: EMBEDDING, datatype: 'FP32', shape: [-1, -1] }],
    assertServes: ({ inputs, outputs }) => {
      const missing = [WORD_IDS, WORD_WEIGHTS].find((name) => !inputs.some((input) => input.name === name));
      if (missing !== undefined || !outputs.some(({ name }) => name === EMBEDDING))
        throw new InvalidInputError(
          `A model of word vectors takes "${WORD_IDS}" and "${WORD_WEIGHTS}" and gives "${EMBEDDING}"; this graph does not.`,
        );
    },
    prepare: ({ text, pair }) => {
      if (pair !== undefined) throw new InvalidInputError('This model takes one text an item, and no pairs.', ['pair']);
      const words = lookup.find(text);
      const row = rowOfWords(words);
      if (row.width === 0) throw new InvalidInputError(subwords ? NO_PARTS : NO_WORDS, ['text']);
      return { ...row, tokenCount: words.length };
    },
    wordsOf: (text) => lookup.find(text),
    feeds: (rows) => {
      const width = Math.max(...rows.map((row) => row.width));
      const ids = new BigInt64Array(rows.length * width);
      const weights = new Float32Array(rows.length * width);
      rows.forEach((row, number) => {
        row.ids.forEach((id, at) => {
          ids[number * width + at] = BigInt(id);
          weights[number * width + at] = row.weights[at]!;
        });
      });
      const dims = [rows.length, width];
      return { [WORD_IDS]: tensor('INT64', dims, ids), [WORD_WEIGHTS]: tensor('FP32', dims, weights) };
    },
    answers: (outputs, rows) => {
      const { dims, data } = outputs[EMBEDDING]!;
      const size = dims.at(-1)!;
      return rows.map((_, row) => (data as Float32Array).slice(row * size, (row + 1) * size));
    },
    tensors: (answers) => ({ [EMBEDDING]: matrixOf(answers) }),
  };
}

/** The mean of the words that are known; of width 0 where none is. */
export function rowOfWords(found: readonly FoundWord[]): WordsRow {
  const words = found.filter(({ rows }) => rows.length > 0);
  const ids = words.flatMap(({ rows }) => rows);
  const weights = words.flatMap(({ rows, size }) => rows.map(() => 1 / (size * words.length)));
  return { ids, weights, width: ids.length };
}
