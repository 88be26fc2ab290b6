import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import type { TextExample } from '../text-head.js';
import { eachRow, type EncodedRows, type EncodedTexts } from './encoded-texts.js';

const FORMAT = 2;

/** Larger ones are not kept: each trial that reads one has it twice in memory, as bytes and as the arrays that are made of them. */
const MOST_BYTES = 2 ** 30;
/** JSON is read in one turn, and a string ends at 512 MiB. */
const MOST_EXAMPLE_CHARACTERS = 2 ** 26;

interface Header<E extends TextExample> {
  readonly format: number;
  readonly isWhole: boolean;
  readonly vocabularyBytes: number;
  readonly columns: number;
  readonly training: SplitHeader<E>;
  readonly validation: SplitHeader<E> | null;
}

interface SplitHeader<E extends TextExample> {
  readonly examples: readonly E[];
  /** n-grams of all rows. */
  readonly ngrams: number;
}

/** Whether the file of an encoding would be small enough to be read by others. */
export async function isKeepable<E extends TextExample>(
  { vocabulary, documentFrequencies, training, validation }: EncodedTexts<E>,
  signal?: AbortSignal,
): Promise<boolean> {
  const splits = validation ? [training, validation] : [training];
  let bytes = vocabulary.length + documentFrequencies.byteLength;
  for (const { widths, columns } of splits) bytes += widths.byteLength + columns.byteLength;
  if (bytes > MOST_BYTES) return false;
  let characters = 0;
  for (const rows of splits)
    await eachRow(rows, signal, (example) => {
      characters += JSON.stringify(example).length;
    });
  return characters <= MOST_EXAMPLE_CHARACTERS;
}

export function encodingToBytes<E extends TextExample>(encoded: EncodedTexts<E>): Uint8Array {
  const { isWhole, vocabulary, documentFrequencies, training, validation } = encoded;
  const words = new Int32Array(Math.ceil(vocabulary.length / 4));
  new Uint8Array(words.buffer).set(vocabulary);
  const header: Header<E> = {
    ...{ format: FORMAT, isWhole, vocabularyBytes: vocabulary.length, columns: documentFrequencies.length },
    training: headerOf(training),
    validation: validation && headerOf(validation),
  };
  const rows = [training, ...(validation ? [validation] : [])].flatMap(({ widths, columns }) => [widths, columns]);
  return encodeArrays(header, [words, Int32Array.from(documentFrequencies), ...rows]);
}

/** Reads what `encodingToBytes` wrote; null when another release wrote it otherwise. */
export function encodingFromBytes<E extends TextExample>(bytes: Uint8Array): EncodedTexts<E> | null {
  const { header, take } = decodeArrays(bytes);
  const { format, isWhole, vocabularyBytes, columns, training, validation } = header as Header<E>;
  if (format !== FORMAT) return null;
  const words = take.integers(Math.ceil(vocabularyBytes / 4));
  const documentFrequencies = Uint32Array.from(take.integers(columns));
  const rowsOf = ({ examples, ngrams }: SplitHeader<E>): EncodedRows<E> => ({
    ...{ widths: take.integers(examples.length), columns: take.integers(ngrams), examples },
  });
  return {
    isWhole,
    vocabulary: new Uint8Array(words.buffer, words.byteOffset, vocabularyBytes),
    documentFrequencies,
    training: rowsOf(training),
    validation: validation && rowsOf(validation),
  };
}

function headerOf<E extends TextExample>({ examples, columns }: EncodedRows<E>): SplitHeader<E> {
  return { examples, ngrams: columns.length };
}
