import { InvalidInputError } from '../../lib/errors.js';
import { DatasetFormat } from './dataset-format.js';
import { FASTTEXT_LABEL } from './fasttext-reader.js';
import { type TextLayout, rowParser } from './text-layout.js';

const EXTENSIONS: Record<string, DatasetFormat> = {
  csv: DatasetFormat.CSV,
  tsv: DatasetFormat.TSV,
  tab: DatasetFormat.TSV,
  jsonl: DatasetFormat.JSON_LINES,
  ndjson: DatasetFormat.JSON_LINES,
  txt: DatasetFormat.PLAIN_TEXT,
};

const CSV_DELIMITERS = [',', ';'];

/** Share of rows that must have the header's width for a file to pass as a table. */
const TABLE_SHARE = 0.9;

const FOREIGN = [
  { start: [0x1f, 0x8b], advice: 'It is compressed with gzip. Decompress it first.' },
  { start: [0x50, 0x4b, 0x03, 0x04], advice: 'It is a ZIP archive or a spreadsheet. Export the rows as CSV.' },
  { start: [0x28, 0xb5, 0x2f, 0xfd], advice: 'It is compressed with Zstandard. Decompress it first.' },
  { start: [0x50, 0x41, 0x52, 0x31], advice: 'It is a Parquet file. Export the rows as JSON Lines.' },
  { start: [0x25, 0x50, 0x44, 0x46], advice: 'It is a PDF. Export its text.' },
  { start: [0xff, 0xfe], advice: 'It is UTF-16. Save it as UTF-8.' },
  { start: [0xfe, 0xff], advice: 'It is UTF-16. Save it as UTF-8.' },
];

export interface LayoutWishes {
  /** Detected when left out. */
  format?: DatasetFormat | null;
  header: boolean;
  names?: readonly string[];
  /** Its ending is taken as a hint. */
  fileName?: string;
}

/**
 * How rows lie in a file, judged from its first bytes.
 * @param sample the start of the file
 * @throws {InvalidInputError} when the file is no UTF-8 text, or a JSON document rather than JSON Lines
 */
export function detectLayout(sample: Buffer, { format, header, names, fileName = '' }: LayoutWishes): TextLayout {
  assertText(sample);
  const named = EXTENSIONS[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''];
  const hasLabels = firstLine(sample).startsWith(FASTTEXT_LABEL);
  const plain = named === DatasetFormat.PLAIN_TEXT && hasLabels ? DatasetFormat.FASTTEXT : named;
  const chosen = format ?? plain ?? (hasLabels ? DatasetFormat.FASTTEXT : detectFormat(sample));
  const delimiter = chosen === DatasetFormat.CSV ? csvDelimiter(sample) : '\t';
  return { format: chosen, delimiter, header, names };
}

function assertText(sample: Buffer): void {
  const foreign = FOREIGN.find(({ start }) => start.every((byte, index) => sample[index] === byte));
  if (foreign) throw new InvalidInputError(`The file is not UTF-8 text. ${foreign.advice}`);
}

function detectFormat(sample: Buffer): DatasetFormat {
  const first = firstLine(sample);
  if (first.startsWith('{')) return DatasetFormat.JSON_LINES;
  if (first.startsWith('[') && /^\[\s*(\{|$)/.test(first)) {
    throw new InvalidInputError('The file is one JSON array. Write one object a line instead (JSON Lines).');
  }
  if (first.includes('\t') && looksLikeTable(sample, { format: DatasetFormat.TSV, delimiter: '\t', header: true }))
    return DatasetFormat.TSV;
  const csv = { format: DatasetFormat.CSV, delimiter: csvDelimiter(sample), header: true };
  return looksLikeTable(sample, csv) ? DatasetFormat.CSV : DatasetFormat.PLAIN_TEXT;
}

/** Whether most rows have the width of the first, which is more than one. */
function looksLikeTable(sample: Buffer, layout: TextLayout): boolean {
  try {
    const parser = rowParser(layout);
    const { rows, badRecords } = parser.push(sample);
    if (rows.length === 0) rows.push(...parser.end().rows);
    return (
      parser.columnNames.length > 1 && rows.length > 0 && rows.length >= TABLE_SHARE * (rows.length + badRecords.length)
    );
  } catch {
    return false;
  }
}

function csvDelimiter(sample: Buffer): string {
  const header = firstLine(sample).replace(/"[^"]*"/g, '');
  const counts = CSV_DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return CSV_DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function firstLine(sample: Buffer): string {
  const text = sample
    .toString('utf8', 0, 64 * 1024)
    .replace(/^\ufeff/, '')
    .trimStart();
  const end = text.indexOf('\n');
  return (end < 0 ? text : text.slice(0, end)).trim();
}
