import { AskedThread } from '../threads/asked-thread.js';
import type { CorpusAnswer, CorpusCommand, SharedWords } from './corpus-messages.js';
import { partsOf } from './corpus-parts.js';
import { mergeVocabulary, type Vocabulary, type VocabularyLimits } from './vocabulary.js';

export interface CorpusSettings extends VocabularyLimits {
  /** How many parts there will be, each read by a thread of its own. */
  readonly threads: number;
}

/** A part of a corpus as numbers of words, in a file that `IdsReader` reads. */
export interface NumberedPart {
  readonly path: string;
  /** How many numbers each read takes, ends of sentences among them: whole sentences, `IDS_A_CALL` at most. */
  readonly calls: readonly number[];
}

export interface NumberedCorpus {
  readonly vocabulary: Vocabulary;
  readonly parts: readonly NumberedPart[];
}

export interface ReadCorpusOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onPhase?: (phase: 'counting' | 'encoding') => void | Promise<void>;
  /** Called before words are numbered: refuses what could not be trained. */
  readonly onVocabulary?: (vocabulary: Vocabulary) => void;
}

/**
 * Reads a file of words, UTF-8 with white space between words and a sentence a line: a part for each thread. Words are counted,
 * then numbered from 0 in the order of the vocabulary; those that are not in it are left out.
 * @param folder for the numbers: 4 bytes for each word of the corpus
 * @throws {InvalidInputError} when fewer than two words are frequent enough
 */
export async function readCorpus(
  corpusPath: string,
  settings: CorpusSettings,
  folder: string,
  { signal, onPhase, onVocabulary }: ReadCorpusOptions = {},
): Promise<NumberedCorpus> {
  const parts = partsOf(corpusPath, settings.threads, folder);
  const threads = parts.map(
    (part) => new AskedThread<CorpusCommand, CorpusAnswer>('training/embeddings/corpus/corpus-thread.js', part),
  );
  const end = () => Promise.all(threads.map((thread) => thread.end()));
  const stop = () => void end();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    await onPhase?.('counting');
    const counted = await Promise.all(threads.map((thread) => thread.ask({ kind: 'count' }, 'counted')));
    signal?.throwIfAborted();
    const vocabulary = mergeVocabulary(counted, settings);
    onVocabulary?.(vocabulary);
    await onPhase?.('encoding');
    const words = sharedWords(vocabulary);
    const numbered = await Promise.all(threads.map((thread) => thread.ask({ kind: 'number', words }, 'numbered')));
    return { vocabulary, parts: numbered.map(({ calls }, at) => ({ path: parts[at]!.idsPath, calls })) };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await end();
  }
}

function sharedWords({ words }: Vocabulary): SharedWords {
  const encoded = words.map((word) => Buffer.from(word));
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (words.length + 1)));
  encoded.forEach((word, at) => (starts[at + 1] = starts[at]! + word.length));
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[words.length]!));
  encoded.forEach((word, at) => {
    bytes.set(word, starts[at]);
  });
  return { bytes, starts };
}
