import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdColumn } from '../../storage/columns.js';

/** Where consecutive rows of one split of a version lie. */
@Entity('dataset_chunk')
export class DatasetChunk {
  @IdColumn()
  datasetVersionId!: string;

  @PrimaryColumn('text')
  split!: string;

  /** Position among the chunks of its split, from 0. */
  @PrimaryColumn('integer')
  ordinal!: number;

  @Column('text')
  digest!: string;

  @CountColumn()
  sizeBytes!: number;

  @Column('integer')
  rowCount!: number;

  /** Number of its first row in the version, from 1. */
  @CountColumn()
  firstNumber!: number;

  @CountColumn()
  lastNumber!: number;
}

/** A count that stays far below 2^53. */
function CountColumn(): PropertyDecorator {
  return Column({
    type: 'bigint',
    transformer: { to: (value: number) => value, from: (value: string) => Number(value) },
  });
}
