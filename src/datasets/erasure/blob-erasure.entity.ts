import { Entity, PrimaryColumn } from 'typeorm';
import { TimeColumn } from '../../storage/columns.js';

/** A blob whose rows were deleted, to be removed once nothing refers to it. */
@Entity('blob_erasure')
export class BlobErasure {
  @PrimaryColumn('text')
  digest!: string;

  @TimeColumn()
  requestedAt!: Date;

  @TimeColumn({ nullable: true })
  erasedAt!: Date | null;
}
