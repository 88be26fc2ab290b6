import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file that trials of a study made of its rows, for one another. */
@Entity('tuning_encoding')
export class TuningEncoding {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  studyId!: string;

  /** By what it was made, as the training names it. */
  @PrimaryColumn('text')
  name!: string;

  @Column('text')
  digest!: string;
}
