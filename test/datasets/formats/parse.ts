import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import type { ParsedRows } from '../../../src/datasets/formats/row-parser.js';
import { type TextLayout, rowParser } from '../../../src/datasets/formats/text-layout.js';

export const CSV: TextLayout = { format: DatasetFormat.CSV, delimiter: ',', header: true };
export const TSV: TextLayout = { format: DatasetFormat.TSV, delimiter: '\t', header: true };
export const JSON_LINES: TextLayout = { format: DatasetFormat.JSON_LINES, delimiter: '', header: true };
export const PLAIN_TEXT: TextLayout = { format: DatasetFormat.PLAIN_TEXT, delimiter: '', header: true };

export interface Parsed extends ParsedRows {
  columnNames: readonly string[];
}

/** Parses a whole file, handed over in pieces of `pieceBytes`. */
export function parse(layout: TextLayout, file: string | Buffer, pieceBytes = Infinity): Parsed {
  const bytes = Buffer.from(file);
  const parser = rowParser(layout);
  const parsed: ParsedRows = { rows: [], badRecords: [] };
  const take = ({ rows, badRecords }: ParsedRows): void => {
    parsed.rows.push(...rows);
    parsed.badRecords.push(...badRecords);
  };
  for (let at = 0; at < bytes.length; at += pieceBytes) take(parser.push(bytes.subarray(at, at + pieceBytes)));
  take(parser.end());
  return { ...parsed, columnNames: parser.columnNames };
}

/** Only the cells of each row. */
export function cells(layout: TextLayout, file: string | Buffer): unknown[] {
  return parse(layout, file).rows.map((row) => row.cells);
}
