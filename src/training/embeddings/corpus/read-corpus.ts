import { join } from 'node:path';
import { InvalidInputError } from '../../../lib/errors.js';
import { splitBlock, type TextBlock } from '../../../text/text-block.js';
import type { CorpusCut } from './corpus-messages.js';
import { askPart, type CorpusThreads } from './corpus-threads.js';
import { filePartsOf } from './file-parts.js';
import { joinPhrases } from './join-phrases.js';
import type { PhraseSettings } from './phrase-settings.js';
import { type Vocabulary, type VocabularyLimits, vocabularyOf } from './vocabulary.js';
import { WordTable } from './word-table.js';

/** Texts, each a sentence. */
export interface CorpusTexts {
  readonly blocks: AsyncIterable<TextBlock>;
  /** Where words end. */
  readonly cut: CorpusCut;
}

/** The path of a file of words, UTF-8 with white space between words and a sentence a line; or texts. */
export type Corpus = string | CorpusTexts;

/** A part of a corpus as numbers of words, in a file that `IdsReader` reads. */
export interface NumberedPart {
  readonly path: string;
  /** How many numbers each read takes, ends of sentences among them: whole sentences, `IDS_A_CALL` at most. */
  readonly calls: readonly number[];
}

export interface NumberedCorpus {
  readonly vocabulary: Vocabulary;
  readonly parts: readonly NumberedPart[];
  /** By how much counts of pairs may have been too low when phrases were found; null without phrases. */
  readonly phraseCountError: number | null;
}

/** Which words are trained. */
export interface CorpusSettings extends VocabularyLimits {
  /** How words are joined to phrases; none are when left out. */
  readonly phrases?: PhraseSettings | null;
}

export interface ReadCorpusOptions {
  readonly onPhase?: (phase: 'counting' | 'joining' | 'encoding') => void | Promise<void>;
  /** Called before words are numbered: refuses what could not be trained. */
  readonly onVocabulary?: (vocabulary: Vocabulary) => void;
}

/**
 * Reads a corpus once: a part in each thread. Words are counted and numbered as they come, then numbered from 0 in the order of the vocabulary;
 * those that are not in it are left out.
 * @param folder for the numbers: 8 bytes for each word of the corpus
 * @throws {InvalidInputError} when fewer than two words are frequent enough
 */
export async function readCorpus(
  corpus: Corpus,
  settings: CorpusSettings,
  threads: CorpusThreads,
  folder: string,
  { onPhase, onVocabulary }: ReadCorpusOptions = {},
): Promise<NumberedCorpus> {
  const paths = threads.map((_, part) => join(folder, `ids.${part}`));
  await onPhase?.('counting');
  if (typeof corpus === 'string') await readFileParts(corpus, threads, paths);
  else await readTexts(corpus, threads, paths);
  const counted = await Promise.all(
    threads.map((thread, at) => askPart(thread, { kind: 'count', idsPath: paths[at]! }, 'counted')),
  );
  const { table, numbers } = merge(counted.map((answer) => new WordTable(answer.table)));
  if (table.size === 0) throw new InvalidInputError('The corpus is empty: there are no words to learn from.');
  if (settings.phrases) await onPhase?.('joining');
  const phraseCountError =
    settings.phrases &&
    (await joinPhrases(
      threads,
      table,
      numbers,
      paths.map((path) => `${path}.words`),
      settings.phrases,
    ));
  const { vocabulary, numbers: inVocabulary } = vocabularyOf(table, settings);
  onVocabulary?.(vocabulary);
  await onPhase?.('encoding');
  const parts = threads.map(async (thread, at): Promise<NumberedPart> => {
    const [idsPath, ofPart] = [paths[at]!, numbers[at]!.map((number) => (number < 0 ? number : inVocabulary[number]!))];
    const command = { kind: 'number', idsPath, numbers: settings.phrases ? inVocabulary : ofPart } as const;
    const { calls } = await askPart(thread, command, 'numbered');
    return { path: idsPath, calls };
  });
  return { vocabulary, phraseCountError: phraseCountError ?? null, parts: await Promise.all(parts) };
}

async function readFileParts(path: string, threads: CorpusThreads, idsPaths: readonly string[]): Promise<void> {
  const parts = filePartsOf(path, threads.length);
  await Promise.all(
    threads.map((thread, at) => thread.ask({ kind: 'read', idsPath: idsPaths[at]!, source: parts[at]! }, 'read')),
  );
}

/** Each thread takes its share of each block, so that the same texts are always in the same parts. */
async function readTexts(
  { blocks, cut }: CorpusTexts,
  threads: CorpusThreads,
  idsPaths: readonly string[],
): Promise<void> {
  const asked = threads.map(() => Promise.resolve<unknown>(null));
  for await (const block of blocks)
    for (const [at, share] of splitBlock(shared(block), threads.length).entries()) {
      await asked[at];
      asked[at] = threads[at]!.ask({ kind: 'read', idsPath: idsPaths[at]!, source: { block: share, cut } }, 'read');
      // Awaited at its next turn, or at the end.
      asked[at].catch(() => undefined);
    }
  await Promise.all(asked);
}

/** A block that threads read where it lies. */
function shared({ lengths, utf8 }: TextBlock): TextBlock {
  const memory = new SharedArrayBuffer(lengths.byteLength + utf8.byteLength);
  const copy = {
    lengths: new Uint32Array(memory, 0, lengths.length),
    utf8: new Uint8Array(memory, lengths.byteLength),
  };
  copy.lengths.set(lengths);
  copy.utf8.set(utf8);
  return copy;
}

/** The first table with the words of all, and the number there of each word of each table. */
function merge([table, ...others]: readonly WordTable[]): { table: WordTable; numbers: Int32Array[] } {
  const own = new Int32Array(table!.size);
  for (let word = 0; word < own.length; word++) own[word] = word;
  const numbers: Int32Array[] = [own];
  for (const other of others) {
    const added = table!.addTable(other, (changed) => {
      for (const known of numbers)
        known.forEach((number, word) => (known[word] = number < 0 ? number : changed[number]!));
    });
    numbers.push(added);
  }
  return { table: table!, numbers };
}
