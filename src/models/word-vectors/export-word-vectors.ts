import type { RequestContext } from '../../access/context.js';
import { InvalidInputError } from '../../lib/errors.js';
import type { WordVectorsStream } from '../../text/word-vectors/word-vectors.js';
import {
  assertWritable,
  formatWordVectors,
  WORD_VECTOR_FORMATS,
  type WordVectorFormat,
} from '../../text/word-vectors/write-word-vectors.js';
import { ModelVersion } from '../versions/model-version.entity.js';
import { sourceOf } from './source-of-version.js';
import { trainingOfTable } from './training-evidence.js';
import { wordVectorsOfVersion } from './word-vectors-of-version.js';

/**
 * The word vectors of a version as the bytes of a file for other programs. A version that was made of a .bin of fastText is that file again.
 * @throws {InvalidInputError} when the version has none, or the format is unknown or cannot hold one of its words
 */
export async function exportWordVectors(
  context: RequestContext,
  versionId: string,
  format: string | null,
): Promise<AsyncIterable<Uint8Array>> {
  if (!isFormat(format)) throw new InvalidInputError(`format is one of ${WORD_VECTOR_FORMATS.join(', ')}.`);
  const version = await context.get(ModelVersion, versionId);
  if (format !== 'fasttext') return formatted(await wordVectorsOfVersion(context, version), format);
  const source = await sourceOf(context, version);
  if (source) return source;
  const vectors = await wordVectorsOfVersion(context, version);
  return formatted({ ...vectors, training: await trainingOfTable(vectors.files, context.blobs) }, format);
}

function formatted(
  vectors: WordVectorsStream & { readonly words: readonly string[] },
  format: WordVectorFormat,
): AsyncIterable<Uint8Array> {
  for (const word of vectors.words) assertWritable(word, format);
  return formatWordVectors(vectors, format);
}

function isFormat(format: string | null): format is WordVectorFormat {
  return (WORD_VECTOR_FORMATS as readonly (string | null)[]).includes(format);
}
