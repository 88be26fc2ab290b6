import { InvalidInputError } from '../lib/errors.js';
import { openTokenizer } from '../text/tokenizers/open-tokenizer.js';
import { TokenVocabulary } from '../text/tokenizers/token-vocabulary.js';
import { bagPipeline } from './bags/bag-pipeline.js';

import { labelAnswers, valueAnswers } from './features/feature-answers.js';
import { featuresPipeline } from './features/features-pipeline.js';
import { openFeatures } from './features/open-features.js';
import { languageModelPipeline } from './language-model/language-model-pipeline.js';
import type { Pipeline } from './pipeline.js';
import { parsePipelineFile, type SubwordsFile } from './pipeline-file.js';
import { tokensPipeline } from './tokens/tokens-pipeline.js';
import { BucketRows } from './words/bucket-rows.js';
import { SubwordIndex } from './words/subword-index.js';
import { vocabularyText } from './words/vocabulary-file.js';
import { wordsPipeline } from './words/words-pipeline.js';

/** Path of the pipeline among a model version's files. */
export const PIPELINE_PATH = 'pipeline.json';

/**
 * The pipeline of a model version: the one that training and evaluation used, so that what is served is what was measured.
 * @param json contents of pipeline.json
 * @param files the version's other files by path
 * @throws {InvalidInputError} when the file is not understood, or names a file that is not there
 */
export function loadPipeline(json: string, files: ReadonlyMap<string, Uint8Array>): Pipeline {
  const file = parsePipelineFile(json);
  if (file.input === 'tensors') return { task: file.task, labels: [] };
  if (file.input === 'text') {
    const extractor = openFeatures(file.features, fileNamed(files, file.features.index.file));
    return file.task === 'REGRESSION'
      ? featuresPipeline(valueAnswers(file), extractor)
      : featuresPipeline(labelAnswers(file), extractor);
  }
  const textOf = (path: string) => Buffer.from(fileNamed(files, path)).toString();
  const wordsOf = (path: string) => vocabularyText(fileNamed(files, path));
  if (file.input === 'words')
    return wordsPipeline(wordsOf(file.vocabulary), file.cut, subwordsOf(file.subwords, files), file.phrases);
  if (file.input === 'bag') {
    const path = file.buckets?.file ?? null;
    const rows = path === null ? null : BucketRows.parse(fileNamed(files, path), file.buckets!.count);
    return bagPipeline(file, wordsOf(file.vocabulary), rows);
  }
  if (file.input === 'vocabulary')
    return languageModelPipeline(file, new TokenVocabulary(textOf(file.vocabulary.file), file.vocabulary));
  const { tokenizer } = file;
  const settings = tokenizer.settings === null ? null : textOf(tokenizer.settings);
  const opened = openTokenizer(textOf(tokenizer.file), settings);
  if (file.task !== 'LANGUAGE_MODEL') return tokensPipeline(file, opened);
  return languageModelPipeline(file, {
    encode: (text, frame) => opened.encode(text, undefined, { frame }).ids,
    decode: (ids) => opened.decode(ids),
  });
}

/** Paths of the files that a pipeline needs besides pipeline.json itself. */
export function filesOfPipeline(json: string): string[] {
  const file = parsePipelineFile(json);
  if (file.input === 'tensors') return [];
  if (file.input === 'text') return [file.features.index.file];
  if (file.input === 'vocabulary') return [file.vocabulary.file];
  if (file.input === 'words') return [file.vocabulary, ...(file.subwords ? [file.subwords.file] : [])];
  if (file.input === 'bag') return [file.vocabulary, ...(file.buckets?.file != null ? [file.buckets.file] : [])];
  return [file.tokenizer.file, file.tokenizer.settings].filter((path) => path !== null);
}

function subwordsOf(subwords: SubwordsFile | undefined, files: ReadonlyMap<string, Uint8Array>): SubwordIndex | null {
  if (!subwords) return null;
  return new SubwordIndex(subwords, BucketRows.parse(fileNamed(files, subwords.file), subwords.buckets));
}

function fileNamed(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const file = files.get(path);
  if (!file) throw new InvalidInputError(`pipeline.json names "${path}", which is not among the files.`);
  return file;
}
