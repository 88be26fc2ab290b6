import { InvalidInputError } from '../../lib/errors.js';
import type { Cell } from '../formats/cell.js';
import type { Refused } from '../formats/record-reader.js';
import { type ContentHash, contentHash } from '../splits/content-hash.js';
import { MAX_SPLITS, SPLIT_NAME_RULE, SplitDealer, type SplitPlan, isSplitName } from '../splits/split-plan.js';
import { asText, kindProblem } from './cell-kinds.js';
import { ColumnKind } from './column-kind.js';
import type { TypedColumn } from './infer-columns.js';
import { RowContent } from './row-content.js';

/** What a row is for a model, and the split that it belongs to. */
export interface MappedRow {
  text: string;
  labels: string[];
  split: string;
  content: ContentHash;
}

const MAX_LABELS_A_ROW = 256;
const MAX_LABEL_LENGTH = 256;

/** Finds text, labels and split in the cells of a row, and holds declared columns to their kind. */
export class RowMapper {
  /** Kind of each column that was known beforehand; a kind that was only inferred becomes OTHER when a row does not keep to it. */
  readonly kinds: ColumnKind[];
  private readonly content: RowContent;
  private checked: { index: number; name: string; kind: ColumnKind; declared: boolean }[];
  private readonly dealer: SplitDealer | null;
  private readonly splitColumn: { index: number; name: string } | null;
  private readonly splits = new Set<string>();

  /** @throws {InvalidInputError} when the plan names a column that is not there */
  constructor(columns: readonly TypedColumn[], plan: SplitPlan) {
    this.content = new RowContent(columns);
    this.kinds = columns.map(({ kind }) => kind);
    this.checked = columns.flatMap(({ name, kind, declared }, index) =>
      declared || kind === ColumnKind.NUMBER || kind === ColumnKind.TIME ? [{ index, name, kind, declared }] : [],
    );
    this.dealer = 'fractions' in plan ? new SplitDealer(plan.fractions, plan.seed) : null;
    this.splitColumn =
      'column' in plan ? { index: columns.findIndex(({ name }) => name === plan.column), name: plan.column } : null;
    if (this.splitColumn?.index === -1) {
      throw new InvalidInputError(
        `There is no column "${this.splitColumn.name}" to take splits from. The file has ${columns.map(({ name }) => `"${name}"`).join(', ')}.`,
        ['input', 'splits', 'column'],
      );
    }
  }

  map(cells: readonly Cell[]): MappedRow | Refused {
    for (const { index, name, kind, declared } of this.checked) {
      const problem = kindProblem(cells[index] ?? null, kind);
      if (problem && declared) return { reason: `Column "${name}" ${problem}.` };
      if (problem) this.relax(index);
    }
    const text = this.content.text(cells);
    const labels = this.content.labels(cells);
    const problem = labelsProblem(labels);
    if (problem) return { reason: problem };
    const content = contentHash(text);
    const split = this.dealer ? this.dealer.split(content) : this.columnSplit(cells);
    return typeof split === 'string' ? { text, labels, split, content } : split;
  }

  private relax(column: number): void {
    this.kinds[column] = ColumnKind.OTHER;
    this.checked = this.checked.filter(({ index }) => index !== column);
  }

  private columnSplit(cells: readonly Cell[]): string | Refused {
    const { index, name } = this.splitColumn!;
    const value = asText(cells[index] ?? null).trim();
    if (!isSplitName(value))
      return {
        reason: `Column "${name}" holds "${value.slice(0, 40)}", which is no name for a split. ${SPLIT_NAME_RULE}`,
      };
    this.splits.add(value);
    if (this.splits.size > MAX_SPLITS) {
      throw new InvalidInputError(
        `Column "${name}" has more than ${MAX_SPLITS} different values, so it does not name splits. Choose another column or use fractions.`,
        ['input', 'splits', 'column'],
      );
    }
    return value;
  }
}

function labelsProblem(labels: readonly string[]): string | null {
  if (labels.length > MAX_LABELS_A_ROW) return `The row has ${labels.length} labels; it may have ${MAX_LABELS_A_ROW}.`;
  const long = labels.find(({ length }) => length > MAX_LABEL_LENGTH);
  return long ? `A label has ${long.length} characters; it may have ${MAX_LABEL_LENGTH}.` : null;
}
