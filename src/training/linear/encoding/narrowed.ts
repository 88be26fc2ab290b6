import { shorterNgrams } from '../../../pipelines/features/vocabulary.js';
import type { TextExample } from '../text-head.js';
import { eachRow, type EncodedRows, type EncodedTexts } from './encoded-texts.js';

/**
 * What the same texts come to with word n-grams of at most so many words. Single words are read first, then pairs, and so on, so that what
 * remains has the order that it would have by itself.
 * @param encoded with longer ones, and whole
 */
export async function narrowed<E extends TextExample>(
  { vocabulary, documentFrequencies, training, validation }: EncodedTexts<E>,
  wordNgrams: number,
  signal?: AbortSignal,
): Promise<EncodedTexts<E>> {
  const { file, columns, kept } = shorterNgrams(vocabulary, documentFrequencies.length, wordNgrams);
  return {
    isWhole: true,
    vocabulary: file,
    documentFrequencies: Uint32Array.from(kept, (column) => documentFrequencies[column]!),
    training: await narrowedRows(training, columns, signal),
    validation: validation && (await narrowedRows(validation, columns, signal)),
  };
}

async function narrowedRows<E extends TextExample>(
  rows: EncodedRows<E>,
  columns: Int32Array,
  signal: AbortSignal | undefined,
): Promise<EncodedRows<E>> {
  const kept = new Int32Array(rows.columns.length);
  const widths = new Int32Array(rows.widths.length);
  let [from, to] = [0, 0];
  await eachRow(rows, signal, (_, row) => {
    const [end, start] = [from + rows.widths[row]!, to];
    for (; from < end; from++) {
      const column = columns[rows.columns[from]!]!;
      if (column >= 0) kept[to++] = column;
    }
    widths[row] = to - start;
  });
  return { widths, columns: kept.slice(0, to), examples: rows.examples };
}
