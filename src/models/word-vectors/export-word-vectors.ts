import type { RequestContext } from '../../access/context.js';
import { InvalidInputError } from '../../lib/errors.js';
import {
  assertWritable,
  formatWordVectors,
  WORD_VECTOR_FORMATS,
  type WordVectorFormat,
} from '../../text/word-vectors/write-word-vectors.js';
import { ModelVersion } from '../model-version.entity.js';
import { wordVectorsOfVersion } from './word-vectors-of-version.js';

/**
 * The word vectors of a version as the bytes of a file for other programs.
 * @throws {InvalidInputError} when the version has none, or the format is unknown or cannot hold one of its words
 */
export async function exportWordVectors(
  context: RequestContext,
  versionId: string,
  format: string | null,
): Promise<AsyncIterable<Uint8Array>> {
  if (!isFormat(format)) throw new InvalidInputError(`format is one of ${WORD_VECTOR_FORMATS.join(', ')}.`);
  const vectors = await wordVectorsOfVersion(context, await context.get(ModelVersion, versionId));
  for (const word of vectors.words) assertWritable(word, format);
  return formatWordVectors(vectors, format);
}

function isFormat(format: string | null): format is WordVectorFormat {
  return (WORD_VECTOR_FORMATS as readonly (string | null)[]).includes(format);
}
