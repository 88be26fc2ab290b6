import { InvalidInputError } from '../../lib/errors.js';
import type { Cell } from './cell.js';
import type { RecordReader, Refused } from './record-reader.js';

/** Most columns of a dataset. */
export const MAX_COLUMNS = 256;

export interface DelimitedOptions {
  /** What stands between two values: one character. */
  delimiter: string;
  /** Whether a value may be put in quotes. */
  quotes: boolean;
  /** Whether the first record names the columns. */
  header: boolean;
  /** Names of the columns in order, for a file without a header. */
  names?: readonly string[];
}

/** Rows of CSV and TSV. */
export class DelimitedReader implements RecordReader {
  columnNames: readonly string[] = [];

  constructor(private readonly options: DelimitedOptions) {}

  read(text: string, line: number): Cell[] | Refused | null {
    if (text === '') return null;
    const values =
      this.options.quotes && text.includes('"')
        ? unquote(text, this.options.delimiter)
        : text.split(this.options.delimiter);
    if (!Array.isArray(values)) return values;
    if (this.columnNames.length === 0) {
      this.columnNames = this.namesFrom(values, line);
      if (this.options.header) return null;
    }
    if (values.length !== this.columnNames.length) return wrongWidth(values.length, this.columnNames);
    return values;
  }

  private namesFrom(first: string[], line: number): string[] {
    const given = this.options.header ? first.map((name) => name.trim()) : (this.options.names ?? []);
    if (given.length > 0 && given.length !== first.length) {
      throw new InvalidInputError(
        `Line ${line} has ${first.length} values, and ${given.length} columns were named. Name every column of a file without a header, in order.`,
        ['input', 'columns'],
      );
    }
    const names = first.map((_, index) => ((given[index] ?? '') === '' ? `column${index + 1}` : given[index]!));
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) {
      throw new InvalidInputError(
        `Line ${line} names the column "${repeated}" twice. Give each column a name of its own.`,
      );
    }
    if (names.length > MAX_COLUMNS) {
      throw new InvalidInputError(`Line ${line} has ${names.length} columns; a dataset has at most ${MAX_COLUMNS}.`);
    }
    return names;
  }
}

function wrongWidth(actual: number, names: readonly string[]): Refused {
  const values = actual === 1 ? '1 value' : `${actual} values`;
  return {
    reason: `The row has ${values} where there are ${names.length} columns (${names.join(', ').slice(0, 80)}).`,
  };
}

/** The values of a record in which some are quoted; two quotes inside quotes stand for one. */
function unquote(text: string, delimiter: string): string[] | Refused {
  const values: string[] = [];
  let at = 0;
  for (;;) {
    if (!text.startsWith('"', at)) {
      const end = text.indexOf(delimiter, at);
      values.push(text.slice(at, end < 0 ? text.length : end));
      if (end < 0) return values;
      at = end + 1;
      continue;
    }
    let value = '';
    let from = at + 1;
    let close = text.indexOf('"', from);
    while (close >= 0 && text.startsWith('"', close + 1)) {
      value += text.slice(from, close + 1);
      from = close + 2;
      close = text.indexOf('"', from);
    }
    if (close < 0) return { reason: 'A quote opens a value here and is not closed.' };
    values.push(value + text.slice(from, close));
    at = close + 1;
    if (at === text.length) return values;
    if (!text.startsWith(delimiter, at)) {
      return {
        reason: `After the closing quote of value ${values.length} comes "${text.slice(at, at + 12)}", not the next value. Write a quote inside a value as "".`,
      };
    }
    at += 1;
  }
}
