import { InvalidInputError } from '../../lib/errors.js';
import { HuggingFaceTokenizer } from './hugging-face-tokenizer.js';
import { openLibrary } from './library.js';
import type { Tokenizer } from './tokenizer.js';
import { parseTokenizerFile, parseTokenizerSettings } from './tokenizer-file.js';

/**
 * The tokenizer of a Hugging Face export.
 * @param tokenizerJson contents of tokenizer.json
 * @param configJson contents of tokenizer_config.json; null when there is none
 * @throws {InvalidInputError} saying what is wrong with the file
 */
export function openTokenizer(tokenizerJson: string, configJson: string | null = null): Tokenizer {
  const file = parseTokenizerFile(tokenizerJson);
  const settings = parseTokenizerSettings(configJson, file);
  try {
    // The library gives the models, its translation of regular expressions and the decoders. What stands before and behind the
    // model is done here: the library tells no offsets, and differs from the reference in some characters.
    return new HuggingFaceTokenizer(file, settings, openLibrary(file));
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw new InvalidInputError(`tokenizer.json is not understood: ${(error as Error).message}.`);
  }
}
