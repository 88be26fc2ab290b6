import type { Cell } from '../formats/cell.js';
import { ColumnKind } from './column-kind.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function isNumber(value: Cell): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

/** Whether a value is a date or an instant in ISO 8601. */
export function isTime(value: Cell): boolean {
  return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}

/** A value as text; nothing for no value. */
export function asText(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Why a value does not suit a column of this kind, as the end of a sentence; null when it does. */
export function kindProblem(cell: Cell, kind: ColumnKind): string | null {
  const shown = asText(cell).slice(0, 40);
  switch (kind) {
    case ColumnKind.NUMBER:
      return cell === null || cell === '' || isNumber(cell) ? null : `holds "${shown}", which is no number`;
    case ColumnKind.TIME:
      return cell === null || cell === '' || isTime(cell)
        ? null
        : `holds "${shown}", which is no date or time in ISO 8601`;
    case ColumnKind.KEY:
      return cell === null || cell === '' ? 'is empty, and a key may not be' : null;
    case ColumnKind.TEXT:
      return typeof cell === 'object' && cell !== null ? 'holds an object or array, and text is a string' : null;
    case ColumnKind.LABEL:
      return isLabelCell(cell) ? null : 'holds an object, and a label is a string, a number or a list of these';
    case ColumnKind.OTHER:
      return null;
  }
}

function isLabelCell(cell: Cell): boolean {
  if (Array.isArray(cell)) return cell.every((value) => typeof value !== 'object' || value === null);
  return typeof cell !== 'object' || cell === null;
}
