import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { KEY_DESCRIPTION } from '../../access/changes/change.js';
import { OneOf } from '../../graph/one-of.js';
import { GraphQLBigInt, GraphQLDigest } from '../../graph/scalars.js';
import { ColumnInput } from '../columns/dataset-column.js';
import { DatasetFormat } from '../formats/dataset-format.js';

const FORMAT = 'How rows lie in the file; detected from its name and content when left out.';
const HEADER = 'Whether the first row of a CSV or TSV file names the columns. If not, `columns` names them in order.';

@OneOf()
@InputType({ description: 'Where the bytes of a file come from: exactly one of these.' })
export class ImportSourceInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Id that ended the Location of a finished tus upload: upload_01h…. An import uses it up.',
  })
  upload?: string;

  @Field(() => String, { nullable: true, description: 'The content itself, as long as a request may be.' })
  text?: string;

  @Field(() => GraphQLDigest, {
    nullable: true,
    description: 'The file of an earlier import of this project, by digest.',
  })
  blob?: string;
}

@InputType({ description: 'A split and its share of the rows.' })
export class SplitFractionInput {
  @Field(() => String, { description: 'Name: 1 to 64 letters, digits, dots, dashes and underscores.' })
  name!: string;

  @Field(() => Float, { description: 'Share of the rows, above 0. All shares make 1.' })
  fraction!: number;
}

@OneOf()
@InputType({ description: 'How rows come into splits: exactly one of these.' })
export class SplitInput {
  @Field(() => String, { nullable: true, description: 'The column whose values name the splits, at most 32.' })
  column?: string;

  @Field(() => [SplitFractionInput], {
    nullable: true,
    description: 'Deals rows out by a hash of their text: the same text always comes into the same split.',
  })
  fractions?: SplitFractionInput[];
}

@InputType({ description: 'A file to look at before it is imported.' })
export class ImportPreviewInput {
  @Field(() => ImportSourceInput, { description: 'The file.' })
  source!: ImportSourceInput;

  @Field(() => DatasetFormat, { nullable: true, description: FORMAT })
  format?: DatasetFormat | null;

  @Field(() => Boolean, { defaultValue: true, description: HEADER })
  header!: boolean;

  @Field(() => [ColumnInput], { nullable: true, description: 'Columns whose kind you know; the others are inferred.' })
  columns?: ColumnInput[] | null;

  @Field(() => Int, { defaultValue: 20, description: 'Rows to show, 1 to 100.' })
  rowCount!: number;
}

@InputType({ description: 'A file to import as a new version of a dataset.' })
export class ImportDatasetVersionInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the dataset.' })
  dataset!: string;

  @Field(() => ImportSourceInput, { description: 'The file.' })
  source!: ImportSourceInput;

  @Field(() => DatasetFormat, { nullable: true, description: FORMAT })
  format?: DatasetFormat | null;

  @Field(() => Boolean, { defaultValue: true, description: HEADER })
  header!: boolean;

  @Field(() => [ColumnInput], {
    nullable: true,
    description:
      'Columns whose kind you know, to which every row is held; the others are inferred from the first rows.',
  })
  columns?: ColumnInput[] | null;

  @Field(() => SplitInput, {
    nullable: true,
    description: 'How rows come into splits; when left out, train gets 0.8 of them, validation 0.1 and test 0.1.',
  })
  splits?: SplitInput | null;

  @Field(() => GraphQLBigInt, {
    defaultValue: 1,
    description: 'Another seed deals the rows out to the splits anew. Of no effect when a column names the splits.',
  })
  seed!: bigint | number;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Rows that may be bad, 0 to 100,000: they are left out and reported. More of them fail the import.',
  })
  maxBadRows!: number;
}
