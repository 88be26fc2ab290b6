import { InvalidInputError } from '../../lib/errors.js';
import type { ReadVersionFile } from '../../models/files/version-files.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile } from '../../pipelines/pipeline-file.js';
import type { LanguageModelFile } from '../../pipelines/language-model/language-model-file.js';
import { openTokenizer } from '../../text/tokenizers/open-tokenizer.js';
import type { Tokenizer } from '../../text/tokenizers/tokenizer.js';

/** A tokenizer.json. */
export interface TokenizerTokens {
  readonly kind: 'tokenizer';
  readonly json: string;
  readonly tokenizer: Tokenizer;
  /** Tokens that end a text, as its pipeline says; none but of language models. */
  readonly eosIds: readonly number[];
}

/** Characters or words of a vocabulary. */
export interface VocabularyTokens {
  readonly kind: 'vocabulary';
  /** Contents of the file. */
  readonly lines: string;
  readonly options: Omit<Extract<LanguageModelFile, { input: 'vocabulary' }>['vocabulary'], 'file'>;
  readonly eosIds: readonly number[];
}

/** What makes the tokens of a version. */
export type VersionTokens = TokenizerTokens | VocabularyTokens;

/**
 * The tokens of a version, as its pipeline makes them.
 * @param ref of the version, for errors
 * @throws {InvalidInputError} when it has none that another model could be trained with
 */
export async function readVersionTokens(read: ReadVersionFile, ref: string): Promise<VersionTokens> {
  const textOf = async (path: string): Promise<string> => {
    const bytes = await read(path);
    return bytes ? bytes.toString() : refuse(ref, `it has no ${path}`);
  };
  const file = parsePipelineFile(await textOf(PIPELINE_PATH));
  if (file.input === 'vocabulary') {
    const { file: path, ...options } = file.vocabulary;
    return { kind: 'vocabulary', lines: await textOf(path), options, eosIds: file.eosIds };
  }
  if (file.input !== 'tokens') return refuse(ref, `its pipeline reads ${file.input}`);
  const { tokenizer: paths } = file;
  const json = await textOf(paths.file);
  const tokenizer = openTokenizer(json, paths.settings === null ? null : await textOf(paths.settings));
  return { kind: 'tokenizer', json, tokenizer, eosIds: file.task === 'LANGUAGE_MODEL' ? file.eosIds : [] };
}

function refuse(ref: string, why: string): never {
  throw new InvalidInputError(
    `${ref} has no tokens to take over: ${why}. Choose a language model, or a transformer with a tokenizer.json.`,
  );
}
