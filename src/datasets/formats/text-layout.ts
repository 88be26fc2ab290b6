import { DatasetFormat } from './dataset-format.js';
import { DelimitedReader } from './delimited-reader.js';
import { FastTextReader } from './fasttext-reader.js';
import { JsonLinesReader } from './json-lines-reader.js';
import { PlainTextReader } from './plain-text-reader.js';
import { LineEnd, QuotedRecordEnd } from './record-end.js';
import { RowParser } from './row-parser.js';

/** All that must be known to read rows from a file. */
export interface TextLayout {
  format: DatasetFormat;
  /** What stands between two values, for CSV. */
  delimiter: string;
  /** Whether the first row names the columns, for CSV and TSV. */
  header: boolean;
  /** Names of the columns of a CSV or TSV file without a header, in order. */
  names?: readonly string[];
}

/** A parser at the start of a file of this layout. */
export function rowParser({ format, delimiter, header, names }: TextLayout): RowParser {
  switch (format) {
    case DatasetFormat.CSV:
      return new RowParser(
        new QuotedRecordEnd(delimiter.charCodeAt(0)),
        new DelimitedReader({ delimiter, quotes: true, header, names }),
      );
    case DatasetFormat.TSV:
      return new RowParser(new LineEnd(), new DelimitedReader({ delimiter: '\t', quotes: false, header, names }));
    case DatasetFormat.JSON_LINES:
      return new RowParser(new LineEnd(), new JsonLinesReader());
    case DatasetFormat.PLAIN_TEXT:
      return new RowParser(new LineEnd(), new PlainTextReader());
    case DatasetFormat.FASTTEXT:
      return new RowParser(new LineEnd(), new FastTextReader());
  }
}
