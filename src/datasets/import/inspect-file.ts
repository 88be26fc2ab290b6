import { InvalidInputError } from '../../lib/errors.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import { type TypedColumn, inferColumns } from '../columns/infer-columns.js';
import type { BadRecord } from '../formats/bad-record.js';
import type { DatasetFormat } from '../formats/dataset-format.js';
import { detectLayout } from '../formats/detect-layout.js';
import { MAX_ROW_BYTES } from '../formats/record-framer.js';
import type { ParsedRow } from '../formats/row-parser.js';
import { type TextLayout, rowParser } from '../formats/text-layout.js';
import type { ImportFile } from './import-file.js';

/** What a client says about a file; the rest is found out. */
export interface FileWishes {
  format?: DatasetFormat | null;
  /** Whether the first row of a CSV or TSV file names the columns. */
  header: boolean;
  columns: readonly DatasetColumn[];
}

/** How a file is to be read, with what its start holds. */
export interface FileInspection {
  layout: TextLayout;
  columns: TypedColumn[];
  rows: ParsedRow[];
  badRecords: BadRecord[];
}

const MEBIBYTE = 1024 * 1024;
/** Read first; when no row ends within it, as much as the longest row may need. */
const SAMPLE_BYTES = [MEBIBYTE, MAX_ROW_BYTES + MEBIBYTE];
const INFERENCE_ROWS = 1000;
const LONG_ROW = `Its first row is longer than ${MAX_ROW_BYTES / MEBIBYTE} MiB, the most that a row has.`;

/**
 * Finds out how rows lie in a file and what its columns are for, from its first MiB.
 * @throws {InvalidInputError} when it is no text, has no rows, or does not have what was declared
 */
export async function inspectFile(file: ImportFile, wishes: FileWishes): Promise<FileInspection> {
  for (const sampleBytes of SAMPLE_BYTES) {
    const sample = await readStart(file, sampleBytes);
    const whole = sample.length < sampleBytes;
    const names = wishes.header ? undefined : wishes.columns.map(({ name }) => name);
    const layout = detectLayout(sample, { format: wishes.format, header: wishes.header, names, fileName: file.name });
    const parser = rowParser(layout);
    const { rows, badRecords } = parser.push(sample);
    if (whole) {
      const last = parser.end();
      rows.push(...last.rows);
      badRecords.push(...last.badRecords);
    }
    if (rows.length === 0 && !whole && sample.length < SAMPLE_BYTES.at(-1)!) continue;
    if (rows.length === 0) throw noRows(file, badRecords, whole);
    const cells = rows.slice(0, INFERENCE_ROWS).map((row) => row.cells);
    return { layout, columns: inferColumns(parser.columnNames, cells, wishes.columns), rows, badRecords };
  }
  throw noRows(file, [], true);
}

function noRows({ name }: ImportFile, [first]: readonly BadRecord[], whole: boolean): InvalidInputError {
  const short = whole ? 'Give it at least one row besides the header.' : `${LONG_ROW} Split it into several rows.`;
  return new InvalidInputError(
    `No row of ${name} can be read. ${first ? `Line ${first.line}: ${first.reason}` : short}`,
  );
}

async function readStart(file: ImportFile, bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.open(bytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
