import { Field, ObjectType } from 'type-graphql';
import { GraphQLJSONObject } from '../../graph/scalars.js';
import { InvalidInputError } from '../../lib/errors.js';
import { DatasetColumn } from '../columns/dataset-column.js';
import type { Cell } from '../formats/cell.js';
import { DatasetFormat } from '../formats/dataset-format.js';
import { BadRow } from './bad-row.entity.js';
import { type ImportSource, type SourcePlaces, findSource } from './import-source.js';
import { inspectFile } from './inspect-file.js';

const MAX_ROWS = 100;

@ObjectType({ description: 'What an import would make of the start of a file.' })
export class ImportPreview {
  @Field(() => DatasetFormat, { description: 'How rows lie in the file, as told or as detected.' })
  format!: DatasetFormat;

  @Field(() => [DatasetColumn], { description: 'Its columns, with the kinds that were told or inferred.' })
  columns!: DatasetColumn[];

  @Field(() => [GraphQLJSONObject], { description: 'The first rows, every value by column.' })
  rows!: Record<string, Cell>[];

  @Field(() => [BadRow], { description: 'Rows that could not be read in the first MiB, at most 100.' })
  badRows!: BadRow[];
}

export interface PreviewRequest {
  source: ImportSource;
  format?: DatasetFormat | null;
  header: boolean;
  columns?: DatasetColumn[] | null;
  rowCount: number;
}

/** Looks at a file as an import would, without importing it or using up an upload. */
export async function previewImport(places: SourcePlaces, request: PreviewRequest): Promise<ImportPreview> {
  const { rowCount } = request;
  if (rowCount < 1 || rowCount > MAX_ROWS)
    throw new InvalidInputError(`Ask for 1 to ${MAX_ROWS} rows.`, ['input', 'rowCount']);
  const file = await findSource(places, request.source);
  const { format, header } = request;
  const { layout, columns, rows, badRecords } = await inspectFile(file, {
    format,
    header,
    columns: request.columns ?? [],
  });
  return {
    format: layout.format,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    rows: rows
      .slice(0, rowCount)
      .map(({ cells }) => Object.fromEntries(columns.map(({ name }, index) => [name, cells[index] ?? null]))),
    badRows: badRecords
      .slice(0, MAX_ROWS)
      .map(({ line, excerpt, reason }) => Object.assign(new BadRow(), { line: BigInt(line), excerpt, reason })),
  };
}
