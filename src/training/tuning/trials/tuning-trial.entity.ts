import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RefColumn, TimeColumn } from '../../../storage/columns.js';
import type { TrainedVersion } from '../../trained/trained-version.js';
import type { Parameters } from '../search/space.js';

/** What a trial reported of held-out rows when it paused or ended, by names of figures. */
export interface TrialReport {
  readonly rung: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What a training is to its study. */
@Entity('tuning_trial')
export class TuningTrial {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  jobId!: string;

  @RefColumn()
  studyId!: string;

  /** From 1, in the order in which they began. */
  @Column('integer')
  number!: number;

  @Column('jsonb')
  parameters!: Parameters;

  /** The rung that it goes to, from 0; as many as there are rungs when it goes to its end. */
  @Column('integer')
  rung!: number;

  /** When it paused; null while it does not wait for its study. */
  @TimeColumn({ nullable: true })
  pausedAt!: Date | null;

  @Column('jsonb')
  reports!: TrialReport[];

  /** How many pauses and ends its study had noted when it noted this one; null before it has. */
  @Column('integer', { nullable: true })
  noted!: number | null;

  /** What it made, while its study may still choose it. */
  @Column('jsonb', { nullable: true })
  trained!: TrainedVersion | null;
}
