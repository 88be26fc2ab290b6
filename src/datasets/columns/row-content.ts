import type { Cell } from '../formats/cell.js';
import { asText } from './cell-kinds.js';
import { ColumnKind } from './column-kind.js';

/** Finds what a model reads and what it learns to say in the cells of a row. */
export class RowContent {
  private readonly textColumns: number[];
  private readonly labelColumns: number[];

  /** @param columns in the order of the cells */
  constructor(columns: readonly { kind: ColumnKind }[]) {
    const ofKind = (kind: ColumnKind): number[] =>
      columns.flatMap((column, index) => (column.kind === kind ? [index] : []));
    this.textColumns = ofKind(ColumnKind.TEXT);
    this.labelColumns = ofKind(ColumnKind.LABEL);
  }

  /** The texts of the row, joined by line feeds. */
  text(cells: readonly Cell[]): string {
    if (this.textColumns.length === 1) return asText(cells[this.textColumns[0]!] ?? null);
    return this.textColumns
      .map((index) => asText(cells[index] ?? null))
      .filter((text) => text !== '')
      .join('\n');
  }

  /** The different labels of the row; none when it has no value for them. */
  labels(cells: readonly Cell[]): string[] {
    const labels: string[] = [];
    for (const index of this.labelColumns) {
      const cell = cells[index] ?? null;
      for (const value of Array.isArray(cell) ? cell : [cell]) {
        if (value === null || value === '') continue;
        const label = asText(value);
        if (!labels.includes(label)) labels.push(label);
      }
    }
    return labels;
  }
}
