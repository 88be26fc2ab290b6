import { InvalidInputError } from '../../lib/errors.js';
import type { Cell } from '../formats/cell.js';
import { isNumber, isTime } from './cell-kinds.js';
import { ColumnKind } from './column-kind.js';
import type { DatasetColumn } from './dataset-column.js';

/** A column with its kind as a client named it or as the rows suggest. */
export interface TypedColumn extends DatasetColumn {
  /** Whether a client named the kind: then every row must keep to it. */
  declared: boolean;
}

const TEXT_NAME =
  /^(text|body|content|message|sentence|review|document|mail|comment|utterance|question|headline|title|subject|文本|内容)s?$/i;
const LABEL_NAME = /^(label|labels|class|category|target|sentiment|topic|intent|y|group|标签|类别)$/i;
const KEY_NAME = /^(id|key|uuid|guid)$|[_-](id|key)$/i;
const SPLIT_NAME = /^(split|fold|subset)$/i;

const MAX_LABEL_LENGTH = 64;
/** A column without a telling name is taken for labels when it has at most this many different values… */
const MAX_INFERRED_LABELS = 50;
/** …each on this many rows on average. */
const MIN_ROWS_A_LABEL = 3;

/**
 * Kinds of a file's columns, from their names and the first rows. What was declared stands.
 * @param rows cells in the order of `names`
 * @throws {InvalidInputError} when a declared column is not there, or no column holds text
 */
export function inferColumns(
  names: readonly string[],
  rows: readonly Cell[][],
  declared: readonly DatasetColumn[] = [],
): TypedColumn[] {
  assertKnown(names, declared);
  const columns = names.map((name, index): TypedColumn => {
    const given = declared.find((column) => column.name === name);
    if (given) return { name, kind: given.kind, declared: true };
    return { name, kind: kindOf(name, valuesOf(rows, index)), declared: false };
  });
  chooseLabels(columns, rows);
  chooseText(columns, rows);
  return columns;
}

function assertKnown(names: readonly string[], declared: readonly DatasetColumn[]): void {
  const unknown = declared.find(({ name }) => !names.includes(name));
  if (!unknown) return;
  throw new InvalidInputError(
    `There is no column "${unknown.name}". The file has ${names.map((name) => `"${name}"`).join(', ')}.`,
    ['input', 'columns'],
  );
}

/** The kind that name and values suggest. Text and labels that only values suggest are chosen afterwards, among all columns. */
function kindOf(name: string, values: Cell[]): ColumnKind {
  if (SPLIT_NAME.test(name) || values.length === 0) return ColumnKind.OTHER;
  if (LABEL_NAME.test(name) && values.every(isLabel)) return ColumnKind.LABEL;
  if (KEY_NAME.test(name) && new Set(values).size === values.length) return ColumnKind.KEY;
  if (values.every(isNumber)) return ColumnKind.NUMBER;
  if (values.every(isTime)) return ColumnKind.TIME;
  if (TEXT_NAME.test(name) && values.every((value) => typeof value === 'string')) return ColumnKind.TEXT;
  return ColumnKind.OTHER;
}

/** Without a column named like labels, the only column of few and short values holds them. */
function chooseLabels(columns: TypedColumn[], rows: readonly Cell[][]): void {
  if (columns.some(({ kind }) => kind === ColumnKind.LABEL)) return;
  const candidates = columns.filter(({ name, kind, declared }, index) => {
    if (declared || kind !== ColumnKind.OTHER || SPLIT_NAME.test(name)) return false;
    const values = valuesOf(rows, index);
    const distinct = new Set(values).size;
    return (
      distinct > 1 &&
      distinct <= MAX_INFERRED_LABELS &&
      distinct * MIN_ROWS_A_LABEL <= values.length &&
      values.every(isLabel)
    );
  });
  if (candidates.length === 1) candidates[0]!.kind = ColumnKind.LABEL;
}

/** Without a column named like text, the column of the longest strings holds it. */
function chooseText(columns: TypedColumn[], rows: readonly Cell[][]): void {
  if (columns.some(({ kind }) => kind === ColumnKind.TEXT)) return;
  const lengths = columns.map(({ kind, declared }, index) => {
    const strings = valuesOf(rows, index).filter((value) => typeof value === 'string');
    if (declared || kind !== ColumnKind.OTHER || strings.length === 0) return 0;
    return strings.reduce((sum, value) => sum + value.length, 0) / strings.length;
  });
  const longest = Math.max(...lengths, 0);
  if (longest === 0) {
    throw new InvalidInputError('No column holds text. Name the one that does: columns: [{name: "…", kind: TEXT}].', [
      'input',
      'columns',
    ]);
  }
  columns[lengths.indexOf(longest)]!.kind = ColumnKind.TEXT;
}

function valuesOf(rows: readonly Cell[][], index: number): Cell[] {
  return rows.map((row) => row[index] ?? null).filter((value) => value !== null && value !== '');
}

function isLabel(value: Cell): boolean {
  if (Array.isArray(value)) return value.every(isLabel);
  return typeof value === 'string'
    ? value.length <= MAX_LABEL_LENGTH
    : typeof value === 'number' || typeof value === 'boolean';
}
