import type { VocabularyLimits } from '../../../pipelines/features/vocabulary-builder.js';
import type { KeptFiles } from '../../training-context.js';
import type { ExampleSource } from '../feature-matrix.js';
import type { TextExample } from '../text-head.js';
import type { TextModelSettings } from '../text-model-settings.js';
import { encodeTexts } from './encode-texts.js';
import type { EncodedTexts } from './encoded-texts.js';
import { encodingFromBytes, encodingToBytes, isKeepable } from './encoding-file.js';

/** Where encodings are kept for trainings of the same rows, and the widest limits that any of those has. */
export interface KeptEncodings extends KeptFiles {
  readonly limits: VocabularyLimits;
}

/** Takes the encoding of the texts that another training kept, or makes it and keeps it, if it is not too large: one for each setting of n-grams. */
export async function keptEncoding<E extends TextExample>(
  kept: KeptEncodings,
  texts: { readonly training: ExampleSource<E>; readonly validation: ExampleSource<E> | null },
  settings: TextModelSettings,
  signal?: AbortSignal,
): Promise<EncodedTexts<E>> {
  const { wordNgrams, punctuation, characterNgrams, shortestCharacterNgram } = settings;
  const name = JSON.stringify({ wordNgrams, punctuation, characterNgrams, shortestCharacterNgram });
  const bytes = await kept.read(name);
  const known = bytes && encodingFromBytes<E>(bytes);
  if (known) return known;
  const encoded = await encodeTexts(texts, settings, kept.limits, signal);
  if (await isKeepable(encoded, signal)) await kept.keep(name, encodingToBytes(encoded));
  return encoded;
}
