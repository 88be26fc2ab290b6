import type { VocabularyLimits } from '../../../pipelines/features/vocabulary-builder.js';
import type { KeptFiles } from '../../training-context.js';
import type { ExampleSource } from '../feature-matrix.js';
import type { TextExample } from '../text-head.js';
import type { TextModelSettings } from '../text-model-settings.js';
import { encodeTexts } from './encode-texts.js';
import type { EncodedTexts } from './encoded-texts.js';
import { encodingFromBytes, encodingToBytes, isKeepable } from './encoding-file.js';
import { narrowed } from './narrowed.js';

/** Where encodings are kept for trainings of the same rows, and the widest limits that any of those has. */
export interface KeptEncodings extends KeptFiles {
  readonly limits: VocabularyLimits;
  /** Words of their longest word n-grams. */
  readonly wordNgrams: number;
}

interface Texts<E extends TextExample> {
  readonly training: ExampleSource<E>;
  readonly validation: ExampleSource<E> | null;
}

/** What was kept under a name. */
interface Kept<E extends TextExample> {
  /** Null for one that is too large to be kept: each training makes its own. */
  readonly encoded: EncodedTexts<E> | null;
}

const TOO_LARGE = new Uint8Array(0);

/**
 * Takes the encoding of the texts that another training kept, or makes it and keeps it, if it is not too large: one for each setting of
 * n-grams. Texts are read for the longest word n-grams; an encoding with shorter ones is made of that one.
 */
export async function keptEncoding<E extends TextExample>(
  kept: KeptEncodings,
  texts: Texts<E>,
  settings: TextModelSettings,
  signal?: AbortSignal,
): Promise<EncodedTexts<E>> {
  const own = await readKept<E>(kept, settings);
  if (own) return own.encoded ?? encodeTexts(texts, settings, kept.limits, signal);
  if (settings.wordNgrams < kept.wordNgrams) {
    const longest = { ...settings, wordNgrams: kept.wordNgrams };
    const known = await readKept<E>(kept, longest);
    const longer = known ? known.encoded : await encodedAndKept(kept, texts, longest, signal);
    if (longer?.isWhole) return keep(kept, settings, await narrowed(longer, settings.wordNgrams, signal), signal);
  }
  return encodedAndKept(kept, texts, settings, signal);
}

async function encodedAndKept<E extends TextExample>(
  kept: KeptEncodings,
  texts: Texts<E>,
  settings: TextModelSettings,
  signal: AbortSignal | undefined,
): Promise<EncodedTexts<E>> {
  return keep(kept, settings, await encodeTexts(texts, settings, kept.limits, signal), signal);
}

async function keep<E extends TextExample>(
  kept: KeptEncodings,
  settings: TextModelSettings,
  encoded: EncodedTexts<E>,
  signal: AbortSignal | undefined,
): Promise<EncodedTexts<E>> {
  const bytes = (await isKeepable(encoded, signal)) ? encodingToBytes(encoded) : TOO_LARGE;
  await kept.keep(nameOf(settings), bytes);
  return encoded;
}

/** @returns null when nobody kept it, or another release did */
async function readKept<E extends TextExample>(
  kept: KeptEncodings,
  settings: TextModelSettings,
): Promise<Kept<E> | null> {
  const bytes = await kept.read(nameOf(settings));
  if (!bytes) return null;
  if (bytes.length === 0) return { encoded: null };
  const encoded = encodingFromBytes<E>(bytes);
  return encoded && { encoded };
}

function nameOf({ wordNgrams, punctuation, characterNgrams, shortestCharacterNgram }: TextModelSettings): string {
  return JSON.stringify({ wordNgrams, punctuation, characterNgrams, shortestCharacterNgram });
}
