import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import type { TextExample } from '../text-head.js';
import type { EncodedRows, EncodedTexts } from './encoded-texts.js';

const FORMAT = 1;

interface Header<E extends TextExample> {
  readonly format: number;
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

export function encodingToBytes<E extends TextExample>(encoded: EncodedTexts<E>): Uint8Array {
  const { vocabulary, documentFrequencies, training, validation } = encoded;
  const words = new Int32Array(Math.ceil(vocabulary.length / 4));
  new Uint8Array(words.buffer).set(vocabulary);
  const header: Header<E> = {
    ...{ format: FORMAT, vocabularyBytes: vocabulary.length, columns: documentFrequencies.length },
    training: headerOf(training),
    validation: validation && headerOf(validation),
  };
  const rows = [training, ...(validation ? [validation] : [])].flatMap(({ widths, columns }) => [widths, columns]);
  return encodeArrays(header, [words, Int32Array.from(documentFrequencies), ...rows]);
}

/** Reads what `encodingToBytes` wrote; null when another release wrote it otherwise. */
export function encodingFromBytes<E extends TextExample>(bytes: Uint8Array): EncodedTexts<E> | null {
  const { header, take } = decodeArrays(bytes);
  const { format, vocabularyBytes, columns, training, validation } = header as Header<E>;
  if (format !== FORMAT) return null;
  const words = take.integers(Math.ceil(vocabularyBytes / 4));
  const documentFrequencies = Uint32Array.from(take.integers(columns));
  const rowsOf = ({ examples, ngrams }: SplitHeader<E>): EncodedRows<E> => ({
    ...{ widths: take.integers(examples.length), columns: take.integers(ngrams), examples },
  });
  return {
    vocabulary: new Uint8Array(words.buffer, words.byteOffset, vocabularyBytes),
    documentFrequencies,
    training: rowsOf(training),
    validation: validation && rowsOf(validation),
  };
}

function headerOf<E extends TextExample>({ examples, columns }: EncodedRows<E>): SplitHeader<E> {
  return { examples, ngrams: columns.length };
}
