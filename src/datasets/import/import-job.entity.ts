import { Field, ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDigest } from '../../graph/scalars.js';
import { JobKind } from '../../jobs/job-state.js';
import { JobRow } from '../../jobs/job.entity.js';
import type { DatasetColumn } from '../columns/dataset-column.js';
import { DatasetFormat } from '../formats/dataset-format.js';
import type { SplitFraction } from '../splits/split-plan.js';

/** What an import was asked for. */
export interface ImportJobSettings {
  fileName: string;
  /** The file, in the blob store. */
  sourceDigest: string;
  format: DatasetFormat;
  header: boolean;
  columns: DatasetColumn[];
  splits: { column: string } | { fractions: SplitFraction[]; seed: string };
  maxBadRows: number;
}

@ObjectType({ implements: [JobRow, Node], description: 'Brings the rows of a file into a dataset as a new version.' })
@ChildEntity(JobKind.IMPORT)
export class ImportJob extends JobRow {
  declare settings: ImportJobSettings;

  @Field(() => String, { description: 'Name of the file, as its owner called it.' })
  get fileName(): string {
    return this.settings.fileName;
  }

  @Field(() => GraphQLDigest, { description: 'Digest of the file: name it as a source to import it again.' })
  get sourceDigest(): string {
    return this.settings.sourceDigest;
  }

  @Field(() => DatasetFormat, { description: 'How rows lie in the file, as told or as detected.' })
  get format(): DatasetFormat {
    return this.settings.format;
  }
}
